import type { ConsentTexts } from '../text.ts';

/** French: the pages on which users grant what applications ask for. */
export const frConsent: ConsentTexts = {
  'consent.title_login': 'Connexion',
  'consent.title_service': 'Une application demande un accès',
  'consent.title_credential': 'Une application demande votre signature',
  'consent.title_credential-creation': 'Une application demande un nouveau certificat de signature',
  'consent.title_credential-deletion': 'Une application demande la révocation d’un certificat de signature',
  'consent.title_done': 'C’est fait',
  'consent.title_refused': 'Refusé',
  'consent.title_problem': 'Impossible de continuer',
  'consent.languages': 'Cette page dans d’autres langues',
  'consent.login_offer': '{client} vous envoie ici. Connectez-vous pour voir ce qui vous est demandé.',
  'consent.login_offer_plain': 'Connectez-vous pour voir ce qui vous est demandé.',
  'consent.login_again': 'Ceci exige une connexion récente. Veuillez vous connecter encore une fois.',
  'consent.session_over': 'Vous avez été déconnecté. Veuillez vous connecter à nouveau.',
  'consent.continue': 'Continuer',
  'consent.other_user': 'Utiliser un autre identifiant',
  'consent.logged_in': 'Vous êtes connecté en tant que {user}.',
  'consent.not_you': 'Ce n’est pas moi',
  'consent.asks_service': '{client} souhaite travailler avec vos certificats de signature :',
  'consent.asks_credential': '{client} demande votre signature.',
  'consent.asks_credential-creation': '{client} souhaite faire établir un nouveau certificat de signature pour vous.',
  'consent.asks_credential-deletion': '{client} souhaite révoquer le certificat de signature indiqué ici.',
  'consent.service_sees': 'Elle voit vos certificats de signature et les noms qui y figurent.',
  'consent.service_asks':
    'Elle peut vous demander des signatures. Elle ne peut pas signer seule : vous confirmez chaque demande avec votre second facteur.',
  'consent.service_until':
    'Ceci vaut {hours} heures au plus, et prend fin quand vous vous déconnectez ou le retirez dans votre compte.',
  'consent.creation_effect':
    'Le certificat porte votre nom vérifié et utilise une de vos licences. Rien n’est signé avec lui sans votre accord.',
  'consent.deletion_effect': 'Il ne pourra plus jamais signer. Les signatures déjà faites restent bonnes.',
  'consent.cannot_undo': 'Ceci est irréversible.',
  'consent.about': 'À propos de cette application',
  'consent.purpose': 'Ce que l’application en dit',
  'consent.returns_to': 'Ensuite vous retournez à {place}.',
  'consent.returns_nowhere': 'Ensuite vous pouvez retourner à l’application.',
  'consent.documents': 'Ce que vous signez : {count}, sous forme d’empreintes {hash}',
  'consent.documents_more': 'Afficher les autres : {count}',
  'consent.number': 'N°',
  'consent.document': 'Nom du document',
  'consent.digest': 'Empreinte',
  'consent.document_unnamed': 'Sans nom',
  'consent.document_note':
    'Les noms viennent de l’application. Ne signez que si vous connaissez les documents et si vous faites confiance à l’application pour avoir envoyé exactement ceux-ci.',
  'consent.open_warning':
    'Attention : vous permettez aussi des signatures pour des documents que vous ne voyez pas ici. Au total : {count}.',
  'consent.open_until': 'L’application peut les faire jusqu’au {time}.',
  'consent.prepared_warning':
    'L’application envoie ces documents plus tard ; notre service les prépare pour la signature et vérifie que ce sont ceux indiqués ici.',
  'consent.certificate': 'Votre certificat de signature',
  'consent.certificates': 'Choisissez votre certificat de signature',
  'consent.choose_certificate': 'Utiliser le certificat choisi',
  'consent.subject': 'Titulaire',
  'consent.issuer': 'Émetteur',
  'consent.serial': 'Numéro de série',
  'consent.valid': 'Validité',
  'consent.validity': 'Du {from} au {until}',
  'consent.key': 'Type de clé',
  'consent.confirm': 'Confirmez avec votre second facteur',
  'consent.qr':
    'Scannez ceci avec votre application soft token. Elle montre ce que vous signez, et produit un code pour exactement cela. Saisissez ce code.',
  'consent.qr_alt': 'Code QR pour votre application soft token',
  'consent.qr_open': 'Ouvrir dans l’application sur cet appareil',
  'consent.content_bound':
    'Votre certificat n’accepte qu’un code que votre application soft token produit pour exactement ces documents.',
  'consent.send_to': 'Envoyer un code à {destination}',
  'consent.show_cells': 'Afficher les cases de la carte',
  'consent.code': 'Code de confirmation',
  'consent.code_hint': 'Des chiffres, ou les symboles de votre carte l’un après l’autre.',
  'consent.sign': 'Signer',
  'consent.approve': 'Autoriser',
  'consent.approve_deletion': 'Révoquer le certificat',
  'consent.refuse': 'Refuser',
  'consent.done_approved':
    'Votre accord est parvenu à l’application. Vous pouvez fermer cette page et retourner à l’application.',
  'consent.done_refused':
    'Vous avez refusé. Rien n’a été signé. Vous pouvez fermer cette page et retourner à l’application.',
  'consent.set_up':
    'Votre connexion n’est pas complète : terminez d’abord la configuration de votre second facteur. Recommencez ensuite dans l’application.',
  'consent.weak_login': 'Votre connexion exige un second facteur admis pour signer.',
  'consent.another_user':
    'Cette demande est inconnue, ou destinée à un autre utilisateur. Connectez-vous avec le compte de la personne sollicitée.',
  'consent.no_certificate':
    'Vous n’avez aucun certificat de signature qui convienne à cette demande. Procurez-vous-en un d’abord, ou refusez.',
  'consent.not_covered':
    'L’application demande plus que ce que votre certificat permet en une seule autorisation : trop de signatures, ou des signatures de documents nommés plus tard. Refusez, ou modifiez ce que le certificat permet.',
  'consent.ended':
    'Cette demande est terminée : elle a reçu une réponse, son délai est passé, ou elle a commencé dans un autre navigateur. Retournez à l’application et recommencez.',
  'consent.client_unknown':
    'L’application qui vous envoie ici nous est inconnue, ou a été désactivée. Rien n’a été accordé. Prévenez son exploitant.',
  'consent.redirect_unknown':
    'L’application veut vous renvoyer à une adresse qui n’est pas enregistrée pour elle. Pour votre sécurité, nous nous arrêtons ici. Prévenez son exploitant.',
  'consent.request_used':
    'Cette demande de l’application est inconnue, a déjà servi, ou son délai est passé. Retournez à l’application et recommencez.',
};
