import type { LinkTexts } from '../link-texts.ts';

export const fr: LinkTexts = {
  activation: {
    title: 'Activer votre compte',
    offer: 'Choisissez un mot de passe pour activer ce compte.',
    submit: 'Activer',
    done: 'Votre compte est actif',
    notFound:
      'Ce lien est inconnu. Ouvrez-le exactement comme il figure dans le message ; un message plus récent remplace les précédents.',
    expired:
      'Ce lien est trop ancien. Faites renvoyer le message depuis la page de votre commande, ou adressez-vous au support.',
    used: 'Ce lien a déjà été utilisé. Connectez-vous avec votre identifiant et votre mot de passe.',
    loginRequired:
      'Un utilisateur existe déjà pour cette adresse. Connectez-vous : la commande vous y attend, et vous choisissez le compte qui la reçoit.',
  },
  invitation: {
    title: 'Accepter l’invitation',
    offer: 'Choisissez un mot de passe pour rejoindre ce compte.',
    submit: 'Accepter',
    done: 'Vous êtes maintenant membre',
    notFound:
      'Ce lien est inconnu. Ouvrez-le exactement comme il figure dans le message ; un message plus récent remplace les précédents.',
    expired: 'Cette invitation est trop ancienne. Demandez-en une nouvelle à la personne qui vous a invité.',
    used: 'Cette invitation a déjà été utilisée. Connectez-vous avec votre identifiant et votre mot de passe.',
    loginRequired:
      'Un utilisateur existe déjà pour cette adresse. Connectez-vous, puis acceptez l’invitation à cet endroit.',
  },
  loading: 'Un instant …',
  account: 'Compte',
  userId: 'Identifiant',
  password: 'Mot de passe',
  passwordHint: 'Plus il est long, mieux c’est ; 256 caractères au plus.',
  showPassword: 'Afficher le mot de passe',
  mobile: 'Numéro de mobile (facultatif)',
  mobileHint:
    'Avec l’indicatif du pays, par exemple +12025550123. Les codes à usage unique y sont envoyés ; sans lui, à votre adresse e-mail.',
  doneNext:
    'Connectez-vous maintenant avec cet identifiant et votre mot de passe. Vous serez ensuite guidé pour mettre en place un second facteur.',
  retry: 'Réessayer',
  needsScript: 'Cette page a besoin de JavaScript : le lien est vérifié sans être envoyé ailleurs.',
  problems: {
    PASSWORD_TOO_SHORT: 'Le mot de passe est trop court. Choisissez-en un plus long.',
    PASSWORD_TOO_LONG: 'Le mot de passe a plus de 256 caractères. Choisissez-en un plus court.',
    PASSWORD_TOO_COMMON: 'Ce mot de passe est facile à deviner. Choisissez-en un autre.',
    PASSWORD_BREACHED: 'Ce mot de passe figure dans des listes volées. Choisissez-en un autre.',
    MOBILE_INVALID: 'Ce n’est pas un numéro de mobile avec l’indicatif du pays, par exemple +12025550123.',
    MOBILE_REQUIRED: 'Indiquez un numéro de mobile : le code de votre première connexion y est envoyé.',
    RATE_LIMITED: 'Trop de tentatives. Attendez une minute, puis réessayez.',
    MEMBER_LIMIT_REACHED: 'Le compte a autant de membres qu’il peut en avoir. Prévenez la personne qui vous a invité.',
    NO_TOKEN: 'Le lien n’est pas complet. Ouvrez-le exactement comme il figure dans le message.',
    NO_ANSWER: 'Le serveur est injoignable. Vérifiez votre connexion, puis réessayez.',
    OTHER: 'Une erreur est survenue. Réessayez ; si elle persiste, indiquez ce numéro au support :',
  },
};
