import type { LocaleTexts } from '../message.ts';

/** German. */
export const de: LocaleTexts = {
  dates: 'de',
  words: {
    totp: 'Authenticator-App',
    soft_token: 'Soft-Token',
    grid_card: 'Gitterkarte',
    egrid: 'elektronische Gitterkarte',
    sms: 'Codes per SMS',
    email: 'Codes per E-Mail',
    approved: 'angenommen',
    rejected: 'abgelehnt',
  },
  messages: {
    'account-activation': {
      subject: 'Aktivieren Sie Ihr Konto {account}',
      paragraphs: [
        'Guten Tag {name},',
        'vielen Dank für Ihre Bestellung {orderNumber}. Was Sie gekauft haben, liegt im Konto {account} bereit. Öffnen Sie diese Adresse, um das Konto zu aktivieren und ein Passwort zu wählen:',
        '{link}',
        'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter: Wer sie hat, kann das Konto übernehmen.',
        'Wenn Sie diese Nachricht nicht erwartet haben, brauchen Sie nichts zu tun.',
      ],
    },
    'one-time-pin': {
      subject: 'Ihr Einmalcode',
      paragraphs: [
        'Ihr Einmalcode ist {code}, gültig für {minutes} min. Geben Sie ihn an niemanden weiter.',
        '@{host} #{code}',
      ],
    },
    'factor-enrolled': {
      subject: 'Ein neues Mittel zur Bestätigung Ihrer Anmeldung wurde eingerichtet',
      paragraphs: [
        'Ein neues Mittel zur Bestätigung Ihrer Anmeldung wurde eingerichtet: {kind}, am {at}.',
        'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und benachrichtigen Sie Ihre Administration.',
      ],
    },
    'password-set': {
      subject: 'Ihr Passwort wurde gesetzt',
      paragraphs: [
        'Für Ihre Anmeldung wurde ein neues Passwort gesetzt.',
        'Wenn Sie das nicht waren, benachrichtigen Sie sofort Ihre Administration: Vielleicht benutzt jemand anderes Ihr Postfach.',
      ],
    },
    'personal-validation-decided': {
      subject: 'Ihre persönliche Validierung: {decision}',
      paragraphs: [
        'Die Registrierungsstelle hat über Ihre persönliche Validierung entschieden: {decision}.',
        'Begründung: {reason}',
        'Melden Sie sich an, um zu sehen, wie es weitergeht.',
      ],
    },
    'operator-invitation': {
      subject: 'Einladung zum Betrieb',
      paragraphs: [
        'Sie sind eingeladen, als Operator mitzuarbeiten. Öffnen Sie diese Adresse, um Ihre Anmeldung einzurichten:',
        '{link}',
        'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter.',
      ],
    },
    'signature-made': {
      subject: 'Mit Ihrem Zertifikat wurde ein Dokument signiert',
      paragraphs: [
        'Mit Ihrem Zertifikat wurde ein Dokument signiert: {label}, am {at}.',
        'Wenn Sie das nicht waren, lassen Sie das Zertifikat sofort widerrufen und ändern Sie Ihr Passwort.',
      ],
    },
  },
};
