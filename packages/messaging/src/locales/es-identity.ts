import type { IdentityMessageParams } from '../identity-messages.ts';
import type { MessageText } from '../message.ts';

/** Spanish messages about logins, contacts and staff. */
export const esIdentity: Readonly<Record<keyof IdentityMessageParams, MessageText>> = {
  'password-changed': {
    subject: 'Se ha cambiado su contraseña',
    paragraphs: [
      'La contraseña de su inicio de sesión se cambió el {at}.',
      'Dirección de red: {address}',
      'Si no ha sido usted, elija de inmediato «¿Acceso bloqueado u olvidado?» en la página de inicio de sesión y establezca una nueva contraseña.',
    ],
  },
  'password-reset': {
    subject: 'Se ha restablecido su contraseña',
    paragraphs: [
      'Su contraseña se restableció el {at} mediante «¿Acceso bloqueado u olvidado?». Se han cerrado todas las sesiones. Su segundo factor no ha cambiado.',
      'Si no ha sido usted, avise de inmediato a su administrador: es posible que otra persona use su buzón.',
    ],
  },
  'password-known': {
    subject: 'Parece que alguien conoce su contraseña',
    paragraphs: [
      'El {at} alguien introdujo su contraseña correcta, pero no el código correcto de su segundo factor. No se inició ninguna sesión.',
      'Dirección de red: {address}',
      'Si no ha sido usted, cambie su contraseña de inmediato, aquí y en todos los sitios donde use la misma.',
    ],
  },
  'login-stopped': {
    subject: 'Su inicio de sesión está cerrado para dispositivos desconocidos',
    paragraphs: [
      'Se han introducido demasiadas contraseñas incorrectas para su inicio de sesión. Desde el {at} no se acepta ninguna contraseña de dispositivos desconocidos.',
      'Los dispositivos en los que ya ha iniciado sesión siguen funcionando. Para volver a entrar también desde otros, elija «¿Acceso bloqueado u olvidado?» en la página de inicio de sesión y establezca una nueva contraseña.',
      'Nadie ha adivinado su contraseña.',
    ],
  },
  'new-device': {
    subject: 'Inicio de sesión en un dispositivo nuevo',
    paragraphs: [
      'El {at} se inició sesión en su nombre en un dispositivo hasta ahora desconocido.',
      'Dispositivo: {device}',
      'Dirección de red: {address}',
      'Si no ha sido usted, elija de inmediato «¿Acceso bloqueado u olvidado?» en la página de inicio de sesión y establezca una nueva contraseña: así se cierran todas las sesiones.',
    ],
  },
  'session-reused': {
    subject: 'Una de sus sesiones se ha cerrado por seguridad',
    paragraphs: [
      'El {at} se volvió a usar una clave caducada de una de sus sesiones. Es posible que alguien la haya copiado, por lo que la sesión se ha cerrado.',
      'Inicie sesión de nuevo. Si recibe este mensaje más de una vez, establezca una nueva contraseña y revise los dispositivos que usa.',
    ],
  },
  'recovery-code': {
    subject: 'Su código para una nueva contraseña',
    paragraphs: [
      'Se ha solicitado una nueva contraseña para su inicio de sesión. El código necesario es {code} y es válido durante {minutes} minutos.',
      'No lo comparta con nadie. Si no ha sido usted, no tiene que hacer nada: su contraseña no cambia.',
    ],
  },
  'recovery-answers-locked': {
    subject: 'Sus preguntas de recuperación están bloqueadas',
    paragraphs: [
      'Se ha respondido mal demasiadas veces a sus preguntas de recuperación. No se aceptan respuestas hasta el {until}.',
      'Su contraseña y su segundo factor funcionan como antes. Si no ha sido usted, es posible que alguien lea su correo: cambie la contraseña de su buzón.',
    ],
  },
  'recovery-questions-changed': {
    subject: 'Sus preguntas de recuperación han cambiado',
    paragraphs: [
      'Las respuestas a sus preguntas de recuperación se establecieron de nuevo el {at}.',
      'Si no ha sido usted, cambie su contraseña y avise de inmediato a su administrador.',
    ],
  },
  'contact-code': {
    subject: 'Su código para confirmar este contacto',
    paragraphs: [
      // The GSM 7-bit alphabet has no á, í, ó, ú.
      'Su clave para confirmar este contacto es {code} y vence en {minutes} min. No la comparta con nadie.',
      '@{host} #{code}',
    ],
  },
  'contact-consent': {
    subject: 'Se quiere cambiar su dirección de correo electrónico',
    paragraphs: [
      'Alguien con una sesión abierta en su nombre quiere cambiar la dirección de correo de su inicio de sesión por {address}. Si está de acuerdo, introduzca el código {code} en la misma página. Es válido durante {minutes} minutos.',
      'Si no ha sido usted, no comparta el código con nadie y cambie su contraseña de inmediato.',
    ],
  },
  'email-changed': {
    subject: 'Se ha cambiado su dirección de correo electrónico',
    paragraphs: [
      'La dirección de correo de su inicio de sesión se cambió por {address} el {at}. A partir de ahora es su identificador de usuario.',
      'Si no ha sido usted, avise de inmediato a su administrador.',
    ],
  },
  'mobile-changed': {
    subject: 'Se ha cambiado su número de móvil',
    paragraphs: [
      'El número de móvil de su inicio de sesión se cambió por {mobile} el {at}.',
      'Si no ha sido usted, cambie su contraseña y avise de inmediato a su administrador.',
    ],
  },
  'user-released': {
    subject: 'Se ha desbloqueado su inicio de sesión',
    paragraphs: [
      'Un agente de registro ha desbloqueado su inicio de sesión. Hasta el {until} basta con un código que le enviamos por correo para establecer una nueva contraseña: elija «¿Acceso bloqueado u olvidado?» en la página de inicio de sesión.',
      'Si no lo ha solicitado, avise de inmediato a su administrador.',
    ],
  },
  'staff-invitation': {
    subject: 'Invitación a formar parte del personal',
    paragraphs: [
      'Se le invita a formar parte del personal. Abra esta dirección para configurar su inicio de sesión:',
      '{link}',
      'Sus roles: {roles}',
      'La dirección funciona una sola vez, hasta el {expiresAt}. No la comparta.',
    ],
  },
  'staff-roles-changed': {
    subject: 'Sus roles como miembro del personal han cambiado',
    paragraphs: ['Sus roles como miembro del personal han cambiado.', 'Ahora son: {roles}.'],
    otherwise: 'Ya no tiene ninguno, y sus sesiones se han cerrado.',
  },
  'signer-invitation': {
    subject: 'Invitación a la validación personal',
    paragraphs: [
      'Se le invita a validar su identidad para poder firmar documentos. Tenga a mano un documento de identidad y abra esta dirección:',
      '{link}',
      'La dirección funciona una sola vez, hasta el {expiresAt}. No la comparta.',
      'Si no esperaba este mensaje, no tiene que hacer nada.',
    ],
  },
  'factor-loss-reported': {
    subject: 'Se ha comunicado la pérdida de su segundo factor',
    paragraphs: [
      'El {at} alguien accedió con su contraseña y un código que enviamos, y comunicó la pérdida de su segundo factor. Este sigue siendo válido y no se ha cambiado nada.',
      'Dirección de red: {address}',
      'Si no ha sido usted, acceda con su segundo factor y cambie de inmediato su contraseña: así la comunicación queda sin efecto.',
    ],
  },
  'replacement-granted': {
    subject: 'Puede sustituir su segundo factor',
    paragraphs: [
      'Su identidad se ha validado después de que comunicara la pérdida de su segundo factor. Hasta el {until} puede configurar uno nuevo: acceda, comunique de nuevo la pérdida e introduzca el código que enviamos.',
      'En cuanto el nuevo esté activo, todos los anteriores quedan revocados.',
      'Si no lo ha pedido, avise de inmediato a su administrador.',
    ],
  },
  'emergency-code-requested': {
    subject: 'Se ha solicitado un código de emergencia',
    paragraphs: [
      'El {at} un oficial de registro solicitó un código de emergencia para su acceso. Abre un acceso sin su segundo factor.',
      'Si no ha pedido ayuda, avise de inmediato a su administrador.',
    ],
  },
  'emergency-code-issued': {
    subject: 'Se ha emitido un código de emergencia',
    paragraphs: [
      'El {at} un oficial de registro recibió un código de emergencia para su acceso, para entregárselo a usted. Sirve para un acceso en un plazo de 24 horas. Con ese acceso sus segundos factores quedan suspendidos y usted configura uno nuevo.',
      'Si nadie le ha devuelto la llamada, avise de inmediato a su administrador.',
    ],
  },
  'signatures-asked': {
    subject: '{application} pide su firma',
    paragraphs: [
      '{application} le pide que autorice firmas con su certificado. Número de firmas: {signatures}. Abra esta dirección, inicie sesión y mire lo que se firma antes de decidir:',
      '{link}',
      'La dirección vale hasta el {expiresAt}, y solo para usted.',
      'Si no lo esperaba, no autorice nada.',
    ],
  },
  'credential-changed': {
    subject: 'Su certificado de firma ha cambiado',
    paragraphs: [
      'El {at} cambió su certificado de firma: {certificate}.',
      '{change}',
      'Si no lo esperaba, póngase en contacto con el soporte de inmediato.',
    ],
  },
  'credential-expiring': {
    subject: 'Su certificado de firma está a punto de caducar',
    paragraphs: [
      'Su certificado de firma caduca el {until}: {certificate}.',
      'Lo que ha firmado sigue siendo válido. Para seguir firmando después, renueve antes su clave.',
    ],
  },
  'approval-waiting': {
    subject: 'Se espera la decisión de un segundo agente',
    paragraphs: [
      'Una acción necesita la aprobación de una segunda persona: {action}. Inicie sesión y decida antes del {expiresAt}; después la solicitud caduca.',
      'No puede decidir sobre lo que usted mismo ha solicitado.',
    ],
  },
};
