import type { IdentityMessageParams } from '../identity-messages.ts';
import type { MessageText } from '../message.ts';

/** French messages about logins, contacts and staff. */
export const frIdentity: Readonly<Record<keyof IdentityMessageParams, MessageText>> = {
  'password-changed': {
    subject: 'Votre mot de passe a été modifié',
    paragraphs: [
      'Le mot de passe de votre connexion a été modifié le {at}.',
      'Adresse réseau : {address}',
      'Si ce n’était pas vous, choisissez immédiatement « Bloqué ou oublié ? » sur la page de connexion et définissez un nouveau mot de passe.',
    ],
  },
  'password-reset': {
    subject: 'Votre mot de passe a été réinitialisé',
    paragraphs: [
      'Votre mot de passe a été redéfini le {at} au moyen de « Bloqué ou oublié ? ». Toutes les sessions ont été fermées. Votre second facteur reste inchangé.',
      'Si ce n’était pas vous, prévenez immédiatement votre administrateur : quelqu’un d’autre utilise peut-être votre boîte aux lettres.',
    ],
  },
  'password-known': {
    subject: 'Quelqu’un semble connaître votre mot de passe',
    paragraphs: [
      'Le {at}, quelqu’un a saisi votre mot de passe correct, mais pas le bon code de votre second facteur. La connexion n’a pas abouti.',
      'Adresse réseau : {address}',
      'Si ce n’était pas vous, changez immédiatement votre mot de passe, ici et partout où vous utilisez le même.',
    ],
  },
  'login-stopped': {
    subject: 'Votre connexion est fermée aux appareils inconnus',
    paragraphs: [
      'Trop de mots de passe erronés ont été saisis pour votre connexion. Depuis le {at}, elle n’accepte plus de mot de passe provenant d’appareils inconnus.',
      'Les appareils sur lesquels vous vous êtes déjà connecté fonctionnent toujours. Pour rouvrir votre connexion ailleurs, choisissez « Bloqué ou oublié ? » sur la page de connexion et définissez un nouveau mot de passe.',
      'Votre mot de passe n’a pas été deviné.',
    ],
  },
  'new-device': {
    subject: 'Connexion depuis un nouvel appareil',
    paragraphs: [
      'Une connexion à votre nom a eu lieu le {at} depuis un appareil inconnu jusque-là.',
      'Appareil : {device}',
      'Adresse réseau : {address}',
      'Si ce n’était pas vous, choisissez immédiatement « Bloqué ou oublié ? » sur la page de connexion et définissez un nouveau mot de passe : toutes les sessions seront alors fermées.',
    ],
  },
  'session-reused': {
    subject: 'L’une de vos sessions a été fermée par sécurité',
    paragraphs: [
      'Le {at}, une clé périmée de l’une de vos sessions a été réutilisée. Quelqu’un l’a peut-être copiée ; la session a donc été fermée.',
      'Connectez-vous à nouveau. Si vous recevez ce message plusieurs fois, définissez un nouveau mot de passe et vérifiez les appareils que vous utilisez.',
    ],
  },
  'recovery-code': {
    subject: 'Votre code pour un nouveau mot de passe',
    paragraphs: [
      'Un nouveau mot de passe a été demandé pour votre connexion. Le code nécessaire est {code}, valable {minutes} minutes.',
      'Ne le communiquez à personne. Si ce n’était pas vous, vous n’avez rien à faire : votre mot de passe reste inchangé.',
    ],
  },
  'recovery-answers-locked': {
    subject: 'Vos questions de récupération sont bloquées',
    paragraphs: [
      'Trop de réponses erronées ont été données à vos questions de récupération. Aucune réponse n’est acceptée jusqu’au {until}.',
      'Votre mot de passe et votre second facteur fonctionnent comme avant. Si ce n’était pas vous, quelqu’un lit peut-être votre courrier électronique : changez le mot de passe de votre boîte aux lettres.',
    ],
  },
  'recovery-questions-changed': {
    subject: 'Vos questions de récupération ont été modifiées',
    paragraphs: [
      'Les réponses à vos questions de récupération ont été redéfinies le {at}.',
      'Si ce n’était pas vous, changez votre mot de passe et prévenez immédiatement votre administrateur.',
    ],
  },
  'contact-code': {
    subject: 'Votre code de confirmation',
    paragraphs: [
      'Le code pour confirmer vos coordonnées est {code}, valable {minutes} min. Ne le communiquez à personne.',
      '@{host} #{code}',
    ],
  },
  'contact-consent': {
    subject: 'Votre adresse électronique va être modifiée',
    paragraphs: [
      'Une personne connectée à votre nom veut remplacer l’adresse électronique de votre connexion par {address}. Pour donner votre accord, saisissez le code {code} sur la même page. Il est valable {minutes} minutes.',
      'Si ce n’était pas vous, ne communiquez le code à personne et changez immédiatement votre mot de passe.',
    ],
  },
  'email-changed': {
    subject: 'Votre adresse électronique a été modifiée',
    paragraphs: [
      'L’adresse électronique de votre connexion est devenue {address} le {at}. C’est désormais votre identifiant.',
      'Si ce n’était pas vous, prévenez immédiatement votre administrateur.',
    ],
  },
  'mobile-changed': {
    subject: 'Votre numéro de mobile a été modifié',
    paragraphs: [
      'Le numéro de mobile de votre connexion est devenu {mobile} le {at}.',
      'Si ce n’était pas vous, changez votre mot de passe et prévenez immédiatement votre administrateur.',
    ],
  },
  'user-released': {
    subject: 'Votre connexion a été débloquée',
    paragraphs: [
      'Un agent d’enregistrement a débloqué votre connexion. Jusqu’au {until}, un code que nous vous envoyons par courriel suffit pour définir un nouveau mot de passe : choisissez « Bloqué ou oublié ? » sur la page de connexion.',
      'Si vous n’avez pas demandé ce déblocage, prévenez immédiatement votre administrateur.',
    ],
  },
  'staff-invitation': {
    subject: 'Invitation à rejoindre l’équipe',
    paragraphs: [
      'Vous êtes invité à rejoindre l’équipe. Ouvrez cette adresse pour configurer votre connexion :',
      '{link}',
      'Vos rôles : {roles}',
      'L’adresse ne fonctionne qu’une fois, jusqu’au {expiresAt}. Ne la transmettez à personne.',
    ],
  },
  'staff-roles-changed': {
    subject: 'Vos rôles au sein de l’équipe ont été modifiés',
    paragraphs: ['Vos rôles au sein de l’équipe ont été modifiés.', 'Ce sont désormais : {roles}.'],
    otherwise: 'Vous n’en avez plus aucun, et vos sessions ont été fermées.',
  },
  'signer-invitation': {
    subject: 'Invitation à la validation personnelle',
    paragraphs: [
      'Vous êtes invité à faire valider votre identité afin de pouvoir signer des documents. Munissez-vous d’une pièce d’identité et ouvrez cette adresse :',
      '{link}',
      'L’adresse ne fonctionne qu’une fois, jusqu’au {expiresAt}. Ne la transmettez à personne.',
      'Si vous n’attendiez pas ce message, vous n’avez rien à faire.',
    ],
  },
  'factor-loss-reported': {
    subject: 'La perte de votre second facteur a été signalée',
    paragraphs: [
      'Le {at}, quelqu’un s’est connecté avec votre mot de passe et un code que nous avons envoyé, et a signalé la perte de votre second facteur. Celui-ci reste valable et rien n’a été modifié.',
      'Adresse réseau : {address}',
      'Si ce n’était pas vous, connectez-vous avec votre second facteur et changez immédiatement votre mot de passe : le signalement reste alors sans effet.',
    ],
  },
  'replacement-granted': {
    subject: 'Vous pouvez remplacer votre second facteur',
    paragraphs: [
      'Votre identité a été validée après que vous avez signalé la perte de votre second facteur. Jusqu’au {until}, vous pouvez en configurer un nouveau : connectez-vous, signalez de nouveau la perte et saisissez le code que nous envoyons.',
      'Dès que le nouveau est actif, tous les anciens sont révoqués.',
      'Si vous n’avez rien demandé, prévenez immédiatement votre administrateur.',
    ],
  },
  'emergency-code-requested': {
    subject: 'Un code de secours a été demandé',
    paragraphs: [
      'Le {at}, un agent d’enregistrement a demandé un code de secours pour votre connexion. Il ouvre une connexion sans votre second facteur.',
      'Si vous n’avez pas demandé d’aide, prévenez immédiatement votre administrateur.',
    ],
  },
  'emergency-code-issued': {
    subject: 'Un code de secours a été émis',
    paragraphs: [
      'Le {at}, un agent d’enregistrement a reçu un code de secours pour votre connexion, afin de vous le transmettre. Il vaut pour une connexion dans les 24 heures. Cette connexion suspend vos seconds facteurs, et vous en configurez un nouveau.',
      'Si personne ne vous a rappelé, prévenez immédiatement votre administrateur.',
    ],
  },
  'signatures-asked': {
    subject: '{application} demande votre signature',
    paragraphs: [
      '{application} vous demande d’autoriser des signatures avec votre certificat. Nombre de signatures : {signatures}. Ouvrez cette adresse, connectez-vous et regardez ce qui sera signé avant de décider :',
      '{link}',
      'L’adresse est valable jusqu’au {expiresAt}, et pour vous seul.',
      'Si vous ne vous y attendiez pas, n’autorisez rien.',
    ],
  },
  'credential-changed': {
    subject: 'Votre certificat de signature a changé',
    paragraphs: [
      'Le {at}, votre certificat de signature a changé : {certificate}.',
      '{change}',
      'Si vous ne vous y attendiez pas, contactez immédiatement l’assistance.',
    ],
  },
  'credential-expiring': {
    subject: 'Votre certificat de signature expire bientôt',
    paragraphs: [
      'Votre certificat de signature expire le {until} : {certificate}.',
      'Ce que vous avez signé reste valable. Pour continuer à signer ensuite, faites renouveler sa clé avant cette date.',
    ],
  },
  'approval-waiting': {
    subject: 'La décision d’un second agent est attendue',
    paragraphs: [
      'Une action doit être approuvée par une seconde personne : {action}. Connectez-vous et décidez avant le {expiresAt} ; passé ce délai, la demande devient caduque.',
      'Vous ne pouvez pas décider de ce que vous avez demandé vous-même.',
    ],
  },
};
