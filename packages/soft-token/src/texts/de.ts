import type { AppTexts } from './en.ts';

/** Texts of the app in German. */
export const de: AppTexts = {
  'address-wrong':
    'Das ist keine Adresse eines Dienstes. Sie sieht aus wie https://sign.example.com und steht auf der Seite, die Ihre Codes zeigt.',
  'serial-wrong':
    'Die Seriennummer stimmt nicht: Vergleichen Sie ihre 10 Ziffern mit der Seite und geben Sie sie neu ein.',
  'activation-code-wrong':
    'Der Aktivierungscode stimmt nicht: Vergleichen Sie seine 16 Ziffern mit der Seite und geben Sie ihn neu ein.',
  'activation-password-wrong': 'Das Aktivierungspasswort hat 8 Ziffern. Es steht neben dem QR-Code.',
  'activation-uri-wrong':
    'Das ist nicht der QR-Code einer Aktivierung. Nehmen Sie den, den die Seite beim Hinzufügen eines Soft-Tokens zeigt.',
  'activation-expired': 'Diese Aktivierung ist abgelaufen. Beginnen Sie auf der Seite neu; sie zeigt neue Codes.',
  'transaction-uri-wrong':
    'Das ist nicht der QR-Code einer Unterschrift. Nehmen Sie den, den die Seite beim Unterschreiben zeigt.',
  'transaction-expired': 'Diese Unterschrift ist abgelaufen. Beginnen Sie sie auf der Seite neu.',
  'image-unreadable':
    'In diesem Bild ist kein QR-Code zu lesen. Speichern Sie es größer und schärfer, oder fügen Sie seinen Text ein.',
  'image-kind-unknown':
    'Nur PNG- und SVG-Bilder sind lesbar. Speichern Sie den QR-Code so, oder fügen Sie seinen Text ein.',
  'pin-length': 'Die PIN hat {length} Ziffern.',
  'pin-common': 'Diese PIN würde ein Dieb als eine der ersten versuchen. Wählen Sie eine andere.',
  'pin-differs': 'Die beiden PINs sind nicht gleich. Nichts wurde geändert.',
  'name-taken': 'Ein anderer Token heißt schon {name}. Wählen Sie einen anderen Namen.',
  'name-wrong': 'Ein Name hat 1 bis 80 Zeichen, ohne Leerzeichen am Anfang oder Ende.',
  'service-not-announced':
    'Der Dienst unter {origin} ist nicht der, der diesen QR-Code gemacht hat. Machen Sie nicht weiter; melden Sie es dem Dienst.',
  'service-unreadable': 'Der Dienst hat etwas geantwortet, das diese App nicht versteht. Prüfen Sie die Adresse.',
  'service-update-needed': 'Der Dienst verlangt etwas, das diese App noch nicht kann. Aktualisieren Sie die App.',
  'exchange-failed':
    'Der Code ist falsch, oder jemand steht zwischen Ihnen und dem Dienst. Vergleichen Sie den Code mit der Seite und versuchen Sie es noch einmal; nach fünf Versuchen muss die Seite neue Codes zeigen.',
  'transaction-not-signed':
    'Das kommt nicht vom Dienst eines Ihrer Token. Unterschreiben Sie nicht; melden Sie es dem Dienst, wenn es wieder geschieht.',
  'activation-refused':
    'Der Dienst lehnt diese Aktivierung ab: Ein Code ist falsch, sie ist abgelaufen oder schon benutzt. Beginnen Sie auf der Seite neu; sie zeigt neue Codes.',
  'code-refused':
    'Der Dienst hat einen Code nicht angenommen, darum bleibt die alte PIN. War sie richtig? Versuchen Sie es noch einmal.',
  'token-not-active':
    'Der Dienst kennt diesen Token nicht als aktiv, darum bleibt die alte PIN. Schließen Sie die Aktivierung auf der Seite ab, stellen Sie die Uhr dieses Geräts, oder lassen Sie den Token ersetzen.',
  'too-many-requests': 'Zu viele Versuche. Warten Sie {seconds} Sekunden.',
  'service-refused': 'Der Dienst unter {origin} lehnt ab (Status {status}). Prüfen Sie die Adresse.',
  'service-unreachable':
    'Der Dienst unter {origin} ist nicht erreichbar. Prüfen Sie Adresse und Verbindung und versuchen Sie es noch einmal.',
  'service-in-trouble': 'Der Dienst unter {origin} hat Schwierigkeiten (Status {status}). Versuchen Sie es später.',
  'token-unknown': 'Es gibt keinen Token namens {name}. Es gibt: {names}.',
  'token-ambiguous': 'Sagen Sie mit Name oder Seriennummer, welchen Token Sie meinen: {names}.',
  'no-tokens': 'Es gibt noch keinen Token. Fügen Sie einen hinzu mit: npm run token -- add',
  'state-unreadable': 'Die App kann {file} nicht öffnen: beschädigt, oder die Schlüsseldatei fehlt.',
  'state-busy': 'Ein anderer Prozess der App ist beschäftigt. Versuchen Sie es noch einmal; sonst löschen Sie {file}.',
  'ask.invitation': 'QR-Code (Text, Link oder Bilddatei; leer, um die Codes einzugeben): ',
  'ask.address': 'Adresse: ',
  'ask.name': 'Name [{name}]: ',
  'ask.serial': 'Seriennummer: ',
  'ask.activation-code': 'Aktivierungscode: ',
  'ask.activation-password': 'Aktivierungspasswort: ',
  'ask.new-pin': 'Neue PIN ({length} Ziffern): ',
  'ask.repeat-pin': 'Dieselbe PIN noch einmal: ',
  'ask.old-pin': 'Alte PIN: ',
  'ask.pin': 'PIN: ',
  'ask.transaction': 'QR-Code der Unterschrift (Text oder Bilddatei): ',
  'ask.sign': 'Das unterschreiben? [j/N] ',
  'ask.remove': '{name} vergessen? Damit sind keine Codes mehr möglich. [j/N] ',
  'answers.yes': 'j ja y yes',
  'add.provider': 'Das ist {name} unter {origin}.',
  'add.mobile-done':
    '{name} ({serial}) ist bereit. Geben Sie den Code von `npm run token -- code` auf der Seite ein, die den QR-Code gezeigt hat.',
  'add.desktop-done':
    '{name} ({serial}) ist bereit. Geben Sie diesen Registrierungscode auf der Seite ein, die Ihre Codes gezeigt hat:',
  'code.left': '{code}   {bar} {seconds} s   (Eingabetaste beendet)',
  'code.note': 'Eine falsche PIN gibt falsche Codes. Der Dienst zählt sie; diese App merkt es nicht.',
  'confirm.head': '{issuer} bittet Sie, {count} Dokument(e) mit {credential} zu unterschreiben:',
  'confirm.more': '… und {count} weitere',
  'confirm.all': 'Alle zusammen: {digest}',
  'confirm.code': 'Transaktionscode: {code}',
  'confirm.life': 'Geben Sie ihn innerhalb einer Minute auf der Seite ein.',
  'confirm.declined': 'Nichts wurde unterschrieben.',
  'list.none': 'Es gibt noch keinen Token. Fügen Sie einen hinzu mit: npm run token -- add',
  'list.head': 'NAME\tSERIENNUMMER\tDIENST\tHINZUGEFÜGT',
  'pin.wait':
    'Ein Code dieser halben Minute wurde schon gezeigt; der Dienst nimmt jeden nur einmal. Es geht weiter in {seconds} s …',
  'pin.done':
    'Die PIN ist geändert; der Dienst hat einen Code angenommen, der mit ihr gemacht ist. Er ist verbraucht: Melden Sie sich mit dem nächsten an.',
  'settings.language': 'Sprache: {value}',
  'settings.device': 'Name dieses Geräts: {value}',
  'settings.renamed': 'Der Token heißt jetzt {name}.',
  'remove.done': '{name} ist vergessen. Entfernen Sie ihn auch beim Dienst: Dort zählt er noch.',
  'remove.kept': 'Nichts wurde entfernt.',
  'usage.unknown-verb': 'Den Befehl {verb} gibt es nicht. Siehe: npm run token -- help',
  'usage.option': 'Das ist unverständlich: {problem}. Siehe: npm run token -- help {verb}',
  'usage.input-ended': 'Die Eingabe endete, bevor alles gesagt war.',
  'usage.file': 'Die Datei {file} ist nicht lesbar.',
  failed: 'Das hätte nicht geschehen dürfen: {message}',
  'help.head': 'Die Soft-Token-App: Einmalcodes und die Bestätigung von Unterschriften.',
  'help.usage': 'Aufruf: npm run token -- <Befehl> [Optionen]',
  'help.add':
    'einen Token hinzufügen: mit QR-Code (Text, Link oder Bild) oder mit Adresse, Seriennummer und Aktivierungscode',
  'help.code': 'den Code zeigen, und den nächsten, wenn seine Zeit um ist (--once: einmal ausgeben)',
  'help.confirm': 'zeigen, was unterschrieben werden soll, und den Transaktionscode dafür',
  'help.list': 'die Token auflisten',
  'help.pin': 'die PIN eines Tokens ändern',
  'help.settings': 'Sprache und Gerätenamen zeigen oder ändern; einen Token umbenennen',
  'help.remove': 'einen Token vergessen',
  'help.help': 'die Befehle erklären, oder einen davon',
  'help.common':
    'Überall: --language en|fr|de|es, --home <Ordner> (sonst SOFT_TOKEN_HOME), --pin-file <Datei> (erste Zeile ist die PIN), --allow-http (Adressen ohne TLS: nur in geschlossenen Netzen).\nOhne Terminal werden die Antworten von der Standardeingabe gelesen, eine je Zeile, in der Reihenfolge der Fragen.\nEnde mit: 0 erledigt, 1 Fehler der App, 2 falsche Eingabe, 3 vom Dienst abgelehnt, 4 Dienst nicht erreichbar, 5 kein solcher Token, 130 abgebrochen.',
};
