import type { LocaleTexts } from '../message.ts';
import { esFactors } from './es-factors.ts';
import { esIdentity } from './es-identity.ts';

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
    owner: 'propietario',
    administrator: 'administrador',
    requester: 'solicitante',
    auditor: 'auditor',
    signer: 'firmante',
    operator: 'operador',
    registration_officer: 'agente de registro',
    user_release: 'desbloqueo de un usuario',
    personal_validation: 'decisión sobre una validación personal',
    staff_invitation: 'invitación de un miembro del personal',
    staff_roles: 'cambio de roles del personal',
    emergency_code: 'código de emergencia para un acceso',
    assigned: 'asignado a usted y espera en su lista la primera respuesta',
    suspended: 'suspendido',
    suspended_by_emergency: 'suspendido, porque se usó un código de emergencia para entrar',
    resumed: 'puesto de nuevo en uso',
    unlocked: 'desbloqueado',
    locked: 'bloqueado tras demasiadas respuestas incorrectas',
    revoked: 'revocado',
    withdrawn: 'eliminado',
    credential_suspended_by_staff:
      'Un miembro del personal lo ha suspendido. No firma nada hasta que se libere y usted lo reactive.',
    credential_suspended_after_replacement:
      'Se ha suspendido porque se sustituyó su segundo factor. No firma nada hasta que se repita su validación personal y usted lo reactive.',
    credential_revoked: 'Se ha revocado, como usted pidió.',
    credential_revoked_by_staff: 'Un miembro del personal lo ha revocado.',
    credential_revoked_licence_ended: 'Se ha revocado, porque su compra se reembolsó.',
    credential_rekeyed: 'Tiene una clave nueva y sustituye a su certificado anterior, que está revocado.',
    removed: 'retirado antes de activarse',
    log_in: 'entrar',
    sign: 'firmar',
    enrol: 'activar este medio',
    recover: 'recuperar su acceso',
    confirm: 'confirmar',
  },
  messages: {
    ...esIdentity,
    ...esFactors,
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
    'authenticator-changed': {
      subject: 'Su segundo factor ha cambiado',
      paragraphs: [
        'Su segundo factor «{label}» ({kind}) ha sido {change}.',
        'Motivo: {reason}',
        'Si no lo esperaba, avise de inmediato a su administrador.',
      ],
    },
    'factor-running-out': {
      subject: 'Su tarjeta se está agotando',
      paragraphs: [
        'Su tarjeta «{label}» ({kind}) sirve aún para {left} accesos o firmas. Configure otra ahora: cada casilla se pide una sola vez.',
      ],
    },
    'soft-token-reused': {
      subject: 'Los códigos de su token de software se han usado otra vez',
      paragraphs: [
        'Los códigos con los que configuró el token de software «{label}» (número de serie {serial}) se han usado por segunda vez. El token ya vinculado sigue vinculado; el otro intento ha fallado.',
        'Si no ha sido usted, es posible que alguien haya visto los códigos. Si aún no ha confirmado el token, elimínelo y configure otro.',
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
    'order-receipt': {
      subject: 'Su pedido {orderNumber} se ha completado',
      paragraphs: [
        'Hola, {name}:',
        'Gracias. Su pedido {orderNumber} por {amount} se ha completado. La factura y el recibo están aquí:',
        '{link}',
      ],
    },
    'renewal-due': {
      subject: 'Su suscripción {product} debe renovarse',
      paragraphs: [
        'Hola, {name}:',
        'Un año de su suscripción {product} termina el {dueAt}. El año siguiente cuesta {amount}. No se cobra nada automáticamente; renueve aquí:',
        '{link}',
      ],
    },
    'renewal-announced': {
      subject: 'Su suscripción {product} se renovará',
      paragraphs: [
        'Hola, {name}:',
        'Usted ha activado la renovación de su suscripción {product}: se cobrarán {amount} el {dueAt}. Hasta entonces puede desactivar la renovación aquí:',
        '{link}',
      ],
    },
    'renewal-paid': {
      subject: 'Su suscripción {product} se ha renovado',
      paragraphs: [
        'Hola, {name}:',
        'Hemos cobrado {amount} por su suscripción {product}. Ahora está pagada hasta el {paidUntil}.',
      ],
    },
    'renewal-failed': {
      subject: 'El pago de su suscripción {product} ha fallado',
      paragraphs: [
        'Hola, {name}:',
        'No hemos podido cobrar {amount} por su suscripción {product}. Volveremos a intentarlo el {nextTryAt}. Puede cambiar el medio de pago aquí:',
        '{link}',
      ],
    },
    'renewal-overdue': {
      subject: 'Su suscripción {product} no está pagada',
      paragraphs: [
        'Hola, {name}:',
        'Su suscripción {product} no está pagada: quedan {amount} pendientes. Sin el pago, no se emitirán certificados nuevos a partir del {heldAt}. Los certificados en uso siguen siendo válidos. Efectúe el pago aquí:',
        '{link}',
      ],
    },
    'subscription-held': {
      subject: 'Su suscripción {product} está suspendida',
      paragraphs: [
        'Hola, {name}:',
        'Su suscripción {product} está suspendida: no se emitirán certificados nuevos hasta que se pague. Los certificados existentes siguen siendo válidos. Efectúe el pago aquí:',
        '{link}',
      ],
    },
    'subscription-ended': {
      subject: 'Su suscripción {product} ha terminado',
      paragraphs: ['Hola, {name}:', 'Su suscripción {product} terminó el {endedAt}.'],
    },
    'order-refunded': {
      subject: 'Su pedido {orderNumber} se ha reembolsado',
      paragraphs: [
        'Hola, {name}:',
        'Hemos reembolsado {amount} por su pedido {orderNumber}. Las licencias de este pedido quedan retiradas.',
      ],
    },
    'payment-returned': {
      subject: 'Se le devuelve un pago de su pedido {orderNumber}',
      paragraphs: [
        'Hola, {name}:',
        'Le devolvemos {amount} por su pedido {orderNumber}. El pago no era necesario, porque el pedido ya estaba pagado o se canceló. No tiene que hacer nada.',
      ],
    },
    'member-invitation': {
      subject: 'Invitación a la cuenta {account}',
      paragraphs: [
        '{inviter} le invita a la cuenta {account}. Abra esta dirección para unirse:',
        '{link}',
        'La dirección funciona una sola vez, hasta el {expiresAt}. No la comparta.',
        'Si no esperaba este mensaje, no tiene que hacer nada.',
      ],
    },
    'membership-changed': {
      subject: 'Sus roles en la cuenta {account} han cambiado',
      paragraphs: ['Sus roles en la cuenta {account} han cambiado.', 'Ahora son: {roles}.'],
    },
    'membership-ended': {
      subject: 'Ya no es miembro de la cuenta {account}',
      paragraphs: [
        'Ya no es miembro de la cuenta {account}.',
        'Si cree que se trata de un error, diríjase a un administrador de la cuenta.',
      ],
    },
    'activation-contact-changed': {
      subject: 'El mensaje de activación del pedido {orderNumber} se envía a otra dirección',
      paragraphs: [
        'El mensaje de activación del pedido {orderNumber} se envía ahora a {address} y ya no a usted.',
        'Si no ha sido usted, avise de inmediato a nuestro servicio de asistencia.',
      ],
    },
    'order-claim': {
      subject: 'Elija una cuenta para el pedido {orderNumber}',
      paragraphs: [
        'Hola, {name}:',
        'El pedido {orderNumber} se hizo con su dirección de correo electrónico. Nada ha cambiado en sus cuentas. Inicie sesión y decida qué cuenta recibe el pedido:',
        '{link}',
      ],
    },
    'account-upgraded': {
      subject: 'La cuenta {account} es ahora una cuenta Enterprise',
      paragraphs: ['La cuenta {account} se amplió el {at} y ahora es una cuenta Enterprise.'],
    },
    'certificate-issued': {
      subject: 'Su certificado para {name} está listo',
      paragraphs: [
        'Su certificado para {name} ({product}) está listo. Es válido hasta el {validUntil}. Descárguelo aquí:',
        '{link}',
      ],
    },
    'certificate-expiring': {
      subject: 'Su certificado para {name} caduca pronto',
      paragraphs: ['Su certificado para {name} caduca el {validUntil}. Renuévelo aquí:', '{link}'],
    },
    'certificate-revoked': {
      subject: 'Su certificado para {name} ha sido revocado',
      paragraphs: ['Su certificado para {name} fue revocado el {at}. Deje de usarlo.', 'Motivo: {reason}'],
    },
    'certificate-request-rejected': {
      subject: 'Su solicitud de certificado para {name} ha sido rechazada',
      paragraphs: ['Su solicitud de certificado para {name} ha sido rechazada.', 'Motivo: {reason}'],
    },
    'licence-expiring': {
      subject: 'Su licencia {product} caduca pronto',
      paragraphs: ['La suscripción de su licencia {product} termina el {validUntil}. Renuévela aquí:', '{link}'],
    },
  },
};
