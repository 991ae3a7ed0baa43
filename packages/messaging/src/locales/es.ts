import type { LocaleTexts } from '../message.ts';

/** Spanish. */
export const es: LocaleTexts = {
  dates: 'es',
  words: {
    totp: 'aplicación de autenticación',
    soft_token: 'token de software',
    grid_card: 'tarjeta de coordenadas',
    egrid: 'tarjeta de coordenadas electrónica',
    sms: 'códigos por SMS',
    email: 'códigos por correo electrónico',
    approved: 'aprobada',
    rejected: 'rechazada',
  },
  messages: {
    'account-activation': {
      subject: 'Active su cuenta {account}',
      paragraphs: [
        'Hola, {name}:',
        'Gracias por su pedido {orderNumber}. Lo que ha comprado le espera en la cuenta {account}. Abra esta dirección para activar la cuenta y elegir una contraseña:',
        '{link}',
        'La dirección funciona una sola vez, hasta el {expiresAt}. No la comparta: quien la tenga puede tomar el control de la cuenta.',
        'Si no esperaba este mensaje, no tiene que hacer nada.',
      ],
    },
    'one-time-pin': {
      subject: 'Su código de un solo uso',
      paragraphs: [
        // The GSM 7-bit alphabet has no á, í, ó, ú.
        'Su clave de un solo uso es {code} y vence en {minutes} min. No la comparta con nadie.',
        '@{host} #{code}',
      ],
    },
    'factor-enrolled': {
      subject: 'Se ha configurado un nuevo medio para confirmar su inicio de sesión',
      paragraphs: [
        'Se ha configurado un nuevo medio para confirmar su inicio de sesión: {kind}, el {at}.',
        'Si no ha sido usted, cambie su contraseña y avise de inmediato a su administrador.',
      ],
    },
    'password-set': {
      subject: 'Se ha establecido su contraseña',
      paragraphs: [
        'Se ha establecido una nueva contraseña para su inicio de sesión.',
        'Si no ha sido usted, avise de inmediato a su administrador: es posible que otra persona use su buzón.',
      ],
    },
    'personal-validation-decided': {
      subject: 'Su validación personal: {decision}',
      paragraphs: [
        'Un agente de registro ha decidido sobre su validación personal: {decision}.',
        'Motivo: {reason}',
        'Inicie sesión para ver cómo continuar.',
      ],
    },
    'operator-invitation': {
      subject: 'Invitación para ser operador',
      paragraphs: [
        'Se le invita a ser operador. Abra esta dirección para configurar su inicio de sesión:',
        '{link}',
        'La dirección funciona una sola vez, hasta el {expiresAt}. No la comparta.',
      ],
    },
    'signature-made': {
      subject: 'Se ha firmado un documento con su certificado',
      paragraphs: [
        'Se ha firmado un documento con su certificado: {label}, el {at}.',
        'Si no ha sido usted, haga revocar el certificado y cambie su contraseña de inmediato.',
      ],
    },
  },
};
