import type { LocaleTexts } from '../message.ts';
import { frFactors } from './fr-factors.ts';
import { frIdentity } from './fr-identity.ts';

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
    owner: 'propriétaire',
    administrator: 'administrateur',
    requester: 'demandeur',
    auditor: 'auditeur',
    signer: 'signataire',
    operator: 'opérateur',
    registration_officer: 'agent d’enregistrement',
    user_release: 'déblocage d’un utilisateur',
    personal_validation: 'décision sur une validation personnelle',
    staff_invitation: 'invitation d’un membre de l’équipe',
    staff_roles: 'modification de rôles au sein de l’équipe',
    emergency_code: 'code de secours pour une connexion',
    assigned: 'attribué à votre compte et attend sa première réponse dans votre liste',
    suspended: 'suspendu',
    suspended_by_emergency: 'suspendu, car un code d’urgence a servi à une connexion',
    resumed: 'remis en service',
    unlocked: 'débloqué',
    locked: 'bloqué après trop de mauvaises réponses',
    revoked: 'révoqué',
    withdrawn: 'supprimé',
    credential_suspended_by_staff:
      'Il a été suspendu par un membre du personnel. Il ne signe rien tant qu’il n’est pas libéré et remis en service par vous.',
    credential_suspended_after_replacement:
      'Il a été suspendu, car votre second facteur a été remplacé. Il ne signe rien tant que votre identité n’est pas validée à nouveau et que vous ne le remettez pas en service.',
    credential_revoked: 'Il a été révoqué à votre demande.',
    credential_revoked_by_staff: 'Il a été révoqué par un membre du personnel.',
    credential_revoked_licence_ended: 'Il a été révoqué, car son achat a été remboursé.',
    credential_rekeyed: 'Il a une nouvelle clé et remplace votre certificat précédent, qui est révoqué.',
    removed: 'retiré avant son activation',
    log_in: 'vous connecter',
    sign: 'signer',
    enrol: 'activer ce moyen',
    recover: 'récupérer votre accès',
    confirm: 'confirmer',
  },
  messages: {
    ...frIdentity,
    ...frFactors,
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
    'authenticator-changed': {
      subject: 'Votre second facteur a été modifié',
      paragraphs: [
        'Votre second facteur « {label} » ({kind}) a été {change}.',
        'Motif : {reason}',
        'Si vous ne vous y attendiez pas, prévenez immédiatement votre administrateur.',
      ],
    },
    'factor-running-out': {
      subject: 'Votre carte touche à sa fin',
      paragraphs: [
        'Votre carte « {label} » ({kind}) suffit encore pour {left} connexions ou signatures. Configurez-en une autre dès maintenant : chaque case n’est demandée qu’une fois.',
      ],
    },
    'soft-token-reused': {
      subject: 'Les codes de votre jeton logiciel ont été réutilisés',
      paragraphs: [
        'Les codes avec lesquels vous avez configuré le jeton logiciel « {label} » (numéro de série {serial}) ont été utilisés une seconde fois. Le jeton déjà lié le reste ; l’autre tentative a échoué.',
        'Si ce n’était pas vous, quelqu’un a peut-être vu les codes. Si vous n’avez pas encore confirmé le jeton, supprimez-le et configurez-en un autre.',
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
    'order-receipt': {
      subject: 'Votre commande {orderNumber} est terminée',
      paragraphs: [
        'Bonjour {name},',
        'Merci. Votre commande {orderNumber} d’un montant de {amount} est terminée. La facture et le reçu se trouvent ici :',
        '{link}',
      ],
    },
    'renewal-due': {
      subject: 'Votre abonnement {product} est à renouveler',
      paragraphs: [
        'Bonjour {name},',
        'Une année de votre abonnement {product} se termine le {dueAt}. L’année suivante coûte {amount}. Rien n’est débité automatiquement ; renouvelez ici :',
        '{link}',
      ],
    },
    'renewal-announced': {
      subject: 'Votre abonnement {product} va être renouvelé',
      paragraphs: [
        'Bonjour {name},',
        'Vous avez activé le renouvellement de votre abonnement {product} : {amount} seront débités le {dueAt}. D’ici là, vous pouvez désactiver le renouvellement ici :',
        '{link}',
      ],
    },
    'renewal-paid': {
      subject: 'Votre abonnement {product} a été renouvelé',
      paragraphs: [
        'Bonjour {name},',
        'Nous avons débité {amount} pour votre abonnement {product}. Il est désormais payé jusqu’au {paidUntil}.',
      ],
    },
    'renewal-failed': {
      subject: 'Le paiement de votre abonnement {product} a échoué',
      paragraphs: [
        'Bonjour {name},',
        'Nous n’avons pas pu débiter {amount} pour votre abonnement {product}. Nous réessaierons le {nextTryAt}. Vous pouvez changer de moyen de paiement ici :',
        '{link}',
      ],
    },
    'renewal-overdue': {
      subject: 'Votre abonnement {product} n’est pas payé',
      paragraphs: [
        'Bonjour {name},',
        'Votre abonnement {product} n’est pas payé : il reste {amount} à régler. Sans paiement, aucun nouveau certificat ne sera émis à partir du {heldAt}. Les certificats en service restent valables. Réglez le paiement ici :',
        '{link}',
      ],
    },
    'subscription-held': {
      subject: 'Votre abonnement {product} est suspendu',
      paragraphs: [
        'Bonjour {name},',
        'Votre abonnement {product} est suspendu : aucun nouveau certificat ne sera émis tant qu’il n’est pas payé. Les certificats existants restent valables. Réglez le paiement ici :',
        '{link}',
      ],
    },
    'subscription-ended': {
      subject: 'Votre abonnement {product} a pris fin',
      paragraphs: ['Bonjour {name},', 'Votre abonnement {product} a pris fin le {endedAt}.'],
    },
    'order-refunded': {
      subject: 'Votre commande {orderNumber} a été remboursée',
      paragraphs: [
        'Bonjour {name},',
        'Nous avons remboursé {amount} pour votre commande {orderNumber}. Les licences de cette commande sont retirées.',
      ],
    },
    'payment-returned': {
      subject: 'Un paiement de votre commande {orderNumber} vous est rendu',
      paragraphs: [
        'Bonjour {name},',
        'Nous vous rendons {amount} pour votre commande {orderNumber}. Le paiement n’était pas nécessaire, car la commande était déjà payée ou a été annulée. Vous n’avez rien à faire.',
      ],
    },
    'member-invitation': {
      subject: 'Invitation au compte {account}',
      paragraphs: [
        '{inviter} vous invite à rejoindre le compte {account}. Ouvrez cette adresse pour accepter :',
        '{link}',
        'L’adresse ne fonctionne qu’une fois, jusqu’au {expiresAt}. Ne la transmettez à personne.',
        'Si vous n’attendiez pas ce message, vous n’avez rien à faire.',
      ],
    },
    'membership-changed': {
      subject: 'Vos rôles dans le compte {account} ont été modifiés',
      paragraphs: ['Vos rôles dans le compte {account} ont été modifiés.', 'Ce sont désormais : {roles}.'],
    },
    'membership-ended': {
      subject: 'Vous n’êtes plus membre du compte {account}',
      paragraphs: [
        'Vous n’êtes plus membre du compte {account}.',
        'Si vous pensez qu’il s’agit d’une erreur, adressez-vous à un administrateur du compte.',
      ],
    },
    'activation-contact-changed': {
      subject: 'Le message d’activation de la commande {orderNumber} est envoyé à une autre adresse',
      paragraphs: [
        'Le message d’activation de la commande {orderNumber} est désormais envoyé à {address} et ne vous est plus adressé.',
        'Si ce n’était pas vous, prévenez immédiatement notre assistance.',
      ],
    },
    'order-claim': {
      subject: 'Choisissez un compte pour la commande {orderNumber}',
      paragraphs: [
        'Bonjour {name},',
        'La commande {orderNumber} a été passée avec votre adresse électronique. Rien n’a changé dans vos comptes. Connectez-vous et décidez quel compte reçoit la commande :',
        '{link}',
      ],
    },
    'account-upgraded': {
      subject: 'Le compte {account} est désormais un compte Enterprise',
      paragraphs: ['Le compte {account} a changé de formule le {at} et est désormais un compte Enterprise.'],
    },
    'certificate-issued': {
      subject: 'Votre certificat pour {name} est prêt',
      paragraphs: [
        'Votre certificat pour {name} ({product}) est prêt. Il est valable jusqu’au {validUntil}. Téléchargez-le ici :',
        '{link}',
      ],
    },
    'certificate-expiring': {
      subject: 'Votre certificat pour {name} expire bientôt',
      paragraphs: ['Votre certificat pour {name} expire le {validUntil}. Renouvelez-le ici :', '{link}'],
    },
    'certificate-revoked': {
      subject: 'Votre certificat pour {name} a été révoqué',
      paragraphs: ['Votre certificat pour {name} a été révoqué le {at}. Ne l’utilisez plus.', 'Motif : {reason}'],
    },
    'certificate-request-rejected': {
      subject: 'Votre demande de certificat pour {name} a été refusée',
      paragraphs: ['Votre demande de certificat pour {name} a été refusée.', 'Motif : {reason}'],
    },
    'licence-expiring': {
      subject: 'Votre licence {product} expire bientôt',
      paragraphs: ['L’abonnement de votre licence {product} se termine le {validUntil}. Renouvelez-le ici :', '{link}'],
    },
  },
};
