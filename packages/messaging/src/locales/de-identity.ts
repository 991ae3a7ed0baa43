import type { IdentityMessageParams } from '../identity-messages.ts';
import type { MessageText } from '../message.ts';

/** German messages about logins, contacts and staff. */
export const deIdentity: Readonly<Record<keyof IdentityMessageParams, MessageText>> = {
  'password-changed': {
    subject: 'Ihr Passwort wurde geändert',
    paragraphs: [
      'Das Passwort Ihrer Anmeldung wurde am {at} geändert.',
      'Netzwerkadresse: {address}',
      'Wenn Sie das nicht waren, wählen Sie sofort „Gesperrt oder vergessen?“ auf der Anmeldeseite und setzen Sie ein neues Passwort.',
    ],
  },
  'password-reset': {
    subject: 'Ihr Passwort wurde zurückgesetzt',
    paragraphs: [
      'Ihr Passwort wurde am {at} über „Gesperrt oder vergessen?“ neu gesetzt. Alle Sitzungen wurden beendet. Ihr zweiter Faktor ist unverändert.',
      'Wenn Sie das nicht waren, benachrichtigen Sie sofort Ihre Administration: Vielleicht benutzt jemand anderes Ihr Postfach.',
    ],
  },
  'password-known': {
    subject: 'Jemand scheint Ihr Passwort zu kennen',
    paragraphs: [
      'Am {at} hat jemand Ihr richtiges Passwort eingegeben, aber nicht den richtigen Code Ihres zweiten Faktors. Die Anmeldung gelang nicht.',
      'Netzwerkadresse: {address}',
      'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort, auch überall sonst, wo Sie dasselbe benutzen.',
    ],
  },
  'login-stopped': {
    subject: 'Ihre Anmeldung ist für unbekannte Geräte gesperrt',
    paragraphs: [
      'Für Ihre Anmeldung wurden zu viele falsche Passwörter eingegeben. Seit dem {at} nimmt sie von unbekannten Geräten kein Passwort mehr an.',
      'Geräte, auf denen Sie sich schon angemeldet haben, funktionieren weiter. Um sich auch anderswo wieder anmelden zu können, wählen Sie „Gesperrt oder vergessen?“ auf der Anmeldeseite und setzen Sie ein neues Passwort.',
      'Ihr Passwort wurde nicht erraten.',
    ],
  },
  'new-device': {
    subject: 'Anmeldung auf einem neuen Gerät',
    paragraphs: [
      'Am {at} gab es eine Anmeldung in Ihrem Namen, auf einem bisher unbekannten Gerät.',
      'Gerät: {device}',
      'Netzwerkadresse: {address}',
      'Wenn Sie das nicht waren, wählen Sie sofort „Gesperrt oder vergessen?“ auf der Anmeldeseite und setzen Sie ein neues Passwort: Das beendet alle Sitzungen.',
    ],
  },
  'session-reused': {
    subject: 'Eine Ihrer Sitzungen wurde zur Sicherheit beendet',
    paragraphs: [
      'Am {at} wurde ein veralteter Schlüssel einer Ihrer Sitzungen noch einmal benutzt. Vielleicht hat ihn jemand kopiert; deshalb wurde die Sitzung beendet.',
      'Melden Sie sich neu an. Wenn Sie diese Nachricht mehrmals erhalten, setzen Sie ein neues Passwort und prüfen Sie die Geräte, die Sie benutzen.',
    ],
  },
  'recovery-code': {
    subject: 'Ihr Code für ein neues Passwort',
    paragraphs: [
      'Für Ihre Anmeldung wurde ein neues Passwort verlangt. Der Code dafür ist {code}, gültig für {minutes} Minuten.',
      'Geben Sie ihn an niemanden weiter. Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.',
    ],
  },
  'recovery-answers-locked': {
    subject: 'Ihre Wiederherstellungsfragen sind gesperrt',
    paragraphs: [
      'Ihre Wiederherstellungsfragen wurden zu oft falsch beantwortet. Bis {until} werden keine Antworten angenommen.',
      'Passwort und zweiter Faktor funktionieren wie bisher. Wenn Sie das nicht waren, liest vielleicht jemand Ihre E-Mails: Ändern Sie das Passwort Ihres Postfachs.',
    ],
  },
  'recovery-questions-changed': {
    subject: 'Ihre Wiederherstellungsfragen wurden geändert',
    paragraphs: [
      'Die Antworten auf Ihre Wiederherstellungsfragen wurden am {at} neu gesetzt.',
      'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und benachrichtigen Sie Ihre Administration.',
    ],
  },
  'contact-code': {
    subject: 'Ihr Code zur Bestätigung dieses Kontakts',
    paragraphs: [
      'Ihr Code zur Bestätigung dieses Kontakts ist {code}, gültig für {minutes} min. Geben Sie ihn an niemanden weiter.',
      '@{host} #{code}',
    ],
  },
  'contact-consent': {
    subject: 'Ihre E-Mail-Adresse soll geändert werden',
    paragraphs: [
      'Jemand ist in Ihrem Namen angemeldet und möchte die E-Mail-Adresse Ihrer Anmeldung in {address} ändern. Wenn Sie zustimmen, geben Sie auf derselben Seite den Code {code} ein. Er ist {minutes} Minuten gültig.',
      'Wenn Sie das nicht waren, geben Sie den Code an niemanden weiter und ändern Sie sofort Ihr Passwort.',
    ],
  },
  'email-changed': {
    subject: 'Ihre E-Mail-Adresse wurde geändert',
    paragraphs: [
      'Die E-Mail-Adresse Ihrer Anmeldung wurde am {at} in {address} geändert. Sie ist von nun an Ihre Benutzerkennung.',
      'Wenn Sie das nicht waren, benachrichtigen Sie sofort Ihre Administration.',
    ],
  },
  'mobile-changed': {
    subject: 'Ihre Mobilnummer wurde geändert',
    paragraphs: [
      'Die Mobilnummer Ihrer Anmeldung wurde am {at} in {mobile} geändert.',
      'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und benachrichtigen Sie Ihre Administration.',
    ],
  },
  'user-released': {
    subject: 'Ihre Anmeldung wurde freigegeben',
    paragraphs: [
      'Die Registrierungsstelle hat Ihre Anmeldung freigegeben. Bis {until} genügt ein Code, den wir Ihnen per E-Mail senden, um ein neues Passwort zu setzen: Wählen Sie „Gesperrt oder vergessen?“ auf der Anmeldeseite.',
      'Wenn Sie nicht darum gebeten haben, benachrichtigen Sie sofort Ihre Administration.',
    ],
  },
  'staff-invitation': {
    subject: 'Einladung zur Mitarbeit',
    paragraphs: [
      'Sie sind zur Mitarbeit eingeladen. Öffnen Sie diese Adresse, um Ihre Anmeldung einzurichten:',
      '{link}',
      'Ihre Rollen: {roles}',
      'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter.',
    ],
  },
  'staff-roles-changed': {
    subject: 'Ihre Rollen in der Mitarbeit wurden geändert',
    paragraphs: ['Ihre Rollen in der Mitarbeit wurden geändert.', 'Jetzt sind es: {roles}.'],
    otherwise: 'Sie haben jetzt keine mehr, und Ihre Sitzungen wurden beendet.',
  },
  'signer-invitation': {
    subject: 'Einladung zur persönlichen Validierung',
    paragraphs: [
      'Sie sind eingeladen, Ihre Identität prüfen zu lassen, damit Sie Dokumente signieren können. Halten Sie ein Ausweisdokument bereit und öffnen Sie diese Adresse:',
      '{link}',
      'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter.',
      'Wenn Sie diese Nachricht nicht erwartet haben, brauchen Sie nichts zu tun.',
    ],
  },
  'factor-loss-reported': {
    subject: 'Jemand hat den Verlust Ihres zweiten Faktors gemeldet',
    paragraphs: [
      'Am {at} hat sich jemand mit Ihrem Passwort und einem von uns gesendeten Code angemeldet und gemeldet, dass Ihr zweiter Faktor verloren ist. Er gilt weiterhin, und nichts wurde geändert.',
      'Netzwerkadresse: {address}',
      'Wenn Sie das nicht waren, melden Sie sich mit Ihrem zweiten Faktor an und ändern Sie sofort Ihr Passwort: Dann bleibt die Meldung ohne Folgen.',
    ],
  },
  'replacement-granted': {
    subject: 'Sie dürfen Ihren zweiten Faktor ersetzen',
    paragraphs: [
      'Nachdem Sie den Verlust Ihres zweiten Faktors gemeldet haben, wurde Ihre Identität bestätigt. Bis {until} können Sie einen neuen einrichten: Melden Sie sich an, melden Sie den Verlust noch einmal und geben Sie den Code ein, den wir senden.',
      'Sobald der neue aktiv ist, sind alle älteren widerrufen.',
      'Wenn Sie das nicht veranlasst haben, verständigen Sie sofort Ihre Administration.',
    ],
  },
  'emergency-code-requested': {
    subject: 'Ein Notfallcode wurde angefordert',
    paragraphs: [
      'Am {at} hat die Registrierungsstelle einen Notfallcode für Ihre Anmeldung angefordert. Er öffnet eine Anmeldung ohne Ihren zweiten Faktor.',
      'Wenn Sie nicht um Hilfe gebeten haben, verständigen Sie sofort Ihre Administration.',
    ],
  },
  'emergency-code-issued': {
    subject: 'Ein Notfallcode wurde ausgegeben',
    paragraphs: [
      'Am {at} hat die Registrierungsstelle einen Notfallcode für Ihre Anmeldung erhalten, um ihn an Sie weiterzugeben. Er gilt für eine Anmeldung innerhalb von 24 Stunden. Mit ihr werden Ihre zweiten Faktoren stillgelegt, und Sie richten einen neuen ein.',
      'Wenn niemand Sie zurückgerufen hat, verständigen Sie sofort Ihre Administration.',
    ],
  },
  'signatures-asked': {
    subject: '{application} bittet um Ihre Signatur',
    paragraphs: [
      '{application} bittet Sie, Signaturen mit Ihrem Zertifikat freizugeben. Anzahl der Signaturen: {signatures}. Öffnen Sie diese Adresse, melden Sie sich an, und sehen Sie sich an, was signiert wird, bevor Sie entscheiden:',
      '{link}',
      'Die Adresse gilt bis {expiresAt} und nur für Sie.',
      'Wenn Sie das nicht erwartet haben, geben Sie nichts frei.',
    ],
  },
  'credential-changed': {
    subject: 'Ihr Signaturzertifikat wurde geändert',
    paragraphs: [
      'Am {at} hat sich Ihr Signaturzertifikat geändert: {certificate}.',
      '{change}',
      'Wenn Sie das nicht erwartet haben, wenden Sie sich sofort an den Support.',
    ],
  },
  'credential-expiring': {
    subject: 'Ihr Signaturzertifikat läuft bald ab',
    paragraphs: [
      'Ihr Signaturzertifikat läuft am {until} ab: {certificate}.',
      'Was Sie signiert haben, bleibt gültig. Um danach weiter zu signieren, lassen Sie vorher einen neuen Schlüssel erzeugen.',
    ],
  },
  'approval-waiting': {
    subject: 'Eine zweite Person muss entscheiden',
    paragraphs: [
      'Das Vier-Augen-Prinzip verlangt eine zweite Entscheidung: {action}. Melden Sie sich an und entscheiden Sie bis {expiresAt}; danach verfällt der Antrag.',
      'Was Sie selbst beantragt haben, können Sie nicht entscheiden.',
    ],
  },
};
