export const en = {
  families: {
    tls: ['TLS server certificates', 'Prove a web site and encrypt the way to it.'],
    document: ['Document signing', 'Sign documents so that every reader can tell who did.'],
    code: ['Code signing', 'Prove who published a program.'],
    mail: ['Secure mail', 'Sign and encrypt e-mail (S/MIME).'],
    mark: ['Mark certificates', 'Show a registered logo beside e-mail.'],
  },
  products: {
    'tls-dv': ['Domain TLS', 'One domain name with and without www, validated by control of the domain.'],
    'tls-ov': [
      'Organisation TLS',
      'One domain name with and without www, with the validated name of the organisation.',
    ],
    'tls-ov-plus': [
      'Organisation TLS Plus',
      'One domain name with and without www and one more name, with the validated name of the organisation.',
    ],
    'tls-ov-multi': ['Multi-domain TLS', 'Four domain names, and up to 246 extra ones in the same certificate.'],
    'tls-ov-wildcard': ['Wildcard TLS', 'A domain and every name directly under it.'],
    'tls-ev-multi': [
      'Extended validation TLS',
      'Two domain names, and up to 248 extra ones, with extended validation of the organisation.',
    ],
    'tls-qualified': [
      'Qualified website',
      'Website authentication under the eIDAS Regulation, with extended validation of the organisation.',
    ],
    'tls-qualified-payment': [
      'Qualified website for payment services',
      'Qualified website authentication with the number and the roles of a payment service provider (PSD2).',
    ],
    'tls-private': ['Private TLS', 'Names inside your own network, trusted by those who trust your authority.'],
    'document-person': [
      'Personal document signing',
      'A signing certificate in the name of one person; its key never leaves the server.',
    ],
    'document-group': ['Group document signing', 'A signing certificate in the name of a department or a team.'],
    'document-organisation': [
      'Organisation document signing',
      'Signing certificates in the name of persons of an organisation.',
    ],
    'document-organisation-plus': [
      'Organisation document signing Plus',
      'A seal in the name of the organisation, for many documents signed by programs.',
    ],
    'code-ov': ['Code signing', 'Signs programs in the name of the organisation.'],
    'code-ev': ['Extended validation code signing', 'Signs programs and drivers, with extended validation.'],
    'mail-person': ['Personal secure mail', 'Signs and encrypts the e-mail of one mailbox.'],
    'mail-organisation': [
      'Organisation secure mail',
      'Signs and encrypts the e-mail of a member, with the validated name of the organisation.',
    ],
    'mark-verified': ['Verified mark', 'Shows a registered trade mark beside e-mail.'],
    'mark-common': ['Common mark', 'Shows a logo in long use, registered or not, beside e-mail.'],
  },
  tierRules: {
    'ENTERPRISE-PRODUCT': 'An Enterprise account, because the order holds a product for organisations.',
    'ENTERPRISE-LICENCES': 'An Enterprise account, because the order holds ten licences or more.',
    STARTER: 'A Starter account; it can be upgraded later without losing anything.',
  },
  taxes: { vat: 'VAT', consumption: 'Consumption tax', goods: 'GST' },
  support: {
    tollFree: 'From the United States and Canada: dial 1, then the number. Free of charge.',
    international:
      'From any country: dial your prefix for calls abroad, then 1 and the number. Your carrier charges the call.',
  },
} as const;

type Words<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly [string, string]
    : { [K in keyof T]: Words<T[K]> };

/** The texts of the built-in catalog; names and summaries as pairs. */
export type CatalogTexts = Words<typeof en>;
