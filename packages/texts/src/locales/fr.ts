import type { LocaleTexts } from '../text.ts';
import { frConsent } from './fr-consent.ts';
import { frPages } from './fr-pages.ts';
import { frProblems } from './fr-problems.ts';

/** French. */
export const fr: LocaleTexts = {
  'login.password_required': 'Saisissez votre mot de passe.',
  'login.pin_sent_sms': 'Nous avons envoyé un code à usage unique par SMS au {destination}. Saisissez-le ici.',
  'login.pin_sent_email': 'Nous avons envoyé un code à usage unique par courriel à {destination}. Saisissez-le ici.',
  'login.factor_required': 'Saisissez le code de votre second facteur.',
  'login.factor_required.totp': 'Saisissez le code affiché par votre application d’authentification.',
  'login.factor_required.soft_token':
    'Ouvrez votre jeton logiciel avec son code PIN et saisissez ici le code qu’il affiche.',
  'login.factor_required.grid_card': 'Saisissez à la suite le contenu des cases {cells} de votre carte {serial}.',
  'login.factor_required.egrid':
    'Saisissez à la suite le contenu des cases {cells} de votre carte électronique {serial}.',
  'login.factor_required.sms': 'Nous avons envoyé un code par SMS au {destination}. Saisissez-le ici.',
  'login.factor_required.email': 'Nous avons envoyé un code par courriel à {destination}. Saisissez-le ici.',
  'login.factor_required.emergency_code':
    'Saisissez le code de secours qu’un agent vous a donné. Il suspend vos autres seconds facteurs, et vous en configurez un nouveau.',
  'login.factor_lost':
    'Aucun de vos seconds facteurs n’est utilisable. Signalez la perte ou demandez l’aide d’un agent.',
  'login.loss_code_required':
    'Nous avons envoyé un code à {destination}. Saisissez-le ici pour signaler la perte de votre second facteur. Vous pourrez ensuite faire valider de nouveau votre identité.',
  'login.completed': 'Vous êtes connecté.',
  'login.cancelled': 'La connexion a été annulée.',
  'login.dead': 'Il y a eu trop de tentatives erronées. Recommencez la connexion.',

  'step_up.password_required':
    'Pour cette action, vous devez prouver à nouveau que c’est bien vous. Saisissez votre mot de passe.',
  'step_up.factor_required': 'Saisissez le code de votre second facteur pour confirmer.',
  'step_up.factor_required.totp': 'Pour confirmer, saisissez le code affiché par votre application d’authentification.',
  'step_up.factor_required.soft_token':
    'Pour confirmer, ouvrez votre jeton logiciel avec son code PIN et saisissez ici le code qu’il affiche.',
  'step_up.factor_required.grid_card':
    'Pour confirmer, saisissez à la suite le contenu des cases {cells} de votre carte {serial}.',
  'step_up.factor_required.egrid':
    'Pour confirmer, saisissez à la suite le contenu des cases {cells} de votre carte électronique {serial}.',
  'step_up.factor_required.sms': 'Nous avons envoyé un code par SMS au {destination}. Saisissez-le ici pour confirmer.',
  'step_up.factor_required.email':
    'Nous avons envoyé un code par courriel à {destination}. Saisissez-le ici pour confirmer.',
  'step_up.completed': 'Merci. Vous pouvez continuer.',
  'step_up.cancelled': 'La confirmation a été annulée. Votre session continue comme avant.',
  'step_up.dead': 'Il y a eu trop de tentatives erronées. Recommencez la confirmation.',

  'recovery.code_required':
    'Si nous connaissons cet identifiant, un code est en route vers sa boîte aux lettres. Saisissez-le ici. Regardez aussi parmi les courriers indésirables.',
  'recovery.questions_required':
    'Répondez aux questions que vous avez choisies lors de la configuration de votre connexion.',
  'recovery.factor_required': 'Saisissez le code de votre second facteur.',
  'recovery.factor_required.totp': 'Saisissez le code affiché par votre application d’authentification.',
  'recovery.factor_required.soft_token':
    'Ouvrez votre jeton logiciel avec son code PIN et saisissez ici le code qu’il affiche.',
  'recovery.factor_required.grid_card': 'Saisissez à la suite le contenu des cases {cells} de votre carte {serial}.',
  'recovery.factor_required.egrid':
    'Saisissez à la suite le contenu des cases {cells} de votre carte électronique {serial}.',
  'recovery.factor_required.sms': 'Nous avons envoyé un code par SMS au {destination}. Saisissez-le ici.',
  'recovery.factor_required.email': 'Nous avons envoyé un code par courriel à {destination}. Saisissez-le ici.',
  'recovery.officer_required':
    'Votre mot de passe ne peut pas être réinitialisé ici. Demandez à votre administrateur ou à notre assistance de débloquer votre connexion : un agent vérifie votre identité, puis la débloque. Recommencez ensuite ici.',
  'recovery.password_required': 'Choisissez un nouveau mot de passe.',
  'recovery.completed':
    'Votre nouveau mot de passe est défini et toutes les sessions ont été fermées. Connectez-vous avec ce mot de passe et votre second facteur.',
  'recovery.cancelled': 'La récupération a été annulée. Votre mot de passe reste inchangé.',
  'recovery.dead': 'Il y a eu trop de tentatives erronées. Recommencez.',

  'set_up.progress': 'Étape {done} sur {required} terminée',
  'set_up.authenticator': 'Second facteur',
  'set_up.recovery_questions': 'Questions de récupération',
  'set_up.login_with_permitted_factor': 'Connexion avec un second facteur autorisé',

  'factor.totp': 'Application d’authentification',
  'factor.soft_token': 'Jeton logiciel',
  'factor.grid_card': 'Carte à grille',
  'factor.egrid': 'Carte à grille électronique',
  'factor.sms': 'Codes par SMS',
  'factor.email': 'Codes par courriel',
  'factor.emergency_code': 'Code d’urgence',

  'authenticator.issued': 'Pas encore activé',
  'authenticator.bound': 'En attente de confirmation',
  'authenticator.active': 'Actif',
  'authenticator.suspended': 'Suspendu',
  'authenticator.locked': 'Bloqué',
  'authenticator.expired': 'Expiré',
  'authenticator.void': 'Remplacé ou retiré avant son activation',
  'authenticator.revoked': 'Révoqué',

  'question.childhood_friend': 'Quel était le prénom de votre meilleur ami ou de votre meilleure amie d’enfance ?',
  'question.first_teacher': 'Quel était le nom de votre premier instituteur ou de votre première institutrice ?',
  'question.first_concert': 'De qui était le premier concert auquel vous avez assisté ?',
  'question.first_job_town': 'Dans quelle ville avez-vous eu votre premier emploi ?',
  'question.grandparent_street': 'Dans quelle rue habitaient vos grands-parents ?',
  'question.childhood_hero': 'Qui était votre héros ou votre héroïne d’enfance ?',
  'question.failed_exam': 'Quel examen avez-vous raté ?',
  'question.oldest_cousin_nickname': 'Quel est le surnom de l’aîné de vos cousins et cousines ?',
  'question.childhood_toy': 'Quel était votre jouet préféré dans votre enfance ?',
  'question.memorable_journey': 'Où vous a mené le voyage dont vous vous souvenez le mieux ?',
  'question.first_film': 'Quel est le premier film que vous avez vu au cinéma ?',
  'question.childhood_book': 'Quel était votre livre préféré dans votre enfance ?',

  'action.submit_password': 'Continuer avec ce mot de passe',
  'action.submit_code': 'Confirmer le code',
  'action.submit_factor_code': 'Confirmer le code du second facteur',
  'action.submit_answers': 'Envoyer les réponses',
  'action.resend': 'Renvoyer le code',
  'action.alternative': 'Envoyer plutôt le code par courriel',
  'action.choose_factor': 'Utiliser un autre second facteur',
  'action.resynchronise': 'Saisir deux codes successifs',
  'action.report_loss': 'J’ai perdu mon second facteur',
  'action.recover': 'Bloqué ou oublié ?',
  'action.cancel': 'Annuler',
  'action.set_language': 'Changer de langue',

  'attempts.left': 'Tentatives restantes : {count}',

  ...frPages,
  ...frConsent,
  ...frProblems,
};
