import type { ProblemTexts } from '../text.ts';

/** French: titles of problems by kind, and what to do by reason. Numbers are left to the sentences of the services. */
export const frProblems: ProblemTexts = {
  'problem.invalid': 'La demande n’est pas correcte',
  'problem.unauthenticated': 'Veuillez vous identifier',
  'problem.forbidden': 'Ceci n’est pas autorisé',
  'problem.not_found': 'Rien n’a été trouvé',
  'problem.conflict': 'Ceci n’est pas possible actuellement',
  'problem.exhausted': 'Trop de tentatives',
  'problem.unavailable': 'Indisponible pour le moment',
  'problem.internal': 'Une erreur est survenue de notre côté',
  'problem.method_not_allowed': 'Cette adresse accepte d’autres méthodes',
  'problem.too_slow': 'La demande est arrivée trop lentement',
  'problem.too_large': 'La demande est trop volumineuse',
  'problem.media_type': 'Ce format n’est pas accepté',

  'problem.REQUEST_INVALID': 'La demande n’est pas valable. Les champs en cause sont indiqués.',
  'problem.REQUEST_MALFORMED': 'La demande est illisible.',
  'problem.BODY_MALFORMED': 'Le contenu de la demande est vide ou n’est pas du JSON bien formé.',
  'problem.BODY_TOO_LARGE': 'Le contenu de la demande est trop volumineux.',
  'problem.MEDIA_TYPE_UNSUPPORTED': 'Un contenu de ce type n’est pas accepté ici.',
  'problem.METHOD_NOT_ALLOWED': 'Cette adresse existe, mais accepte d’autres méthodes.',
  'problem.ROUTE_NOT_FOUND': 'Il n’y a rien à cette adresse.',
  'problem.INTERNAL':
    'Une erreur est survenue de notre côté. Si elle persiste, indiquez le numéro de cette demande à notre assistance.',
  'problem.RATE_LIMITED': 'Il y a eu trop de demandes. Attendez un instant, puis réessayez.',
  'problem.SERVICE_UNAVAILABLE': 'Une partie du service est indisponible pour le moment. Réessayez dans un instant.',
  'problem.DEADLINE_EXCEEDED': 'La réponse a pris trop de temps. Réessayez.',
  'problem.IDEMPOTENCY_KEY_MISSING': 'Il manque à la demande sa clé contre les répétitions.',
  'problem.IDEMPOTENCY_KEY_INVALID': 'La clé contre les répétitions n’a pas la bonne forme.',
  'problem.IDEMPOTENCY_KEY_REUSED': 'La clé contre les répétitions a déjà servi pour une autre demande.',
  'problem.CARD_NUMBER_REFUSED':
    'Ceci ressemble à un numéro de carte, que nous n’acceptons pas. Saisissez-le uniquement sur la page de paiement.',
  'problem.ORIGIN_REFUSED':
    'La demande vient d’une page qui n’a pas le droit de l’envoyer. Rechargez la page et réessayez.',

  'problem.AUTHENTICATION_REQUIRED': 'Connectez-vous d’abord.',
  'problem.TOKEN_INVALID': 'Votre session est terminée. Connectez-vous à nouveau.',
  'problem.TOKEN_OUTDATED': 'Vos droits dans ce compte ont changé. Actualisez votre session.',
  'problem.REFRESH_TOKEN_INVALID': 'Votre session est terminée. Connectez-vous à nouveau.',
  'problem.INSUFFICIENT_USER_AUTHENTICATION':
    'Ceci exige une connexion plus récente ou plus forte. Confirmez avec votre mot de passe et votre second facteur.',
  'problem.SET_UP_REQUIRED': 'Terminez d’abord la configuration de votre connexion.',
  'problem.ROLE_REQUIRED': 'Vous n’avez pas le rôle nécessaire pour cela.',
  'problem.ACCOUNT_NOT_FOUND': 'Ce compte n’existe pas, ou vous n’en êtes pas membre.',
  'problem.USER_NOT_FOUND': 'Cet utilisateur n’existe pas.',
  'problem.SESSION_NOT_FOUND': 'Cette session n’existe pas ou est terminée.',
  'problem.PAGE_SIZE_INVALID': 'Une page ne peut pas contenir autant d’entrées.',
  'problem.PAGE_TOKEN_INVALID': 'La liste ne peut pas être poursuivie ici. Recommencez à la première page.',

  'problem.LOGIN_FAILED': 'L’identifiant ou le mot de passe est erroné.',
  'problem.LOGIN_FLOW_NOT_FOUND': 'Cette connexion n’est plus en cours. Recommencez.',
  'problem.LOGIN_FLOW_WRONG_STATE': 'Ceci n’est pas possible à cette étape de la connexion.',
  'problem.ATTEMPTS_EXHAUSTED':
    'Il y a eu trop de tentatives erronées. Attendez un moment avant de réessayer. Si cela ne suffit pas, réinitialisez votre mot de passe avec « Bloqué ou oublié ? ».',
  'problem.CODE_REFUSED': 'Le code est erroné, trop ancien ou déjà utilisé. Saisissez le code actuel.',
  'problem.CODE_MALFORMED': 'Ce n’est pas un code. Un code ne comporte que des chiffres.',
  'problem.RESEND_TOO_EARLY': 'Un code vient d’être envoyé. Attendez un peu avant d’en demander un autre.',
  'problem.PIN_SENDS_EXHAUSTED': 'Plus aucun code n’est envoyé pour l’instant. Réessayez plus tard.',
  'problem.PIN_CHANNEL_OFF':
    'Les codes ne sont pas envoyés par ce moyen ici. Demandez-en un par l’autre moyen ou contactez l’assistance.',
  'problem.FIRST_LOGIN_OVER': 'Votre second facteur est configuré. Utilisez son code au lieu d’un code envoyé.',
  'problem.OFFICER_RELEASE_REQUIRED':
    'Pour le moment, seul un agent peut débloquer votre connexion. Adressez-vous à votre administrateur ou à notre assistance.',
  'problem.HASHING_BUSY': 'Un très grand nombre de personnes se connectent. Réessayez dans quelques secondes.',
  'problem.USER_ID_INVALID': 'Ce n’est pas un identifiant. L’identifiant est votre adresse électronique.',
  'problem.LANGUAGE_UNSUPPORTED': 'Il n’y a pas de textes dans cette langue.',

  'problem.RECOVERY_FLOW_NOT_FOUND': 'Cette récupération n’est plus en cours. Recommencez.',
  'problem.RECOVERY_FLOW_WRONG_STATE': 'Ceci n’est pas possible à cette étape de la récupération.',
  'problem.ANSWERS_INCOMPLETE': 'Répondez à chacune des questions.',
  'problem.ANSWERS_REFUSED': 'Au moins une réponse n’est pas correcte.',
  'problem.ANSWERS_TOO_FEW': 'Répondez à davantage de questions.',
  'problem.ANSWER_TOO_SHORT': 'Une réponse est trop courte pour vous protéger. Choisissez-en une plus longue.',
  'problem.ANSWER_TOO_LONG': 'Une réponse est trop longue. Choisissez-en une plus courte.',
  'problem.ANSWER_TOO_COMMON': 'Une réponse est facile à deviner. Choisissez-en une autre.',
  'problem.ANSWER_REPEATED': 'Deux questions ont la même réponse. Donnez une réponse différente à chacune.',
  'problem.QUESTION_UNKNOWN': 'Cette question n’existe pas.',
  'problem.RECOVERY_QUESTIONS_OFF': 'Les questions de récupération ne sont pas utilisées ici.',

  'problem.PASSWORD_TOO_SHORT': 'Le mot de passe est trop court. Choisissez-en un plus long.',
  'problem.PASSWORD_TOO_LONG': 'Le mot de passe est trop long. Choisissez-en un plus court.',
  'problem.PASSWORD_TOO_COMMON': 'Ce mot de passe est facile à deviner. Choisissez-en un autre.',
  'problem.PASSWORD_BREACHED': 'Ce mot de passe a été divulgué lors d’un vol de données. Choisissez-en un autre.',
  'problem.PASSWORD_UNCHANGED': 'Le nouveau mot de passe est le mot de passe actuel. Choisissez-en un autre.',

  'problem.EMAIL_INVALID': 'Ce n’est pas une adresse électronique.',
  'problem.MOBILE_INVALID': 'Ce n’est pas un numéro de mobile avec l’indicatif du pays, par exemple +12025550123.',
  'problem.NAME_INVALID':
    'Un nom manque ou ne peut pas être accepté ainsi. Saisissez-le comme sur votre pièce d’identité.',
  'problem.COUNTRY_INVALID': 'Ce n’est pas un pays.',
  'problem.DESTINATION_INVALID': 'Aucun code ne peut être envoyé à cette adresse ou à ce numéro.',
  'problem.MOBILE_NOT_PROVED': 'Confirmez d’abord ce numéro : changez-le dans vos coordonnées.',
  'problem.CONTACT_AMBIGUOUS': 'Indiquez soit une adresse e-mail, soit un numéro de mobile.',
  'problem.CONTACT_UNCHANGED': 'C’est déjà votre adresse ou votre numéro actuel.',
  'problem.CONTACT_CHANGE_NOT_FOUND': 'Cette modification n’est plus en cours ou a été remplacée. Recommencez.',
  'problem.EVIDENCE_INVALID': 'La pièce d’identité manque, est d’un type inconnu ou n’a pas de numéro plausible.',
  'problem.EVIDENCE_FILE_INVALID':
    'Le fichier n’est pas un PDF, un JPEG ou un PNG, est trop volumineux ou endommagé. Choisissez-en un autre.',
  'problem.EVIDENCE_FILE_NOT_FOUND': 'Ce fichier n’existe pas ou a été effacé.',
  'problem.EVIDENCE_LIMIT_REACHED': 'Vous avez envoyé autant de fichiers que possible.',
  'problem.PERSONAL_VALIDATION_NOT_FOUND': 'Aucune validation personnelle n’a été soumise.',
  'problem.PERSONAL_VALIDATION_REQUIRED':
    'Vos noms ne sont pas encore validés. Soumettez une validation personnelle et attendez la décision.',
  'problem.PERSONAL_VALIDATION_WRONG_STATE': 'La validation personnelle attend une décision ou a déjà été tranchée.',
  'problem.PERSONAL_VALIDATION_CHANGED':
    'La validation personnelle a été soumise à nouveau. Examinez la version la plus récente.',
  'problem.USER_EXISTS': 'Un utilisateur existe déjà pour cette adresse. Connectez-vous.',

  'problem.ACTIVATION_NOT_FOUND':
    'Ce lien est inconnu. Ouvrez le plus récent exactement comme il figure dans le message.',
  'problem.ACTIVATION_EXPIRED': 'Ce lien est trop ancien. Faites-en envoyer un nouveau.',
  'problem.ACTIVATION_USED': 'Ce lien a déjà été utilisé. Connectez-vous.',
  'problem.ACTIVATION_LOGIN_REQUIRED':
    'Un utilisateur existe déjà pour cette adresse. Connectez-vous et activez-y le compte.',
  'problem.ACTIVATION_LOGGED_IN': 'Vous êtes connecté. N’indiquez ni mot de passe ni numéro de mobile.',
  'problem.INVITATION_NOT_FOUND':
    'Cette invitation est inconnue. Ouvrez le lien le plus récent exactement comme il figure dans le message.',
  'problem.INVITATION_EXPIRED': 'Cette invitation est trop ancienne. Demandez-en une nouvelle.',
  'problem.INVITATION_USED': 'Cette invitation a déjà été utilisée. Connectez-vous.',
  'problem.INVITATION_LOGIN_REQUIRED':
    'Un utilisateur existe déjà pour cette adresse. Connectez-vous et acceptez-y l’invitation.',

  'problem.INVITATION_EMAIL_DIFFERS': 'L’identifiant doit être l’adresse à laquelle l’invitation a été envoyée.',
  'problem.USER_QUERY_INVALID':
    'Désignez l’utilisateur par son numéro interne ou par son identifiant, pas par les deux.',
  'problem.STAFF_NOT_FOUND': 'Ce membre de l’équipe n’existe pas.',
  'problem.STAFF_ROLE_INVALID': 'Indiquez au moins un des rôles de l’équipe, et rien d’autre.',
  'problem.LAST_OPERATOR': 'Il ne resterait plus aucun opérateur. Nommez d’abord quelqu’un d’autre.',
  'problem.OWN_DECISION_FORBIDDEN':
    'Vous ne pouvez pas décider dans une affaire qui vous concerne. Quelqu’un d’autre doit le faire.',
  'problem.APPROVAL_NOT_FOUND': 'Cette demande d’approbation n’existe pas.',
  'problem.APPROVAL_PENDING': 'Une autre demande sur le même sujet attend une décision. Faites-la d’abord décider.',
  'problem.APPROVAL_WRONG_STATE': 'La décision a déjà été prise, ou le délai est dépassé.',
  'problem.REASON_REQUIRED': 'Indiquez un motif de longueur convenable.',

  'problem.AUTHENTICATOR_NOT_FOUND': 'Ce second facteur n’existe pas.',
  'problem.AUTHENTICATOR_EXPIRED': 'Ce second facteur n’a pas été activé à temps. Recommencez sa configuration.',
  'problem.AUTHENTICATOR_WRONG_STATE': 'Ceci n’est pas possible dans l’état actuel de ce second facteur.',
  'problem.AUTHENTICATOR_LIMIT_REACHED': 'Vous avez autant de seconds facteurs que possible. Supprimez-en un d’abord.',
  'problem.SET_UP_OVER': 'Votre second facteur est déjà configuré. Connectez-vous d’abord avec lui.',
  'problem.FACTOR_REQUIRED': 'Un second facteur est nécessaire. Configurez-en un d’abord.',
  'problem.LABEL_INVALID': 'Ce nom est trop long ou contient des caractères non acceptés.',
  'problem.CHALLENGE_NOT_FOUND': 'Il n’y a rien de tel à confirmer.',
  'problem.CHALLENGE_EXPIRED': 'La confirmation est arrivée trop tard. Recommencez la signature.',
  'problem.CHALLENGE_ANSWERED': 'Ceci a déjà été confirmé. Commencez une nouvelle signature.',
  'problem.REFRESH_TOKEN_MISSING':
    'La session ne peut pas être prolongée : son jeton manque. Connectez-vous à nouveau.',
  'problem.APPROVAL_STATE_INVALID': 'Les demandes d’approbation se listent selon l’un de leurs états.',
  'problem.ACCOUNT_NAME_INVALID': 'Ce nom de compte est vide, trop long ou contient des caractères non acceptés.',
  'problem.CLAIM_NOT_FOUND': 'Cette commande ne vous attend pas, ou quelqu’un d’autre l’a prise.',
  'problem.CONTACT_INVALID': 'Certaines coordonnées ne sont pas correctes. Elles sont indiquées.',
  'problem.ENTITLEMENT_MISSING': 'Votre compte ne comprend pas cela. Changez d’abord de formule.',
  'problem.LAST_OWNER': 'Le compte n’aurait plus de propriétaire. Nommez d’abord un autre membre propriétaire.',
  'problem.MEMBER_EXISTS': 'Une personne ayant cette adresse est déjà membre.',
  'problem.MEMBER_LIMIT_REACHED': 'Le compte a autant de membres qu’il peut en avoir.',
  'problem.MEMBER_NOT_FOUND': 'Le compte n’a pas ce membre.',
  'problem.RESEND_LIMIT_REACHED': 'Le message a été envoyé assez souvent pour l’instant. Réessayez plus tard.',
  'problem.ROLES_INVALID': 'Choisissez au moins un rôle, et uniquement des rôles existants.',
};
