import type { CatalogTexts } from './en.ts';

export const de: CatalogTexts = {
  families: {
    tls: ['TLS-Serverzertifikate', 'Eine Website ausweisen und den Weg zu ihr verschlüsseln.'],
    document: ['Dokumentsignatur', 'Dokumente so unterschreiben, dass jeder Leser erkennt, wer es war.'],
    code: ['Codesignatur', 'Nachweisen, wer ein Programm veröffentlicht hat.'],
    mail: ['Sichere E-Mail', 'E-Mails unterschreiben und verschlüsseln (S/MIME).'],
    mark: ['Markenzertifikate', 'Ein eingetragenes Logo neben E-Mails zeigen.'],
  },
  products: {
    'tls-dv': ['Domain-TLS', 'Ein Domainname mit und ohne www, geprüft durch die Kontrolle über die Domain.'],
    'tls-ov': ['Organisations-TLS', 'Ein Domainname mit und ohne www, mit dem geprüften Namen der Organisation.'],
    'tls-ov-plus': [
      'Organisations-TLS Plus',
      'Ein Domainname mit und ohne www und ein weiterer Name, mit dem geprüften Namen der Organisation.',
    ],
    'tls-ov-multi': ['Multi-Domain-TLS', 'Vier Domainnamen und bis zu 246 weitere im selben Zertifikat.'],
    'tls-ov-wildcard': ['Wildcard-TLS', 'Eine Domain und jeder Name unmittelbar darunter.'],
    'tls-ev-multi': [
      'TLS mit erweiterter Prüfung',
      'Zwei Domainnamen und bis zu 248 weitere, mit erweiterter Prüfung der Organisation.',
    ],
    'tls-qualified': [
      'Qualifizierte Website',
      'Website-Authentifizierung nach der eIDAS-Verordnung, mit erweiterter Prüfung der Organisation.',
    ],
    'tls-qualified-payment': [
      'Qualifizierte Website für Zahlungsdienste',
      'Qualifizierte Website-Authentifizierung mit Nummer und Rollen eines Zahlungsdienstleisters (PSD2).',
    ],
    'tls-private': ['Privates TLS', 'Namen im eigenen Netz; ihnen traut, wer Ihrer Zertifizierungsstelle traut.'],
    'document-person': [
      'Persönliche Dokumentsignatur',
      'Ein Signaturzertifikat auf den Namen einer Person; sein Schlüssel verlässt den Server nie.',
    ],
    'document-group': [
      'Dokumentsignatur für Gruppen',
      'Ein Signaturzertifikat auf den Namen einer Abteilung oder eines Teams.',
    ],
    'document-organisation': [
      'Dokumentsignatur für Organisationen',
      'Signaturzertifikate auf die Namen von Personen einer Organisation.',
    ],
    'document-organisation-plus': [
      'Dokumentsignatur für Organisationen Plus',
      'Ein Siegel auf den Namen der Organisation, für viele Dokumente, die Programme unterschreiben.',
    ],
    'code-ov': ['Codesignatur', 'Unterschreibt Programme im Namen der Organisation.'],
    'code-ev': [
      'Codesignatur mit erweiterter Prüfung',
      'Unterschreibt Programme und Treiber, mit erweiterter Prüfung.',
    ],
    'mail-person': ['Persönliche sichere E-Mail', 'Unterschreibt und verschlüsselt die E-Mails eines Postfachs.'],
    'mail-organisation': [
      'Sichere E-Mail für Organisationen',
      'Unterschreibt und verschlüsselt die E-Mails eines Mitglieds, mit dem geprüften Namen der Organisation.',
    ],
    'mark-verified': ['Geprüfte Marke', 'Zeigt eine eingetragene Marke neben E-Mails.'],
    'mark-common': ['Gebräuchliche Marke', 'Zeigt ein lange benutztes Logo, eingetragen oder nicht, neben E-Mails.'],
  },
  tierRules: {
    'ENTERPRISE-PRODUCT': 'Ein Enterprise-Konto, weil die Bestellung ein Produkt für Organisationen enthält.',
    'ENTERPRISE-LICENCES': 'Ein Enterprise-Konto, weil die Bestellung zehn oder mehr Lizenzen enthält.',
    STARTER: 'Ein Starter-Konto; es lässt sich später hochstufen, ohne dass etwas verloren geht.',
  },
  taxes: { vat: 'MwSt.', consumption: 'Verbrauchsteuer', goods: 'GST' },
  support: {
    tollFree: 'Aus den Vereinigten Staaten und Kanada: 1 und dann die Nummer wählen. Kostenlos.',
    international:
      'Aus jedem Land: die Vorwahl für Auslandsgespräche, dann 1 und die Nummer wählen. Es gelten die Preise Ihres Anbieters.',
  },
};
