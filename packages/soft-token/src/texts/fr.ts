import type { AppTexts } from './en.ts';

/** Texts of the app in French. */
export const fr: AppTexts = {
  'address-wrong':
    'Ce n’est pas l’adresse d’un service. Elle ressemble à https://sign.example.com et figure sur la page qui montre vos codes.',
  'serial-wrong': 'Le numéro de série est faux : comparez ses 10 chiffres avec la page et saisissez-le à nouveau.',
  'activation-code-wrong':
    'Le code d’activation est faux : comparez ses 16 chiffres avec la page et saisissez-le à nouveau.',
  'activation-password-wrong': 'Le mot de passe d’activation a 8 chiffres. Il figure à côté du code QR.',
  'activation-uri-wrong':
    'Ce n’est pas le code QR d’une activation. Prenez celui que la page montre quand vous ajoutez un jeton logiciel.',
  'activation-expired': 'Cette activation a expiré. Recommencez sur la page ; elle montre de nouveaux codes.',
  'transaction-uri-wrong':
    'Ce n’est pas le code QR d’une signature. Prenez celui que la page montre quand vous signez.',
  'transaction-expired': 'Cette signature a expiré. Recommencez-la sur la page.',
  'image-unreadable':
    'Aucun code QR n’est lisible dans cette image. Enregistrez-la plus grande et plus nette, ou collez son texte.',
  'image-kind-unknown':
    'Seules les images PNG et SVG sont lues. Enregistrez le code QR sous l’une de ces formes, ou collez son texte.',
  'pin-length': 'Le code PIN a {length} chiffres.',
  'pin-common': 'Ce code PIN est parmi les premiers qu’un voleur essaierait. Choisissez-en un autre.',
  'pin-differs': 'Les deux codes PIN ne sont pas identiques. Rien n’a été changé.',
  'name-taken': 'Un autre jeton s’appelle déjà {name}. Choisissez un autre nom.',
  'name-wrong': 'Un nom a de 1 à 80 caractères, sans espace au début ni à la fin.',
  'service-not-announced':
    'Le service à l’adresse {origin} n’est pas celui qui a fait ce code QR. Ne continuez pas ; prévenez le service.',
  'service-unreadable': 'Le service a répondu quelque chose que l’application ne comprend pas. Vérifiez l’adresse.',
  'service-update-needed':
    'Le service demande quelque chose que l’application ne sait pas encore faire. Mettez-la à jour.',
  'exchange-failed':
    'Le code est faux, ou quelqu’un se tient entre vous et le service. Comparez le code avec la page et réessayez ; après cinq essais, la page doit montrer de nouveaux codes.',
  'transaction-not-signed':
    'Ceci ne vient pas du service de l’un de vos jetons. Ne signez pas ; prévenez le service si cela se reproduit.',
  'activation-refused':
    'Le service refuse cette activation : un code est faux, elle a expiré ou a déjà servi. Recommencez sur la page ; elle montre de nouveaux codes.',
  'code-refused':
    'Le service n’a pas accepté un code : l’ancien code PIN reste donc en vigueur. Était-il juste ? Réessayez.',
  'token-not-active':
    'Le service ne connaît pas ce jeton comme actif : l’ancien code PIN reste donc en vigueur. Terminez l’activation sur la page, mettez cet appareil à l’heure, ou faites remplacer le jeton.',
  'too-many-requests': 'Trop d’essais. Attendez {seconds} secondes.',
  'service-refused': 'Le service à l’adresse {origin} refuse (état {status}). Vérifiez l’adresse.',
  'service-unreachable':
    'Le service à l’adresse {origin} est injoignable. Vérifiez l’adresse et votre connexion, puis réessayez.',
  'service-in-trouble': 'Le service à l’adresse {origin} a des difficultés (état {status}). Réessayez plus tard.',
  'token-unknown': 'Aucun jeton ne s’appelle {name}. Il y a : {names}.',
  'token-ambiguous': 'Dites de quel jeton il s’agit, par son nom ou son numéro de série : {names}.',
  'no-tokens': 'Il n’y a pas encore de jeton. Ajoutez-en un : npm run token -- add',
  'state-unreadable': 'L’application ne peut pas ouvrir {file} : abîmé, ou son fichier de clé manque.',
  'state-busy': 'Un autre processus de l’application est occupé. Réessayez ; sinon, supprimez {file}.',
  'ask.invitation': 'Code QR (son texte, son lien ou le fichier de l’image ; vide pour saisir les codes) : ',
  'ask.address': 'Adresse : ',
  'ask.name': 'Nom [{name}] : ',
  'ask.serial': 'Numéro de série : ',
  'ask.activation-code': 'Code d’activation : ',
  'ask.activation-password': 'Mot de passe d’activation : ',
  'ask.new-pin': 'Nouveau code PIN ({length} chiffres) : ',
  'ask.repeat-pin': 'Le même code PIN encore une fois : ',
  'ask.old-pin': 'Ancien code PIN : ',
  'ask.pin': 'Code PIN : ',
  'ask.transaction': 'Code QR de la signature (son texte ou le fichier de l’image) : ',
  'ask.sign': 'Signer ceci ? [o/N] ',
  'ask.remove': 'Oublier {name} ? Il ne donnera plus de codes. [o/N] ',
  'answers.yes': 'o oui y yes',
  'add.provider': 'C’est {name} à l’adresse {origin}.',
  'add.mobile-done':
    '{name} ({serial}) est prêt. Saisissez le code de `npm run token -- code` sur la page qui a montré le code QR.',
  'add.desktop-done':
    '{name} ({serial}) est prêt. Saisissez ce code d’enregistrement sur la page qui a montré vos codes :',
  'code.left': '{code}   {bar} {seconds} s   (Entrée pour finir)',
  'code.note': 'Un code PIN faux donne des codes faux. Le service les compte ; l’application ne peut pas le savoir.',
  'confirm.head': '{issuer} vous demande de signer {count} document(s) avec {credential} :',
  'confirm.more': '… et {count} autres',
  'confirm.all': 'Tous ensemble : {digest}',
  'confirm.code': 'Code de transaction : {code}',
  'confirm.life': 'Saisissez-le sur la page dans la minute.',
  'confirm.declined': 'Rien n’a été signé.',
  'list.none': 'Il n’y a pas encore de jeton. Ajoutez-en un : npm run token -- add',
  'list.head': 'NOM\tNUMÉRO DE SÉRIE\tSERVICE\tAJOUTÉ',
  'pin.wait':
    'Un code de cette demi-minute a déjà été montré ; le service n’accepte chacun qu’une fois. Attente de {seconds} s …',
  'pin.done':
    'Le code PIN est changé ; le service a accepté un code fait avec lui. Ce code a servi : connectez-vous avec le suivant.',
  'settings.language': 'Langue : {value}',
  'settings.device': 'Nom de cet appareil : {value}',
  'settings.renamed': 'Le jeton s’appelle maintenant {name}.',
  'remove.done': '{name} est oublié. Supprimez-le aussi dans le service : là, il compte encore.',
  'remove.kept': 'Rien n’a été supprimé.',
  'usage.unknown-verb': 'La commande {verb} n’existe pas. Voir : npm run token -- help',
  'usage.option': 'Ceci n’est pas compris : {problem}. Voir : npm run token -- help {verb}',
  'usage.input-ended': 'La saisie a pris fin avant que tout soit dit.',
  'usage.file': 'Le fichier {file} ne peut pas être lu.',
  failed: 'Cela n’aurait pas dû arriver : {message}',
  'help.head': 'L’application de jeton logiciel : codes à usage unique et confirmation de signatures.',
  'help.usage': 'Usage : npm run token -- <commande> [options]',
  'help.add':
    'ajouter un jeton : par code QR (texte, lien ou image), ou par adresse, numéro de série et code d’activation',
  'help.code': 'montrer le code, et le suivant quand son temps est écoulé (--once : l’écrire une fois)',
  'help.confirm': 'montrer ce qui est à signer, et le code de transaction correspondant',
  'help.list': 'lister les jetons',
  'help.pin': 'changer le code PIN d’un jeton',
  'help.settings': 'montrer ou changer la langue et le nom de l’appareil ; renommer un jeton',
  'help.remove': 'oublier un jeton',
  'help.help': 'expliquer les commandes, ou l’une d’elles',
  'help.common':
    'Partout : --language en|fr|de|es, --home <dossier> (sinon SOFT_TOKEN_HOME), --pin-file <fichier> (sa première ligne est le code PIN), --allow-http (adresses sans TLS : réseaux fermés seulement).\nSans terminal, les réponses sont lues sur l’entrée standard, une par ligne, dans l’ordre des questions.\nCodes de sortie : 0 fait, 1 défaut de l’application, 2 saisie fausse, 3 refus du service, 4 service injoignable, 5 jeton inconnu, 130 interrompu.',
};
