import type { ProblemTexts } from '../text.ts';

/** German: titles of problems by kind, and what to do by reason. Numbers are left to the sentences of the services. */
export const deProblems: ProblemTexts = {
  'problem.invalid': 'Die Anfrage stimmt nicht',
  'problem.unauthenticated': 'Bitte weisen Sie sich aus',
  'problem.forbidden': 'Das ist nicht erlaubt',
  'problem.not_found': 'Nichts gefunden',
  'problem.conflict': 'Das ist jetzt nicht möglich',
  'problem.exhausted': 'Zu viele Versuche',
  'problem.unavailable': 'Zurzeit nicht verfügbar',
  'problem.internal': 'Bei uns ist etwas schiefgegangen',
  'problem.method_not_allowed': 'Diese Adresse nimmt andere Methoden an',
  'problem.too_slow': 'Die Anfrage kam zu langsam',
  'problem.too_large': 'Die Anfrage ist zu groß',
  'problem.media_type': 'Dieses Format wird nicht angenommen',

  'problem.REQUEST_INVALID': 'Die Anfrage ist nicht gültig. Die fehlerhaften Felder sind genannt.',
  'problem.REQUEST_MALFORMED': 'Die Anfrage ist nicht lesbar.',
  'problem.BODY_MALFORMED': 'Der Inhalt der Anfrage ist leer oder kein wohlgeformtes JSON.',
  'problem.BODY_TOO_LARGE': 'Der Inhalt der Anfrage ist zu groß.',
  'problem.MEDIA_TYPE_UNSUPPORTED': 'Inhalt dieser Art wird hier nicht angenommen.',
  'problem.METHOD_NOT_ALLOWED': 'Diese Adresse gibt es, aber sie nimmt andere Methoden an.',
  'problem.ROUTE_NOT_FOUND': 'Unter dieser Adresse gibt es nichts.',
  'problem.INTERNAL':
    'Bei uns ist etwas schiefgegangen. Wenn es so bleibt, nennen Sie unserem Support die Nummer dieser Anfrage.',
  'problem.RATE_LIMITED': 'Es gab zu viele Anfragen. Warten Sie einen Augenblick und versuchen Sie es dann erneut.',
  'problem.SERVICE_UNAVAILABLE': 'Ein Teil des Dienstes ist zurzeit nicht verfügbar. Versuchen Sie es in Kürze erneut.',
  'problem.DEADLINE_EXCEEDED': 'Die Antwort hat zu lange gedauert. Versuchen Sie es erneut.',
  'problem.IDEMPOTENCY_KEY_MISSING': 'Der Anfrage fehlt ihr Schlüssel gegen Wiederholung.',
  'problem.IDEMPOTENCY_KEY_INVALID': 'Der Schlüssel gegen Wiederholung hat nicht die richtige Form.',
  'problem.IDEMPOTENCY_KEY_REUSED': 'Der Schlüssel gegen Wiederholung kam schon mit einer anderen Anfrage.',
  'problem.CARD_NUMBER_REFUSED':
    'Das sieht wie eine Kartennummer aus, und die nehmen wir nicht an. Geben Sie sie nur auf der Zahlungsseite ein.',
  'problem.ORIGIN_REFUSED':
    'Die Anfrage kommt von einer Seite, die sie nicht senden darf. Laden Sie die Seite neu und versuchen Sie es erneut.',

  'problem.AUTHENTICATION_REQUIRED': 'Melden Sie sich zuerst an.',
  'problem.TOKEN_INVALID': 'Ihre Sitzung ist beendet. Melden Sie sich neu an.',
  'problem.TOKEN_OUTDATED': 'Ihre Rechte in diesem Konto haben sich geändert. Erneuern Sie Ihre Sitzung.',
  'problem.REFRESH_TOKEN_INVALID': 'Ihre Sitzung ist beendet. Melden Sie sich neu an.',
  'problem.INSUFFICIENT_USER_AUTHENTICATION':
    'Das verlangt eine neuere oder stärkere Anmeldung. Bestätigen Sie mit Ihrem Passwort und Ihrem zweiten Faktor.',
  'problem.SET_UP_REQUIRED': 'Schließen Sie zuerst die Einrichtung Ihrer Anmeldung ab.',
  'problem.ROLE_REQUIRED': 'Sie haben nicht die Rolle, die dafür nötig ist.',
  'problem.ACCOUNT_NOT_FOUND': 'Dieses Konto gibt es nicht, oder Sie sind dort kein Mitglied.',
  'problem.USER_NOT_FOUND': 'Diesen Benutzer gibt es nicht.',
  'problem.SESSION_NOT_FOUND': 'Diese Sitzung gibt es nicht, oder sie ist beendet.',
  'problem.PAGE_SIZE_INVALID': 'So viele Einträge passen nicht auf eine Seite.',
  'problem.PAGE_TOKEN_INVALID': 'Die Liste lässt sich hier nicht fortsetzen. Beginnen Sie auf der ersten Seite.',

  'problem.LOGIN_FAILED': 'Benutzerkennung oder Passwort ist falsch.',
  'problem.LOGIN_FLOW_NOT_FOUND': 'Diese Anmeldung ist nicht mehr offen. Beginnen Sie von vorn.',
  'problem.LOGIN_FLOW_WRONG_STATE': 'Das ist in diesem Schritt der Anmeldung nicht möglich.',
  'problem.ATTEMPTS_EXHAUSTED':
    'Es gab zu viele falsche Versuche. Warten Sie eine Weile, bevor Sie es erneut versuchen. Hilft das nicht, setzen Sie Ihr Passwort über „Gesperrt oder vergessen?“ zurück.',
  'problem.CODE_REFUSED': 'Der Code ist falsch, zu alt oder schon benutzt. Geben Sie den aktuellen ein.',
  'problem.CODE_MALFORMED': 'Das ist kein Code. Ein Code besteht nur aus Ziffern.',
  'problem.RESEND_TOO_EARLY':
    'Gerade wurde ein Code gesendet. Warten Sie ein wenig, bevor Sie einen weiteren verlangen.',
  'problem.PIN_SENDS_EXHAUSTED': 'Vorerst werden keine weiteren Codes gesendet. Versuchen Sie es später erneut.',
  'problem.DESTINATION_IN_USE':
    'Ein anderer Ihrer Faktoren sendet seine Codes bereits dorthin. Verwenden Sie eine andere Nummer oder Adresse, oder ersetzen Sie jenen Faktor.',
  'problem.DESTINATION_NOT_SERVED':
    'An diese Nummer werden keine SMS gesendet. Verwenden Sie eine andere Nummer oder einen anderen Weg.',
  'problem.SMS_CAP_REACHED':
    'Derzeit können keine SMS gesendet werden. Wählen Sie E-Mail oder einen anderen Faktor, oder versuchen Sie es später erneut.',
  'problem.RECEIPT_REFUSED': 'Diese Quittung stammt nicht vom SMS-Anbieter.',
  'problem.PIN_CHANNEL_OFF':
    'Auf diesem Weg werden hier keine Codes gesendet. Verlangen Sie einen auf dem anderen Weg, oder fragen Sie den Support.',
  'problem.FIRST_LOGIN_OVER': 'Ihr zweiter Faktor ist eingerichtet. Benutzen Sie dessen Code statt eines zugesandten.',
  'problem.EMERGENCY_CODE_FORBIDDEN': 'Nur wer diesen Notfallcode angefordert hat, kann ihn abholen.',
  'problem.OFFICER_RELEASE_REQUIRED':
    'Im Augenblick kann nur die Registrierungsstelle Ihre Anmeldung freigeben. Wenden Sie sich an Ihre Administration oder unseren Support.',
  'problem.HASHING_BUSY': 'Sehr viele Menschen melden sich gerade an. Versuchen Sie es in einigen Sekunden erneut.',
  'problem.USER_ID_INVALID': 'Das ist keine Benutzerkennung. Sie ist Ihre E-Mail-Adresse.',
  'problem.LANGUAGE_UNSUPPORTED': 'In dieser Sprache gibt es keine Texte.',

  'problem.RECOVERY_FLOW_NOT_FOUND': 'Diese Wiederherstellung ist nicht mehr offen. Beginnen Sie von vorn.',
  'problem.RECOVERY_FLOW_WRONG_STATE': 'Das ist in diesem Schritt der Wiederherstellung nicht möglich.',
  'problem.ANSWERS_INCOMPLETE': 'Beantworten Sie jede der Fragen.',
  'problem.ANSWERS_REFUSED': 'Mindestens eine Antwort stimmt nicht.',
  'problem.ANSWERS_TOO_FEW': 'Beantworten Sie mehr Fragen.',
  'problem.ANSWER_TOO_SHORT': 'Eine Antwort ist zu kurz, um Sie zu schützen. Wählen Sie eine längere.',
  'problem.ANSWER_TOO_LONG': 'Eine Antwort ist zu lang. Wählen Sie eine kürzere.',
  'problem.ANSWER_TOO_COMMON': 'Eine Antwort ist leicht zu erraten. Wählen Sie eine andere.',
  'problem.ANSWER_REPEATED': 'Zwei Fragen haben dieselbe Antwort. Geben Sie jeder eine andere.',
  'problem.QUESTION_UNKNOWN': 'Diese Frage gibt es nicht.',
  'problem.RECOVERY_QUESTIONS_OFF': 'Wiederherstellungsfragen werden hier nicht benutzt.',

  'problem.PASSWORD_TOO_SHORT': 'Das Passwort ist zu kurz. Wählen Sie ein längeres.',
  'problem.PASSWORD_TOO_LONG': 'Das Passwort ist zu lang. Wählen Sie ein kürzeres.',
  'problem.PASSWORD_TOO_COMMON': 'Dieses Passwort ist leicht zu erraten. Wählen Sie ein anderes.',
  'problem.PASSWORD_BREACHED': 'Dieses Passwort wurde bei einem Datendiebstahl bekannt. Wählen Sie ein anderes.',
  'problem.PASSWORD_UNCHANGED': 'Das neue Passwort ist das bisherige. Wählen Sie ein anderes.',

  'problem.EMAIL_INVALID': 'Das ist keine E-Mail-Adresse.',
  'problem.MOBILE_INVALID': 'Das ist keine Mobilnummer mit Landesvorwahl, zum Beispiel +12025550123.',
  'problem.NAME_INVALID':
    'Ein Name fehlt oder kann so nicht angenommen werden. Geben Sie ihn wie in Ihrem Ausweisdokument ein.',
  'problem.COUNTRY_INVALID': 'Das ist kein Land.',
  'problem.DESTINATION_INVALID': 'An diese Adresse oder Nummer kann kein Code gesendet werden.',
  'problem.MOBILE_REQUIRED': 'Geben Sie eine Mobilnummer an: Dorthin geht der Code Ihrer ersten Anmeldung.',
  'problem.MOBILE_NOT_PROVED': 'Bestätigen Sie diese Nummer zuerst: Ändern Sie Ihre Mobilnummer darauf.',
  'problem.CONTACT_AMBIGUOUS': 'Geben Sie entweder eine E-Mail-Adresse oder eine Mobilnummer an.',
  'problem.CONTACT_UNCHANGED': 'Das ist bereits Ihre jetzige Adresse oder Nummer.',
  'problem.CONTACT_CHANGE_NOT_FOUND':
    'Diese Änderung ist nicht mehr offen oder wurde durch eine spätere ersetzt. Beginnen Sie von vorn.',
  'problem.EVIDENCE_INVALID': 'Das Ausweisdokument fehlt, ist von unbekannter Art oder hat keine glaubhafte Nummer.',
  'problem.EVIDENCE_FILE_INVALID':
    'Die Datei ist kein PDF, JPEG oder PNG, ist zu groß oder beschädigt. Wählen Sie eine andere.',
  'problem.EVIDENCE_FILE_NOT_FOUND': 'Diese Datei gibt es nicht, oder sie wurde gelöscht.',
  'problem.EVIDENCE_LIMIT_REACHED': 'Mehr Dateien werden von Ihnen nicht angenommen.',
  'problem.PERSONAL_VALIDATION_NOT_FOUND': 'Es wurde keine persönliche Validierung eingereicht.',
  'problem.PERSONAL_VALIDATION_REQUIRED':
    'Ihre Namen sind noch nicht validiert. Reichen Sie eine persönliche Validierung ein und warten Sie auf die Entscheidung.',
  'problem.PERSONAL_VALIDATION_WRONG_STATE':
    'Die persönliche Validierung wartet auf eine Entscheidung oder ist schon entschieden.',
  'problem.PERSONAL_VALIDATION_CHANGED':
    'Die persönliche Validierung wurde neu eingereicht. Sehen Sie sich die neueste Fassung an.',
  'problem.USER_EXISTS': 'Zu dieser Adresse gibt es schon einen Benutzer. Melden Sie sich an.',

  'problem.ACTIVATION_NOT_FOUND':
    'Dieser Link ist nicht bekannt. Öffnen Sie den neuesten genau so, wie er in der Nachricht steht.',
  'problem.ACTIVATION_EXPIRED': 'Dieser Link ist zu alt. Lassen Sie sich einen neuen senden.',
  'problem.ACTIVATION_USED': 'Dieser Link wurde schon benutzt. Melden Sie sich an.',
  'problem.ACTIVATION_LOGIN_REQUIRED':
    'Zu dieser Adresse gibt es schon einen Benutzer. Melden Sie sich an und aktivieren Sie das Konto dort.',
  'problem.ACTIVATION_LOGGED_IN': 'Sie sind angemeldet. Lassen Sie Passwort und Mobilnummer weg.',
  'problem.INVITATION_NOT_FOUND':
    'Diese Einladung ist nicht bekannt. Öffnen Sie den neuesten Link genau so, wie er in der Nachricht steht.',
  'problem.INVITATION_EXPIRED': 'Diese Einladung ist zu alt. Bitten Sie um eine neue.',
  'problem.INVITATION_USED': 'Diese Einladung wurde schon benutzt. Melden Sie sich an.',
  'problem.INVITATION_LOGIN_REQUIRED':
    'Zu dieser Adresse gibt es schon einen Benutzer. Melden Sie sich an und nehmen Sie die Einladung dort an.',

  'problem.INVITATION_EMAIL_DIFFERS': 'Die Benutzerkennung muss die Adresse sein, an die die Einladung ging.',
  'problem.USER_QUERY_INVALID': 'Nennen Sie den Benutzer durch seine Id oder seine Benutzerkennung, nicht durch beide.',
  'problem.STAFF_NOT_FOUND': 'Diese Person gehört nicht zur Mitarbeit.',
  'problem.STAFF_ROLE_INVALID': 'Nennen Sie mindestens eine der Rollen der Mitarbeit und nichts anderes.',
  'problem.LAST_OPERATOR': 'Es bliebe niemand im Betrieb. Geben Sie die Rolle zuerst einer anderen Person.',
  'problem.OWN_DECISION_FORBIDDEN': 'In eigener Sache können Sie nicht entscheiden. Das muss jemand anderes tun.',
  'problem.APPROVAL_NOT_FOUND': 'Diesen Antrag auf Zustimmung gibt es nicht.',
  'problem.APPROVAL_PENDING':
    'In derselben Sache wartet schon etwas anderes auf eine Entscheidung. Lassen Sie zuerst das entscheiden.',
  'problem.APPROVAL_WRONG_STATE': 'Darüber wurde schon entschieden, oder die Frist ist abgelaufen.',
  'problem.REASON_REQUIRED': 'Geben Sie eine Begründung von angemessener Länge an.',

  'problem.AUTHENTICATOR_NOT_FOUND': 'Diesen zweiten Faktor gibt es nicht.',
  'problem.AUTHENTICATOR_EXPIRED':
    'Dieser zweite Faktor wurde nicht rechtzeitig aktiviert. Beginnen Sie seine Einrichtung von vorn.',
  'problem.AUTHENTICATOR_WRONG_STATE': 'Das ist mit diesem zweiten Faktor in seinem jetzigen Zustand nicht möglich.',
  'problem.AUTHENTICATOR_LIMIT_REACHED': 'Sie haben so viele zweite Faktoren wie möglich. Entfernen Sie zuerst einen.',
  'problem.ACTIVATION_REFUSED':
    'Diese Codes stimmen nicht oder gelten nicht mehr. Lassen Sie sich im Browser neue zeigen und beginnen Sie von vorn.',
  'problem.ACTIVATIONS_BUSY': 'Im Moment werden zu viele Soft-Token eingerichtet. Versuchen Sie es gleich noch einmal.',
  'problem.PLATFORM_INVALID': 'Wählen Sie, ob der Soft-Token für ein Mobilgerät oder einen Computer ist.',
  'problem.SERIAL_INVALID':
    'In dieser Seriennummer ist ein Tippfehler. Vergleichen Sie sie mit dem, was Ihr Browser zeigt.',
  'problem.VERSION_UNSUPPORTED': 'Diese App ist zu alt oder zu neu für den Dienst. Aktualisieren Sie sie.',
  'problem.SET_UP_OVER': 'Ihr zweiter Faktor ist schon eingerichtet. Melden Sie sich zuerst damit an.',
  'problem.FACTOR_REQUIRED': 'Dafür ist ein zweiter Faktor nötig. Richten Sie zuerst einen ein.',
  'problem.KIND_NOT_PERMITTED': 'Diese Art von zweitem Faktor ist hier nicht zugelassen. Wählen Sie eine andere.',
  'problem.FACTOR_NOT_PERMITTED': 'Dieser zweite Faktor wird dafür nicht angenommen. Verwenden Sie einen anderen.',
  'problem.LAST_AUTHENTICATOR': 'Sie brauchen diesen zweiten Faktor. Richten Sie einen anderen an seiner Stelle ein.',
  'problem.OTHER_SESSION':
    'Das wurde in einem anderen Browser oder nach einer anderen Anmeldung begonnen. Fahren Sie dort fort, oder beginnen Sie hier von vorn.',
  'problem.CARD_SERIAL_INVALID': 'Das ist keine Kartennummer. Vergleichen Sie sie mit dem Aufdruck.',
  'problem.CARD_NOT_FOUND': 'Eine Karte mit dieser Nummer gibt es nicht, oder jemand hat sie schon.',
  'problem.CARD_COUNT_INVALID': 'Bestellen Sie 1 bis 1000 Karten auf einmal.',
  'problem.PRINTER_CERTIFICATE_INVALID':
    'An dieses Zertifikat lässt sich nichts versiegeln: Nötig ist eines in PEM, das jetzt gültig ist, mit einem RSA-Schlüssel von mindestens 2048 Bit.',
  'problem.EGRID_DOWNLOADED': 'Dieses eGrid wurde schon heruntergeladen. Richten Sie ein neues ein.',
  'problem.GRID_CARD_BATCH_NOT_FOUND': 'Diese Charge von Karten gibt es nicht.',
  'problem.GRID_CARD_BATCH_NOT_READY':
    'Zu dieser Charge gibt es keine Druckdatei: Ihre Karten werden noch hergestellt, oder sie ist ungültig.',
  'problem.CHALLENGE_REPLACED': 'Jetzt wird nach anderen Feldern Ihrer Karte gefragt. Geben Sie diese ein.',
  'problem.EMERGENCY_CODE_ISSUED': 'Dieser Notfallcode wurde schon angezeigt. Beantragen Sie einen neuen.',
  'problem.CHANGE_INVALID': 'Ein zweiter Faktor wird ausgesetzt, wieder zugelassen, entsperrt oder widerrufen.',
  'problem.REASON_INVALID': 'Geben Sie eine Begründung von 3 bis 200 Zeichen in einer Zeile an.',
  'problem.PROFILE_INVALID': 'Wählen Sie eines der angebotenen Profile.',
  'problem.KINDS_INVALID': 'Wählen Sie mindestens eine der angebotenen Arten von zweiten Faktoren.',
  'problem.REQUIRED_INVALID': 'Verlangen Sie von jedem Mitglied einen bis drei zweite Faktoren.',
  'problem.LABEL_INVALID': 'Dieser Name ist zu lang oder enthält Zeichen, die nicht angenommen werden.',
  'problem.CHALLENGE_NOT_FOUND': 'Dazu gibt es nichts zu bestätigen.',
  'problem.CHALLENGE_EXPIRED': 'Die Bestätigung kam zu spät. Beginnen Sie die Signatur von vorn.',
  'problem.CHALLENGE_ANSWERED': 'Das wurde schon bestätigt. Beginnen Sie eine neue Signatur.',
  'problem.REFRESH_TOKEN_MISSING': 'Die Sitzung lässt sich nicht verlängern: Das Token fehlt. Melden Sie sich neu an.',
  'problem.APPROVAL_STATE_INVALID': 'Anträge auf Zustimmung werden nach einem ihrer Zustände aufgelistet.',
  'problem.ACCOUNT_NAME_INVALID':
    'Dieser Kontoname ist leer, zu lang oder enthält Zeichen, die nicht angenommen werden.',
  'problem.CLAIM_NOT_FOUND': 'Diese Bestellung wartet nicht auf Sie, oder jemand anderes hat sie übernommen.',
  'problem.CONTACT_INVALID': 'Einige Kontaktangaben stimmen nicht. Sie sind genannt.',
  'problem.ENTITLEMENT_MISSING': 'Das gehört nicht zum Umfang Ihres Kontos. Erweitern Sie es zuerst.',
  'problem.LAST_OWNER':
    'Das Konto hätte niemanden mehr, dem es gehört. Geben Sie zuerst einem anderen Mitglied diese Rolle.',
  'problem.MEMBER_EXISTS': 'Jemand mit dieser Adresse ist schon Mitglied.',
  'problem.MEMBER_IS_STAFF':
    'Dieses Mitglied arbeitet auch für den Anbieter. Die zweiten Faktoren kann nur die Registrierungsstelle ändern.',
  'problem.MEMBER_LIMIT_REACHED': 'Das Konto hat so viele Mitglieder, wie es haben darf.',
  'problem.MEMBER_NOT_FOUND': 'Dieses Mitglied gibt es im Konto nicht.',
  'problem.MEMBER_SHARED':
    'Dieses Mitglied gehört auch zu einem anderen Konto. Die zweiten Faktoren kann nur die Registrierungsstelle ändern.',
  'problem.RESEND_LIMIT_REACHED': 'Die Nachricht wurde vorerst oft genug gesendet. Versuchen Sie es später erneut.',
  'problem.ROLES_INVALID': 'Wählen Sie mindestens eine Rolle, und nur solche, die es gibt.',
  'problem.CART_CHANGED': 'Der Warenkorb wurde anderswo geändert. Sehen Sie ihn sich noch einmal an.',
  'problem.CART_CLOSED': 'Dieser Warenkorb kann nicht mehr geändert werden. Beginnen Sie einen neuen.',
  'problem.CART_EMPTY': 'Der Warenkorb ist leer.',
  'problem.CART_FULL': 'Der Warenkorb ist voll.',
  'problem.CART_LOCKED': 'Die Bestellung dieses Warenkorbs wird gerade bezahlt.',
  'problem.CART_NOT_FOUND': 'Diesen Warenkorb gibt es nicht.',
  'problem.QUOTE_EXPIRED': 'Das Angebot ist zu alt. Holen Sie ein neues ein.',
  'problem.QUOTE_SUPERSEDED': 'Es gibt ein neueres Angebot. Nehmen Sie dieses.',
  'problem.ORDER_NOT_FOUND': 'Diese Bestellung gibt es nicht.',
  'problem.ORDER_WRONG_STATUS': 'Das ist bei dieser Bestellung in ihrem jetzigen Stand nicht möglich.',
  'problem.CONTACT_MISSING': 'Es fehlen noch Kontakte zur Bestellung.',
  'problem.PAYMENT_DECLINED': 'Die Zahlung wurde abgelehnt. Wählen Sie ein anderes Zahlungsmittel.',
  'problem.PAYMENT_MISSING': 'Wählen Sie zuerst ein Zahlungsmittel.',
  'problem.TERMS_NOT_ACCEPTED': 'Nehmen Sie zuerst die Bedingungen in ihrer jetzigen Fassung an.',
  'problem.TAX_ID_INVALID': 'Die Steuernummer hat nicht die Form ihres Landes.',
  'problem.PRODUCT_NOT_FOUND': 'Dieses Produkt gibt es nicht.',
  'problem.PRODUCT_NOT_AVAILABLE': 'Dieses Produkt kann noch nicht gekauft werden.',
  'problem.REFUND_TOO_LATE': 'Für eine Rückzahlung ohne Rücksprache ist es zu spät. Fragen Sie unseren Support.',
  'problem.SUBSCRIPTION_NOT_FOUND': 'Dieses Abonnement gibt es nicht.',
  'problem.LICENCE_NOT_AVAILABLE': 'Dafür ist keine Lizenz frei.',
  'problem.LICENCE_NOT_FOUND': 'Diese Lizenz gibt es nicht.',
  'problem.CERTIFICATE_NOT_FOUND': 'Dieses Zertifikat gibt es nicht.',
  'problem.CERTIFICATE_REVOKED': 'Das Zertifikat ist widerrufen.',
  'problem.REQUEST_NOT_FOUND': 'Diesen Zertifikatsantrag gibt es nicht.',
  'problem.REQUEST_WRONG_STATE': 'Das ist bei diesem Zertifikatsantrag in seinem jetzigen Stand nicht möglich.',
  'problem.CREDENTIAL_NOT_FOUND': 'Dieses Signaturzertifikat gibt es nicht.',
  'problem.CREDENTIAL_NOT_ACTIVE': 'Dieses Signaturzertifikat kann jetzt nicht benutzt werden.',
  'problem.CREDENTIAL_WRONG_STATE': 'Das ist bei diesem Signaturzertifikat in seinem jetzigen Zustand nicht möglich.',
  'problem.CREDENTIAL_IN_PROGRESS':
    'Dieses Signaturzertifikat wird gerade erstellt oder geändert. Versuchen Sie es gleich noch einmal.',
  'problem.CREDENTIAL_ABANDONED':
    'Dieses Signaturzertifikat wurde nicht rechtzeitig fertig. Fordern Sie ein anderes an.',
  'problem.SUSPENDED_BY_STAFF':
    'Dieses Signaturzertifikat wurde vom Personal gesperrt und muss zuerst freigegeben werden.',
  'problem.VALIDATION_OUTDATED':
    'Sie haben Ihren zweiten Faktor ersetzt. Lassen Sie Ihre Identität neu prüfen, bevor Sie signieren.',
  'problem.KEY_ALGORITHM_UNSUPPORTED': 'Schlüssel dieser Art werden hier nicht erzeugt.',
  'problem.AUTHORISATION_EXPIRED': 'Diese Freigabe ist abgelaufen. Bestätigen Sie noch einmal.',
  'problem.AUTHORISATION_NOT_FOUND': 'Diese Freigabe gibt es nicht mehr. Bestätigen Sie noch einmal.',
  'problem.KEY_NOT_ACTIVE': 'Dieser Signaturschlüssel ist gesperrt oder wurde gelöscht.',
  'problem.KEY_POOL_EMPTY': 'Der Schlüssel ist noch nicht bereit. Versuchen Sie es in einigen Sekunden erneut.',
  'problem.SIGN_ALGORITHM_MISMATCH':
    'Die Prüfsummen der Dokumente sind von anderer Art als freigegeben. Beginnen Sie noch einmal.',
  'problem.TOO_MANY_DIGESTS':
    'So viele Dokumente auf einmal sind mit dieser Signatur nicht erlaubt. Signieren Sie sie in Teilen.',
  'problem.KEY_POLICY_INVALID': 'So könnte nichts signiert werden. Wählen Sie andere Faktoren oder eine andere Anzahl.',
  'problem.REVOCATION_REASON_INVALID': 'Das ist kein Grund, aus dem ein Zertifikat widerrufen wird.',
  'problem.DOCUMENT_INVALID': 'Das Dokument kann so nicht abgelegt oder signiert werden.',
  'problem.NOT_SIGNED': 'Diese Datei ist weder ein PDF mit einer Signatur noch selbst eine Signatur.',
  'problem.DOCUMENT_NOT_FOUND': 'Dieses Dokument gibt es nicht.',
  'problem.DOCUMENT_WRONG_STATE': 'Das geht mit dem Dokument in seinem jetzigen Zustand nicht.',
  'problem.DOCUMENT_TOO_LARGE': 'Das Dokument ist zu groß.',
  'problem.DOCUMENT_SPACE_EXHAUSTED': 'Ihre Dokumente belegen Ihren ganzen Speicherplatz. Löschen Sie einige davon.',
  'problem.DOCUMENT_IN_USE':
    'Eine Signatur über dieses Dokument wird erwartet. Geben Sie sie zuerst frei oder brechen Sie sie ab.',
  'problem.CHUNK_OUT_OF_ORDER':
    'Das Dokument wird gerade durch eine andere Anfrage hochgeladen. Senden Sie es noch einmal.',
  'problem.REQUEST_TIMEOUT': 'Die Anfrage kam zu langsam an. Senden Sie sie noch einmal.',
  'problem.DOCUMENTS_BUSY': 'Sehr viele Dokumente werden gerade signiert. Versuchen Sie es in einigen Sekunden erneut.',
  'problem.SIGNATURE_REQUEST_NOT_FOUND': 'Diesen Signaturauftrag gibt es nicht.',
  'problem.SIGNATURE_REQUEST_WRONG_STATE': 'Das ist bei diesem Signaturauftrag in seinem jetzigen Stand nicht möglich.',
  'problem.SIGNATURE_INTERRUPTED': 'Die Signatur wurde unterbrochen und nicht ausgestellt. Beginnen Sie von vorn.',
  'problem.CLIENT_CHANGED': 'Die Anwendung wurde an anderer Stelle geändert. Lesen Sie sie neu.',
  'problem.CLIENT_INVALID': 'Die Anwendung kann so nicht registriert werden. Die fehlerhaften Felder sind genannt.',
  'problem.CLIENT_NOT_FOUND': 'Diese Anwendung gibt es nicht.',
  'problem.GRANT_ENDED': 'Was der Anwendung erlaubt war, ist beendet. Erlauben Sie es erneut.',
  'problem.GRANT_NOT_FOUND': 'Unter dieser Nummer haben Sie nichts erlaubt.',
  'problem.AUTHORISATION_REQUEST_NOT_FOUND':
    'Diese Bitte ist erledigt. Gehen Sie zur Anwendung zurück und beginnen Sie dort von vorn.',
  'problem.AUTHORISATION_REQUEST_WRONG_STATE': 'Diese Bitte wurde schon beantwortet. Gehen Sie zur Anwendung zurück.',
  'problem.APPROVAL_DENIED': 'Es wurde abgelehnt.',
  'problem.APPROVAL_EXPIRED': 'Es wurde nicht rechtzeitig beantwortet. Beginnen Sie in der Anwendung neu.',
  'problem.OAUTH_REDIRECT_URI_INVALID': 'Die Anwendung nannte eine Rückkehradresse, die für sie nicht eingetragen ist.',
  'problem.OAUTH_REQUEST_URI_INVALID':
    'Diese Anfrage wurde schon verwendet oder ist zu alt. Beginnen Sie in der Anwendung neu.',
  'problem.OAUTH_CLIENT_UNKNOWN': 'Diese Anwendung gibt es nicht.',
};
