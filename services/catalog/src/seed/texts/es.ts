import type { CatalogTexts } from './en.ts';

export const es: CatalogTexts = {
  families: {
    tls: ['Certificados de servidor TLS', 'Acreditar un sitio web y cifrar el camino hasta él.'],
    document: ['Firma de documentos', 'Firmar documentos de modo que todo lector sepa quién lo hizo.'],
    code: ['Firma de código', 'Demostrar quién publicó un programa.'],
    mail: ['Correo seguro', 'Firmar y cifrar el correo electrónico (S/MIME).'],
    mark: ['Certificados de marca', 'Mostrar un logotipo registrado junto al correo.'],
  },
  products: {
    'tls-dv': ['TLS de dominio', 'Un nombre de dominio con y sin www, validado por el control del dominio.'],
    'tls-ov': ['TLS de organización', 'Un nombre de dominio con y sin www, con el nombre validado de la organización.'],
    'tls-ov-plus': [
      'TLS de organización Plus',
      'Un nombre de dominio con y sin www y un nombre más, con el nombre validado de la organización.',
    ],
    'tls-ov-multi': ['TLS multidominio', 'Cuatro nombres de dominio, y hasta 246 más en el mismo certificado.'],
    'tls-ov-wildcard': ['TLS comodín', 'Un dominio y todos los nombres directamente por debajo (wildcard).'],
    'tls-ev-multi': [
      'TLS de validación extendida',
      'Dos nombres de dominio, y hasta 248 más, con validación extendida de la organización.',
    ],
    'tls-qualified': [
      'Sitio web cualificado',
      'Autenticación de sitio web según el Reglamento eIDAS, con validación extendida de la organización.',
    ],
    'tls-qualified-payment': [
      'Sitio web cualificado para servicios de pago',
      'Autenticación cualificada de sitio web con el número y las funciones de un proveedor de servicios de pago (PSD2).',
    ],
    'tls-private': ['TLS privado', 'Nombres internos de su red, en los que confía quien confía en su autoridad.'],
    'document-person': [
      'Firma personal de documentos',
      'Un certificado de firma a nombre de una persona; su clave nunca sale del servidor.',
    ],
    'document-group': [
      'Firma de documentos de grupo',
      'Un certificado de firma a nombre de un departamento o un equipo.',
    ],
    'document-organisation': [
      'Firma de documentos de organización',
      'Certificados de firma a nombre de personas de una organización.',
    ],
    'document-organisation-plus': [
      'Firma de documentos de organización Plus',
      'Un sello a nombre de la organización, para muchos documentos firmados por programas.',
    ],
    'code-ov': ['Firma de código', 'Firma programas en nombre de la organización.'],
    'code-ev': [
      'Firma de código de validación extendida',
      'Firma programas y controladores, con validación extendida.',
    ],
    'mail-person': ['Correo seguro personal', 'Firma y cifra el correo de un buzón.'],
    'mail-organisation': [
      'Correo seguro de organización',
      'Firma y cifra el correo de un miembro, con el nombre validado de la organización.',
    ],
    'mark-verified': ['Marca verificada', 'Muestra una marca registrada junto al correo.'],
    'mark-common': ['Marca de uso común', 'Muestra un logotipo de uso prolongado, registrado o no, junto al correo.'],
  },
  tierRules: {
    'ENTERPRISE-PRODUCT': 'Una cuenta Enterprise, porque el pedido contiene un producto para organizaciones.',
    'ENTERPRISE-LICENCES': 'Una cuenta Enterprise, porque el pedido contiene diez licencias o más.',
    STARTER: 'Una cuenta Starter; puede ampliarse más tarde sin perder nada.',
  },
  taxes: { vat: 'IVA', consumption: 'Impuesto sobre el consumo', goods: 'GST' },
  support: {
    tollFree: 'Desde Estados Unidos y Canadá: marque 1 y después el número. Llamada gratuita.',
    international:
      'Desde cualquier país: marque su prefijo internacional, después 1 y el número. Llamada a la tarifa de su operador.',
  },
};
