import type { LocaleTexts } from '../text.ts';
import { deConsent } from './de-consent.ts';
import { dePages } from './de-pages.ts';
import { deProblems } from './de-problems.ts';

/** German. */
export const de: LocaleTexts = {
  'login.password_required': 'Geben Sie Ihr Passwort ein.',
  'login.pin_sent_sms': 'Wir haben einen Einmalcode per SMS an {destination} gesendet. Geben Sie ihn hier ein.',
  'login.pin_sent_email': 'Wir haben einen Einmalcode per E-Mail an {destination} gesendet. Geben Sie ihn hier ein.',
  'login.factor_required': 'Geben Sie den Code Ihres zweiten Faktors ein.',
  'login.factor_required.totp': 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
  'login.factor_required.soft_token':
    'Öffnen Sie Ihr Soft-Token mit seiner PIN und geben Sie hier den Code ein, den es zeigt.',
  'login.factor_required.grid_card':
    'Geben Sie nacheinander ein, was in den Feldern {cells} Ihrer Karte {serial} steht.',
  'login.factor_required.egrid':
    'Geben Sie nacheinander ein, was in den Feldern {cells} Ihrer elektronischen Karte {serial} steht.',
  'login.factor_required.sms': 'Wir haben einen Code per SMS an {destination} gesendet. Geben Sie ihn hier ein.',
  'login.factor_required.email': 'Wir haben einen Code per E-Mail an {destination} gesendet. Geben Sie ihn hier ein.',
  'login.factor_required.emergency_code':
    'Geben Sie den Notfallcode ein, den Sie von der Registrierungsstelle erhalten haben. Er legt Ihre anderen zweiten Faktoren still, und Sie richten einen neuen ein.',
  'login.factor_lost':
    'Keiner Ihrer zweiten Faktoren kann verwendet werden. Melden Sie den Verlust oder bitten Sie die Registrierungsstelle um Hilfe.',
  'login.loss_code_required':
    'Wir haben einen Code an {destination} gesendet. Geben Sie ihn hier ein, um den Verlust Ihres zweiten Faktors zu melden. Danach können Sie Ihre Identität neu bestätigen lassen.',
  'login.completed': 'Sie sind angemeldet.',
  'login.cancelled': 'Die Anmeldung wurde abgebrochen.',
  'login.dead': 'Es gab zu viele falsche Versuche. Beginnen Sie die Anmeldung von vorn.',

  'step_up.password_required':
    'Für diese Aktion müssen Sie erneut nachweisen, dass Sie es sind. Geben Sie Ihr Passwort ein.',
  'step_up.factor_required': 'Geben Sie zur Bestätigung den Code Ihres zweiten Faktors ein.',
  'step_up.factor_required.totp': 'Geben Sie zur Bestätigung den Code ein, den Ihre Authenticator-App zeigt.',
  'step_up.factor_required.soft_token':
    'Öffnen Sie Ihr Soft-Token mit seiner PIN und geben Sie hier zur Bestätigung den Code ein, den es zeigt.',
  'step_up.factor_required.grid_card':
    'Geben Sie zur Bestätigung nacheinander ein, was in den Feldern {cells} Ihrer Karte {serial} steht.',
  'step_up.factor_required.egrid':
    'Geben Sie zur Bestätigung nacheinander ein, was in den Feldern {cells} Ihrer elektronischen Karte {serial} steht.',
  'step_up.factor_required.sms':
    'Wir haben einen Code per SMS an {destination} gesendet. Geben Sie ihn hier zur Bestätigung ein.',
  'step_up.factor_required.email':
    'Wir haben einen Code per E-Mail an {destination} gesendet. Geben Sie ihn hier zur Bestätigung ein.',
  'step_up.completed': 'Vielen Dank. Sie können fortfahren.',
  'step_up.cancelled': 'Die Bestätigung wurde abgebrochen. Ihre Sitzung läuft weiter wie bisher.',
  'step_up.dead': 'Es gab zu viele falsche Versuche. Beginnen Sie die Bestätigung von vorn.',

  'recovery.code_required':
    'Wenn wir diese Benutzerkennung kennen, ist ein Code an das zugehörige Postfach unterwegs. Geben Sie ihn hier ein. Sehen Sie auch unter den unerwünschten E-Mails nach.',
  'recovery.questions_required':
    'Beantworten Sie die Fragen, die Sie bei der Einrichtung Ihrer Anmeldung gewählt haben.',
  'recovery.factor_required': 'Geben Sie den Code Ihres zweiten Faktors ein.',
  'recovery.factor_required.totp': 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
  'recovery.factor_required.soft_token':
    'Öffnen Sie Ihr Soft-Token mit seiner PIN und geben Sie hier den Code ein, den es zeigt.',
  'recovery.factor_required.grid_card':
    'Geben Sie nacheinander ein, was in den Feldern {cells} Ihrer Karte {serial} steht.',
  'recovery.factor_required.egrid':
    'Geben Sie nacheinander ein, was in den Feldern {cells} Ihrer elektronischen Karte {serial} steht.',
  'recovery.factor_required.sms': 'Wir haben einen Code per SMS an {destination} gesendet. Geben Sie ihn hier ein.',
  'recovery.factor_required.email':
    'Wir haben einen Code per E-Mail an {destination} gesendet. Geben Sie ihn hier ein.',
  'recovery.officer_required':
    'Ihr Passwort kann hier nicht zurückgesetzt werden. Bitten Sie Ihre Administration oder unseren Support um die Freigabe Ihrer Anmeldung: Die Registrierungsstelle prüft, wer Sie sind, und gibt sie dann frei. Beginnen Sie danach hier von vorn.',
  'recovery.password_required': 'Wählen Sie ein neues Passwort.',
  'recovery.completed':
    'Ihr neues Passwort ist gesetzt, und alle Sitzungen wurden beendet. Melden Sie sich damit und mit Ihrem zweiten Faktor an.',
  'recovery.cancelled': 'Die Wiederherstellung wurde abgebrochen. Ihr Passwort ist unverändert.',
  'recovery.dead': 'Es gab zu viele falsche Versuche. Beginnen Sie von vorn.',

  'set_up.progress': 'Schritt {done} von {required} ist erledigt',
  'set_up.authenticator': 'Zweiter Faktor',
  'set_up.recovery_questions': 'Wiederherstellungsfragen',
  'set_up.login_with_permitted_factor': 'Anmeldung mit einem zugelassenen zweiten Faktor',

  'factor.totp': 'Authenticator-App',
  'factor.soft_token': 'Soft-Token',
  'factor.grid_card': 'Gitterkarte',
  'factor.egrid': 'Elektronische Gitterkarte',
  'factor.sms': 'Codes per SMS',
  'factor.email': 'Codes per E-Mail',
  'factor.emergency_code': 'Notfallcode',

  'authenticator.issued': 'Noch nicht aktiviert',
  'authenticator.bound': 'Wartet auf Bestätigung',
  'authenticator.active': 'Aktiv',
  'authenticator.suspended': 'Vorübergehend stillgelegt',
  'authenticator.locked': 'Gesperrt',
  'authenticator.expired': 'Abgelaufen',
  'authenticator.void': 'Vor der Aktivierung ersetzt oder entfernt',
  'authenticator.revoked': 'Widerrufen',

  'question.childhood_friend': 'Wie hieß Ihr bester Freund oder Ihre beste Freundin in der Kindheit mit Vornamen?',
  'question.first_teacher': 'Wie hieß Ihr erster Lehrer oder Ihre erste Lehrerin?',
  'question.first_concert': 'Wessen Konzert haben Sie als erstes besucht?',
  'question.first_job_town': 'In welcher Stadt hatten Sie Ihre erste Arbeitsstelle?',
  'question.grandparent_street': 'In welcher Straße wohnten Ihre Großeltern?',
  'question.childhood_hero': 'Wer war in Ihrer Kindheit Ihr Held oder Ihre Heldin?',
  'question.failed_exam': 'Welche Prüfung haben Sie nicht bestanden?',
  'question.oldest_cousin_nickname': 'Welchen Spitznamen hat Ihr ältester Cousin oder Ihre älteste Cousine?',
  'question.childhood_toy': 'Was war in Ihrer Kindheit Ihr liebstes Spielzeug?',
  'question.memorable_journey': 'Wohin ging die Reise, an die Sie sich am besten erinnern?',
  'question.first_film': 'Welchen Film haben Sie zuerst im Kino gesehen?',
  'question.childhood_book': 'Was war in Ihrer Kindheit Ihr liebstes Buch?',

  'action.submit_password': 'Mit diesem Passwort weiter',
  'action.submit_code': 'Code bestätigen',
  'action.submit_factor_code': 'Code des zweiten Faktors bestätigen',
  'action.submit_answers': 'Antworten senden',
  'action.resend': 'Code erneut senden',
  'action.alternative': 'Code stattdessen per E-Mail senden',
  'action.choose_factor': 'Einen anderen zweiten Faktor verwenden',
  'action.resynchronise': 'Zwei Codes nacheinander eingeben',
  'action.report_loss': 'Ich habe meinen zweiten Faktor verloren',
  'action.recover': 'Gesperrt oder vergessen?',
  'action.cancel': 'Abbrechen',
  'action.set_language': 'Sprache ändern',

  'attempts.left': 'Verbleibende Versuche: {count}',

  ...dePages,
  ...deConsent,
  ...deProblems,
};
