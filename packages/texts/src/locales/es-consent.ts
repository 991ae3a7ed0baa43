import type { ConsentTexts } from '../text.ts';

/** Spanish: the pages on which users grant what applications ask for. */
export const esConsent: ConsentTexts = {
  'consent.title_login': 'Iniciar sesión',
  'consent.title_service': 'Una aplicación pide acceso',
  'consent.title_credential': 'Una aplicación pide su firma',
  'consent.title_credential-creation': 'Una aplicación pide un nuevo certificado de firma',
  'consent.title_credential-deletion': 'Una aplicación pide revocar un certificado de firma',
  'consent.title_done': 'Hecho',
  'consent.title_refused': 'Rechazado',
  'consent.title_problem': 'No se puede continuar',
  'consent.languages': 'Esta página en otros idiomas',
  'consent.login_offer': '{client} le envía aquí. Inicie sesión para ver qué se le pide.',
  'consent.login_offer_plain': 'Inicie sesión para ver qué se le pide.',
  'consent.login_again': 'Esto exige un inicio de sesión reciente. Inicie sesión una vez más.',
  'consent.session_over': 'Se cerró su sesión. Iníciela de nuevo.',
  'consent.continue': 'Continuar',
  'consent.other_user': 'Usar otro identificador',
  'consent.logged_in': 'Ha iniciado sesión como {user}.',
  'consent.not_you': 'No soy yo',
  'consent.asks_service': '{client} desea trabajar con sus certificados de firma:',
  'consent.asks_credential': '{client} pide su firma.',
  'consent.asks_credential-creation': '{client} desea que se emita un nuevo certificado de firma para usted.',
  'consent.asks_credential-deletion': '{client} desea revocar el certificado de firma indicado aquí.',
  'consent.service_sees': 'Ve sus certificados de firma y los nombres que figuran en ellos.',
  'consent.service_asks':
    'Puede pedirle firmas. No puede firmar por sí sola: usted confirma cada petición con su segundo factor.',
  'consent.service_until':
    'Esto vale como máximo {hours} horas, y termina cuando usted cierra la sesión o lo retira en su cuenta.',
  'consent.creation_effect':
    'El certificado lleva su nombre validado y usa una de sus licencias. Nada se firma con él sin su acuerdo.',
  'consent.deletion_effect': 'Nunca más podrá firmar. Las firmas ya hechas siguen siendo buenas.',
  'consent.cannot_undo': 'Esto no se puede deshacer.',
  'consent.about': 'Acerca de esta aplicación',
  'consent.purpose': 'Lo que la aplicación dice al respecto',
  'consent.returns_to': 'Después vuelve usted a {place}.',
  'consent.returns_nowhere': 'Después puede volver a la aplicación.',
  'consent.documents': 'Lo que firma: {count}, como resúmenes {hash}',
  'consent.documents_more': 'Mostrar los demás: {count}',
  'consent.number': 'N.º',
  'consent.document': 'Documento',
  'consent.digest': 'Resumen',
  'consent.document_unnamed': 'Sin nombre',
  'consent.document_note':
    'Los nombres vienen de la aplicación. Firme solo si conoce los documentos y confía en que la aplicación ha enviado exactamente estos.',
  'consent.open_warning': 'Atención: con esto permite también firmas de documentos que no ve aquí. En total: {count}.',
  'consent.open_until': 'La aplicación puede hacerlas hasta el {time}.',
  'consent.prepared_warning':
    'La aplicación envía estos documentos más tarde; nuestro servicio los prepara para la firma y comprueba que son los indicados aquí.',
  'consent.certificate': 'Su certificado de firma',
  'consent.certificates': 'Elija su certificado de firma',
  'consent.choose_certificate': 'Usar el certificado elegido',
  'consent.subject': 'Titular',
  'consent.issuer': 'Emisor',
  'consent.serial': 'Número de serie',
  'consent.valid': 'Validez',
  'consent.validity': 'Del {from} al {until}',
  'consent.key': 'Tipo de clave',
  'consent.confirm': 'Confirme con su segundo factor',
  'consent.qr':
    'Escanee esto con su aplicación de token. Muestra lo que usted firma y crea un código para exactamente eso. Introduzca ese código.',
  'consent.qr_alt': 'Código QR para su aplicación de token',
  'consent.qr_open': 'Abrir en la aplicación de este dispositivo',
  'consent.content_bound':
    'Su certificado solo acepta un código que su aplicación de token crea para exactamente estos documentos.',
  'consent.send_to': 'Enviar un código a {destination}',
  'consent.show_cells': 'Mostrar las casillas de la tarjeta',
  'consent.code': 'Código',
  'consent.code_hint': 'Cifras, o los símbolos de su tarjeta uno tras otro.',
  'consent.sign': 'Firmar',
  'consent.approve': 'Permitir',
  'consent.approve_deletion': 'Revocar el certificado',
  'consent.refuse': 'Rechazar',
  'consent.done_approved': 'Su aprobación llegó a la aplicación. Puede cerrar esta página y volver a ella.',
  'consent.done_refused': 'Usted rechazó. No se firmó nada. Puede cerrar esta página y volver a la aplicación.',
  'consent.set_up':
    'Su inicio de sesión no está completo: termine primero de configurar su segundo factor. Después empiece de nuevo en la aplicación.',
  'consent.weak_login': 'Su inicio de sesión necesita un segundo factor admitido para firmar.',
  'consent.another_user':
    'Esta petición no se conoce, o es para otro usuario. Inicie sesión como la persona a quien se pide.',
  'consent.no_certificate':
    'No tiene ningún certificado de firma que sirva para esta petición. Consiga uno primero, o rechácela.',
  'consent.not_covered':
    'La aplicación pide más de lo que su certificado permite con una sola autorización: demasiadas firmas, o firmas de documentos que se nombran más tarde. Rechace, o cambie lo que permite el certificado.',
  'consent.ended':
    'Esta petición ha terminado: se respondió, pasó su plazo o empezó en otro navegador. Vuelva a la aplicación y empiece allí de nuevo.',
  'consent.client_unknown':
    'No conocemos la aplicación que le envió aquí, o fue desactivada. No se concedió nada. Avise a su operador.',
  'consent.redirect_unknown':
    'La aplicación quiere devolverle a una dirección que no está registrada para ella. Por su seguridad nos detenemos aquí. Avise a su operador.',
  'consent.request_used':
    'Esta petición de la aplicación no se conoce, ya se usó o pasó su plazo. Vuelva a la aplicación y empiece allí de nuevo.',
};
