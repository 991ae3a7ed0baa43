import type { LinkTexts } from '../link-texts.ts';

export const de: LinkTexts = {
  activation: {
    title: 'Konto aktivieren',
    offer: 'Wählen Sie ein Passwort, um dieses Konto zu aktivieren.',
    submit: 'Aktivieren',
    done: 'Ihr Konto ist aktiv',
    notFound:
      'Dieser Link ist nicht bekannt. Öffnen Sie ihn genau so, wie er in der Nachricht steht; eine neuere Nachricht ersetzt ältere.',
    expired:
      'Dieser Link ist zu alt. Lassen Sie sich die Nachricht auf der Seite Ihrer Bestellung erneut senden, oder fragen Sie den Support.',
    used: 'Dieser Link wurde schon benutzt. Melden Sie sich mit Benutzerkennung und Passwort an.',
    loginRequired:
      'Zu dieser Adresse gibt es schon einen Benutzer. Melden Sie sich an: Die Bestellung wartet dort, und Sie wählen das Konto, in das sie kommt.',
  },
  invitation: {
    title: 'Einladung annehmen',
    offer: 'Wählen Sie ein Passwort, um diesem Konto beizutreten.',
    submit: 'Annehmen',
    done: 'Sie sind jetzt Mitglied',
    notFound:
      'Dieser Link ist nicht bekannt. Öffnen Sie ihn genau so, wie er in der Nachricht steht; eine neuere Nachricht ersetzt ältere.',
    expired: 'Diese Einladung ist zu alt. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.',
    used: 'Diese Einladung wurde schon benutzt. Melden Sie sich mit Benutzerkennung und Passwort an.',
    loginRequired:
      'Zu dieser Adresse gibt es schon einen Benutzer. Melden Sie sich an, und nehmen Sie die Einladung dort an.',
  },
  loading: 'Einen Augenblick …',
  account: 'Konto',
  userId: 'Benutzerkennung',
  password: 'Passwort',
  passwordHint: 'Je länger, desto besser; höchstens 256 Zeichen.',
  showPassword: 'Passwort anzeigen',
  mobile: 'Mobilnummer (freiwillig)',
  mobileHint:
    'Mit Landesvorwahl, zum Beispiel +12025550123. Dorthin gehen Einmal-PINs; ohne sie an Ihre E-Mail-Adresse.',
  doneNext:
    'Melden Sie sich nun mit dieser Benutzerkennung und Ihrem Passwort an. Danach werden Sie durch die Einrichtung eines zweiten Faktors geführt.',
  retry: 'Erneut versuchen',
  needsScript:
    'Diese Seite braucht JavaScript: So wird der Link geprüft, ohne dass er sonst irgendwohin gesendet wird.',
  problems: {
    PASSWORD_TOO_SHORT: 'Das Passwort ist zu kurz. Wählen Sie ein längeres.',
    PASSWORD_TOO_LONG: 'Das Passwort hat mehr als 256 Zeichen. Wählen Sie ein kürzeres.',
    PASSWORD_TOO_COMMON: 'Dieses Passwort ist leicht zu erraten. Wählen Sie ein anderes.',
    PASSWORD_BREACHED: 'Dieses Passwort steht auf gestohlenen Listen. Wählen Sie ein anderes.',
    MOBILE_INVALID: 'Das ist keine Mobilnummer mit Landesvorwahl, zum Beispiel +12025550123.',
    MOBILE_REQUIRED: 'Geben Sie eine Mobilnummer an: Dorthin geht der Code Ihrer ersten Anmeldung.',
    RATE_LIMITED: 'Zu viele Versuche. Warten Sie eine Minute, und versuchen Sie es dann erneut.',
    MEMBER_LIMIT_REACHED:
      'Das Konto hat so viele Mitglieder, wie es haben darf. Sagen Sie es der Person, die Sie eingeladen hat.',
    NO_TOKEN: 'Der Link ist nicht vollständig. Öffnen Sie ihn genau so, wie er in der Nachricht steht.',
    NO_ANSWER: 'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
    OTHER: 'Etwas ist schiefgegangen. Versuchen Sie es erneut; wenn es so bleibt, nennen Sie dem Support diese Nummer:',
  },
};
