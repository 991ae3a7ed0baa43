import type { ConsentTexts } from '../text.ts';

/** German: the pages on which users grant what applications ask for. */
export const deConsent: ConsentTexts = {
  'consent.title_login': 'Anmelden',
  'consent.title_service': 'Eine Anwendung bittet um Zugriff',
  'consent.title_credential': 'Eine Anwendung bittet um Ihre Unterschrift',
  'consent.title_credential-creation': 'Eine Anwendung bittet um ein neues Signaturzertifikat',
  'consent.title_credential-deletion': 'Eine Anwendung möchte ein Signaturzertifikat widerrufen',
  'consent.title_done': 'Erledigt',
  'consent.title_refused': 'Abgelehnt',
  'consent.title_problem': 'Hier geht es nicht weiter',
  'consent.languages': 'Diese Seite in anderen Sprachen',
  'consent.login_offer': '{client} schickt Sie hierher. Melden Sie sich an, um zu sehen, worum es geht.',
  'consent.login_offer_plain': 'Melden Sie sich an, um zu sehen, worum Sie gebeten werden.',
  'consent.login_again': 'Dafür ist eine frische Anmeldung nötig. Bitte melden Sie sich noch einmal an.',
  'consent.session_over': 'Sie wurden abgemeldet. Bitte melden Sie sich neu an.',
  'consent.continue': 'Weiter',
  'consent.other_user': 'Andere Benutzerkennung verwenden',
  'consent.logged_in': 'Sie sind angemeldet als {user}.',
  'consent.not_you': 'Das bin ich nicht',
  'consent.asks_service': '{client} möchte mit Ihren Signaturzertifikaten arbeiten:',
  'consent.asks_credential': '{client} bittet um Ihre Unterschrift.',
  'consent.asks_credential-creation': '{client} möchte ein neues Signaturzertifikat für Sie ausstellen lassen.',
  'consent.asks_credential-deletion': '{client} möchte das hier genannte Signaturzertifikat widerrufen.',
  'consent.service_sees': 'Sie sieht Ihre Signaturzertifikate und die Namen darin.',
  'consent.service_asks':
    'Sie kann Sie um Unterschriften bitten. Von selbst kann sie nicht unterschreiben: Sie bestätigen jede Bitte mit Ihrem zweiten Faktor.',
  'consent.service_until':
    'Das gilt höchstens {hours} Stunden und endet, wenn Sie sich abmelden oder es in Ihrem Konto zurücknehmen.',
  'consent.creation_effect':
    'Das Zertifikat trägt Ihren geprüften Namen und verbraucht eine Ihrer Lizenzen. Ohne Ihre Zustimmung wird damit nichts unterschrieben.',
  'consent.deletion_effect':
    'Danach kann damit nie wieder unterschrieben werden. Unterschriften, die es gibt, bleiben gültig.',
  'consent.cannot_undo': 'Das lässt sich nicht rückgängig machen.',
  'consent.about': 'Über diese Anwendung',
  'consent.purpose': 'Was die Anwendung dazu sagt',
  'consent.returns_to': 'Danach kehren Sie zurück zu {place}.',
  'consent.returns_nowhere': 'Danach können Sie zur Anwendung zurückkehren.',
  'consent.documents': 'Was Sie unterschreiben: {count}, als Prüfsummen nach {hash}',
  'consent.documents_more': 'Die übrigen zeigen: {count}',
  'consent.number': 'Nr.',
  'consent.document': 'Dokument',
  'consent.digest': 'Prüfsumme',
  'consent.document_unnamed': 'Ohne Namen',
  'consent.document_note':
    'Die Namen stammen von der Anwendung. Unterschreiben Sie nur, wenn Sie die Dokumente kennen und der Anwendung zutrauen, dass sie genau diese gesendet hat.',
  'consent.open_warning':
    'Vorsicht: Damit erlauben Sie auch Unterschriften unter Dokumente, die Sie hier nicht sehen. Insgesamt: {count}.',
  'consent.open_until': 'Die Anwendung darf sie leisten bis {time}.',
  'consent.prepared_warning':
    'Die Anwendung sendet diese Dokumente später; unser Dienst bereitet sie für die Unterschrift vor und prüft, ob es die hier genannten sind.',
  'consent.certificate': 'Ihr Signaturzertifikat',
  'consent.certificates': 'Wählen Sie Ihr Signaturzertifikat',
  'consent.choose_certificate': 'Gewähltes Zertifikat verwenden',
  'consent.subject': 'Inhaber',
  'consent.issuer': 'Aussteller',
  'consent.serial': 'Seriennummer',
  'consent.valid': 'Gültig',
  'consent.validity': '{from} bis {until}',
  'consent.key': 'Art des Schlüssels',
  'consent.confirm': 'Mit Ihrem zweiten Faktor bestätigen',
  'consent.qr':
    'Lesen Sie dies mit Ihrer Soft-Token-App. Sie zeigt, was Sie unterschreiben, und bildet einen Code für genau das. Geben Sie diesen Code ein.',
  'consent.qr_alt': 'QR-Code für Ihre Soft-Token-App',
  'consent.qr_open': 'In der App auf diesem Gerät öffnen',
  'consent.content_bound':
    'Ihr Zertifikat nimmt nur einen Code, den Ihre Soft-Token-App für genau diese Dokumente bildet.',
  'consent.send_to': 'Code senden an {destination}',
  'consent.show_cells': 'Felder der Karte anzeigen',
  'consent.code': 'Code',
  'consent.code_hint': 'Ziffern, oder die Zeichen Ihrer Karte hintereinander.',
  'consent.sign': 'Unterschreiben',
  'consent.approve': 'Erlauben',
  'consent.approve_deletion': 'Zertifikat widerrufen',
  'consent.refuse': 'Ablehnen',
  'consent.done_approved':
    'Ihre Zustimmung ist bei der Anwendung angekommen. Sie können diese Seite schließen und dorthin zurückkehren.',
  'consent.done_refused':
    'Sie haben abgelehnt. Es wurde nichts unterschrieben. Sie können diese Seite schließen und zur Anwendung zurückkehren.',
  'consent.set_up':
    'Ihre Anmeldung ist nicht vollständig: Richten Sie zuerst Ihren zweiten Faktor fertig ein. Beginnen Sie danach in der Anwendung von vorn.',
  'consent.weak_login': 'Ihre Anmeldung braucht einen zweiten Faktor, der zum Unterschreiben zugelassen ist.',
  'consent.another_user':
    'Diese Bitte ist unbekannt, oder sie gilt einem anderen Benutzer. Melden Sie sich als der an, den die Anwendung bittet.',
  'consent.no_certificate':
    'Sie haben kein Signaturzertifikat, das dafür geeignet ist. Besorgen Sie sich zuerst eines, oder lehnen Sie ab.',
  'consent.not_covered':
    'Die Anwendung verlangt mehr, als Ihr Zertifikat mit einer Freigabe erlaubt: zu viele Unterschriften, oder solche für Dokumente, die erst später genannt werden. Lehnen Sie ab, oder ändern Sie, was das Zertifikat erlaubt.',
  'consent.ended':
    'Diese Bitte ist erledigt: Sie wurde beantwortet, ihre Zeit ist abgelaufen, oder sie begann in einem anderen Browser. Gehen Sie zur Anwendung zurück und beginnen Sie dort von vorn.',
  'consent.client_unknown':
    'Die Anwendung, die Sie hierher geschickt hat, kennen wir nicht, oder sie wurde abgeschaltet. Es wurde nichts erlaubt. Sagen Sie es ihrem Betreiber.',
  'consent.redirect_unknown':
    'Die Anwendung will Sie an eine Adresse zurückschicken, die für sie nicht eingetragen ist. Zu Ihrer Sicherheit halten wir hier an. Sagen Sie es ihrem Betreiber.',
  'consent.request_used':
    'Diese Bitte der Anwendung ist unbekannt, wurde schon verwendet, oder ihre Zeit ist abgelaufen. Gehen Sie zur Anwendung zurück und beginnen Sie dort von vorn.',
};
