import type { LocaleTexts } from '../message.ts';

/** French. */
export const fr: LocaleTexts = {
  dates: 'fr',
  words: {
    totp: 'application d’authentification',
    soft_token: 'jeton logiciel',
    grid_card: 'carte à grille',
    egrid: 'carte à grille électronique',
    sms: 'codes par SMS',
    email: 'codes par courriel',
    approved: 'acceptée',
    rejected: 'refusée',
  },
  messages: {
    'account-activation': {
      subject: 'Activez votre compte {account}',
      paragraphs: [
        'Bonjour {name},',
        'Merci pour votre commande {orderNumber}. Vos achats vous attendent dans le compte {account}. Ouvrez cette adresse pour activer le compte et choisir un mot de passe :',
        '{link}',
        'L’adresse ne fonctionne qu’une fois, jusqu’au {expiresAt}. Ne la transmettez à personne : quiconque la possède peut prendre le contrôle du compte.',
        'Si vous n’attendiez pas ce message, vous n’avez rien à faire.',
      ],
    },
    'one-time-pin': {
      subject: 'Votre code à usage unique',
      paragraphs: [
        'Votre code à usage unique est {code}, valable {minutes} min. Ne le communiquez à personne.',
        '@{host} #{code}',
      ],
    },
    'factor-enrolled': {
      subject: 'Un nouveau moyen de confirmer votre connexion a été configuré',
      paragraphs: [
        'Un nouveau moyen de confirmer votre connexion a été configuré : {kind}, le {at}.',
        'Si ce n’était pas vous, changez votre mot de passe et prévenez immédiatement votre administrateur.',
      ],
    },
    'password-set': {
      subject: 'Votre mot de passe a été défini',
      paragraphs: [
        'Un nouveau mot de passe a été défini pour votre connexion.',
        'Si ce n’était pas vous, prévenez immédiatement votre administrateur : quelqu’un d’autre utilise peut-être votre boîte aux lettres.',
      ],
    },
    'personal-validation-decided': {
      subject: 'Votre validation personnelle : {decision}',
      paragraphs: [
        'Un agent d’enregistrement a statué sur votre validation personnelle : {decision}.',
        'Motif : {reason}',
        'Connectez-vous pour voir la suite.',
      ],
    },
    'operator-invitation': {
      subject: 'Invitation à devenir opérateur',
      paragraphs: [
        'Vous êtes invité à devenir opérateur. Ouvrez cette adresse pour configurer votre connexion :',
        '{link}',
        'L’adresse ne fonctionne qu’une fois, jusqu’au {expiresAt}. Ne la transmettez à personne.',
      ],
    },
    'signature-made': {
      subject: 'Un document a été signé avec votre certificat',
      paragraphs: [
        'Un document a été signé avec votre certificat : {label}, le {at}.',
        'Si ce n’était pas vous, faites révoquer le certificat et changez immédiatement votre mot de passe.',
      ],
    },
  },
};
