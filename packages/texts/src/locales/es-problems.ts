import type { ProblemTexts } from '../text.ts';

/** Spanish: titles of problems by kind, and what to do by reason. Numbers are left to the sentences of the services. */
export const esProblems: ProblemTexts = {
  'problem.invalid': 'La solicitud no es correcta',
  'problem.unauthenticated': 'Debe identificarse',
  'problem.forbidden': 'Esto no está permitido',
  'problem.not_found': 'No se ha encontrado nada',
  'problem.conflict': 'Esto no es posible ahora',
  'problem.exhausted': 'Demasiados intentos',
  'problem.unavailable': 'No disponible en este momento',
  'problem.internal': 'Se ha producido un error por nuestra parte',
  'problem.method_not_allowed': 'Esta dirección admite otros métodos',
  'problem.too_slow': 'La solicitud llegó demasiado despacio',
  'problem.too_large': 'La solicitud es demasiado grande',
  'problem.media_type': 'Este formato no se admite',

  'problem.REQUEST_INVALID': 'La solicitud no es válida. Se indican los campos incorrectos.',
  'problem.REQUEST_MALFORMED': 'La solicitud no se puede leer.',
  'problem.BODY_MALFORMED': 'El contenido de la solicitud está vacío o no es un JSON bien formado.',
  'problem.BODY_TOO_LARGE': 'El contenido de la solicitud es demasiado grande.',
  'problem.MEDIA_TYPE_UNSUPPORTED': 'Aquí no se admite contenido de este tipo.',
  'problem.METHOD_NOT_ALLOWED': 'Esta dirección existe, pero admite otros métodos.',
  'problem.ROUTE_NOT_FOUND': 'No hay nada en esta dirección.',
  'problem.INTERNAL':
    'Se ha producido un error por nuestra parte. Si persiste, indique el número de esta solicitud a nuestro servicio de asistencia.',
  'problem.RATE_LIMITED': 'Ha habido demasiadas solicitudes. Espere un momento y vuelva a intentarlo.',
  'problem.SERVICE_UNAVAILABLE':
    'Una parte del servicio no está disponible en este momento. Vuelva a intentarlo dentro de poco.',
  'problem.DEADLINE_EXCEEDED': 'La respuesta ha tardado demasiado. Vuelva a intentarlo.',
  'problem.IDEMPOTENCY_KEY_MISSING': 'A la solicitud le falta su clave contra repeticiones.',
  'problem.IDEMPOTENCY_KEY_INVALID': 'La clave contra repeticiones no tiene la forma correcta.',
  'problem.IDEMPOTENCY_KEY_REUSED': 'La clave contra repeticiones ya se usó con otra solicitud.',
  'problem.CARD_NUMBER_REFUSED':
    'Esto parece un número de tarjeta, y no lo aceptamos. Introdúzcalo solo en la página de pago.',
  'problem.ORIGIN_REFUSED':
    'La solicitud viene de una página que no puede enviarla. Vuelva a cargar la página e inténtelo otra vez.',

  'problem.AUTHENTICATION_REQUIRED': 'Inicie sesión primero.',
  'problem.TOKEN_INVALID': 'Su sesión ha terminado. Inicie sesión de nuevo.',
  'problem.TOKEN_OUTDATED': 'Sus permisos en esta cuenta han cambiado. Renueve su sesión.',
  'problem.REFRESH_TOKEN_INVALID': 'Su sesión ha terminado. Inicie sesión de nuevo.',
  'problem.INSUFFICIENT_USER_AUTHENTICATION':
    'Esto exige un inicio de sesión más reciente o más fuerte. Confirme con su contraseña y su segundo factor.',
  'problem.SET_UP_REQUIRED': 'Termine primero de configurar su inicio de sesión.',
  'problem.ROLE_REQUIRED': 'No tiene el rol necesario para esto.',
  'problem.ACCOUNT_NOT_FOUND': 'Esta cuenta no existe o usted no es miembro de ella.',
  'problem.USER_NOT_FOUND': 'Este usuario no existe.',
  'problem.SESSION_NOT_FOUND': 'Esta sesión no existe o ha terminado.',
  'problem.PAGE_SIZE_INVALID': 'Una página no puede contener tantas entradas.',
  'problem.PAGE_TOKEN_INVALID': 'La lista no se puede continuar aquí. Empiece por la primera página.',

  'problem.LOGIN_FAILED': 'El identificador de usuario o la contraseña no es correcto.',
  'problem.LOGIN_FLOW_NOT_FOUND': 'Este inicio de sesión ya no está abierto. Empiece de nuevo.',
  'problem.LOGIN_FLOW_WRONG_STATE': 'Esto no es posible en este paso del inicio de sesión.',
  'problem.ATTEMPTS_EXHAUSTED':
    'Ha habido demasiados intentos erróneos. Espere un rato antes de volver a intentarlo. Si no basta, restablezca su contraseña con «¿Acceso bloqueado u olvidado?».',
  'problem.CODE_REFUSED': 'El código es incorrecto, demasiado antiguo o ya se ha usado. Introduzca el actual.',
  'problem.CODE_MALFORMED': 'Eso no es un código. Un código consta solo de cifras.',
  'problem.RESEND_TOO_EARLY': 'Se acaba de enviar un código. Espere un poco antes de pedir otro.',
  'problem.PIN_SENDS_EXHAUSTED': 'Por ahora no se envían más códigos. Vuelva a intentarlo más tarde.',
  'problem.PIN_CHANNEL_OFF': 'Aquí no se envían códigos por esta vía. Pida uno por la otra vía o consulte al soporte.',
  'problem.FIRST_LOGIN_OVER': 'Su segundo factor está configurado. Use su código en lugar de uno enviado.',
  'problem.OFFICER_RELEASE_REQUIRED':
    'Por el momento, solo un agente puede desbloquear su inicio de sesión. Diríjase a su administrador o a nuestro servicio de asistencia.',
  'problem.HASHING_BUSY': 'Muchas personas están iniciando sesión. Vuelva a intentarlo dentro de unos segundos.',
  'problem.USER_ID_INVALID': 'Eso no es un identificador de usuario. Es su dirección de correo electrónico.',
  'problem.LANGUAGE_UNSUPPORTED': 'No hay textos en este idioma.',

  'problem.RECOVERY_FLOW_NOT_FOUND': 'Esta recuperación ya no está abierta. Empiece de nuevo.',
  'problem.RECOVERY_FLOW_WRONG_STATE': 'Esto no es posible en este paso de la recuperación.',
  'problem.ANSWERS_INCOMPLETE': 'Responda a cada una de las preguntas.',
  'problem.ANSWERS_REFUSED': 'Al menos una respuesta no es correcta.',
  'problem.ANSWERS_TOO_FEW': 'Responda a más preguntas.',
  'problem.ANSWER_TOO_SHORT': 'Una respuesta es demasiado corta para protegerle. Elija una más larga.',
  'problem.ANSWER_TOO_LONG': 'Una respuesta es demasiado larga. Elija una más corta.',
  'problem.ANSWER_TOO_COMMON': 'Una respuesta es fácil de adivinar. Elija otra.',
  'problem.ANSWER_REPEATED': 'Dos preguntas tienen la misma respuesta. Dé una distinta a cada una.',
  'problem.QUESTION_UNKNOWN': 'Esta pregunta no existe.',
  'problem.RECOVERY_QUESTIONS_OFF': 'Aquí no se usan preguntas de recuperación.',

  'problem.PASSWORD_TOO_SHORT': 'La contraseña es demasiado corta. Elija una más larga.',
  'problem.PASSWORD_TOO_LONG': 'La contraseña es demasiado larga. Elija una más corta.',
  'problem.PASSWORD_TOO_COMMON': 'Esta contraseña es fácil de adivinar. Elija otra.',
  'problem.PASSWORD_BREACHED': 'Esta contraseña se ha hecho pública en un robo de datos. Elija otra.',
  'problem.PASSWORD_UNCHANGED': 'La nueva contraseña es la actual. Elija otra.',

  'problem.EMAIL_INVALID': 'Eso no es una dirección de correo electrónico.',
  'problem.MOBILE_INVALID': 'Eso no es un número de móvil con prefijo de país, por ejemplo +12025550123.',
  'problem.NAME_INVALID':
    'Falta un nombre o no se puede admitir así. Introdúzcalo como figura en su documento de identidad.',
  'problem.COUNTRY_INVALID': 'Eso no es un país.',
  'problem.DESTINATION_INVALID': 'No se puede enviar ningún código a esta dirección o número.',
  'problem.MOBILE_NOT_PROVED': 'Confirme primero este número: cámbielo en sus datos de contacto.',
  'problem.CONTACT_AMBIGUOUS': 'Indique una dirección de correo o un número de móvil, no ambos.',
  'problem.CONTACT_UNCHANGED': 'Esa ya es su dirección o su número actual.',
  'problem.CONTACT_CHANGE_NOT_FOUND': 'Este cambio ya no está abierto o fue reemplazado por otro. Empiece de nuevo.',
  'problem.EVIDENCE_INVALID':
    'El documento de identidad falta, es de un tipo desconocido o no tiene un número verosímil.',
  'problem.EVIDENCE_FILE_INVALID': 'El archivo no es PDF, JPEG ni PNG, es demasiado grande o está dañado. Elija otro.',
  'problem.EVIDENCE_FILE_NOT_FOUND': 'Este archivo no existe o se ha borrado.',
  'problem.EVIDENCE_LIMIT_REACHED': 'Ha enviado tantos archivos como se admiten.',
  'problem.PERSONAL_VALIDATION_NOT_FOUND': 'No se ha presentado ninguna validación personal.',
  'problem.PERSONAL_VALIDATION_REQUIRED':
    'Sus nombres aún no están validados. Presente una validación personal y espere la decisión.',
  'problem.PERSONAL_VALIDATION_WRONG_STATE': 'La validación personal espera una decisión o ya está decidida.',
  'problem.PERSONAL_VALIDATION_CHANGED':
    'La validación personal se ha presentado de nuevo. Examine la versión más reciente.',
  'problem.USER_EXISTS': 'Ya existe un usuario con esta dirección. Inicie sesión.',

  'problem.ACTIVATION_NOT_FOUND':
    'Este enlace no se conoce. Abra el más reciente exactamente como figura en el mensaje.',
  'problem.ACTIVATION_EXPIRED': 'Este enlace es demasiado antiguo. Pida que se le envíe uno nuevo.',
  'problem.ACTIVATION_USED': 'Este enlace ya se ha usado. Inicie sesión.',
  'problem.ACTIVATION_LOGIN_REQUIRED':
    'Ya existe un usuario con esta dirección. Inicie sesión y active la cuenta allí.',
  'problem.ACTIVATION_LOGGED_IN': 'Ha iniciado sesión. No indique contraseña ni número de móvil.',
  'problem.INVITATION_NOT_FOUND':
    'Esta invitación no se conoce. Abra el enlace más reciente exactamente como figura en el mensaje.',
  'problem.INVITATION_EXPIRED': 'Esta invitación es demasiado antigua. Pida una nueva.',
  'problem.INVITATION_USED': 'Esta invitación ya se ha usado. Inicie sesión.',
  'problem.INVITATION_LOGIN_REQUIRED':
    'Ya existe un usuario con esta dirección. Inicie sesión y acepte la invitación allí.',

  'problem.INVITATION_EMAIL_DIFFERS':
    'El identificador de usuario debe ser la dirección a la que se envió la invitación.',
  'problem.USER_QUERY_INVALID': 'Indique al usuario por su id o por su identificador de usuario, no por ambos.',
  'problem.STAFF_NOT_FOUND': 'Este miembro del personal no existe.',
  'problem.STAFF_ROLE_INVALID': 'Indique al menos uno de los roles del personal y nada más.',
  'problem.LAST_OPERATOR': 'No quedaría ningún operador. Nombre primero a otra persona.',
  'problem.OWN_DECISION_FORBIDDEN': 'No puede decidir en un asunto propio. Debe hacerlo otra persona.',
  'problem.APPROVAL_NOT_FOUND': 'Esta solicitud de aprobación no existe.',
  'problem.APPROVAL_PENDING': 'Otra petición sobre lo mismo espera una decisión. Haga que se decida primero.',
  'problem.APPROVAL_WRONG_STATE': 'Ya se ha decidido, o el plazo ha vencido.',
  'problem.REASON_REQUIRED': 'Indique un motivo de longitud adecuada.',

  'problem.AUTHENTICATOR_NOT_FOUND': 'Este segundo factor no existe.',
  'problem.AUTHENTICATOR_EXPIRED': 'Este segundo factor no se activó a tiempo. Empiece de nuevo su configuración.',
  'problem.AUTHENTICATOR_WRONG_STATE': 'Esto no es posible con este segundo factor en su estado actual.',
  'problem.AUTHENTICATOR_LIMIT_REACHED': 'Tiene tantos segundos factores como se permite. Elimine uno primero.',
  'problem.SET_UP_OVER': 'Su segundo factor ya está configurado. Inicie sesión primero con él.',
  'problem.FACTOR_REQUIRED': 'Esto necesita un segundo factor. Configure uno primero.',
  'problem.LABEL_INVALID': 'Este nombre es demasiado largo o contiene caracteres no admitidos.',
  'problem.CHALLENGE_NOT_FOUND': 'No hay nada de este tipo que confirmar.',
  'problem.CHALLENGE_EXPIRED': 'La confirmación llegó demasiado tarde. Empiece de nuevo la firma.',
  'problem.CHALLENGE_ANSWERED': 'Esto ya se ha confirmado. Empiece una nueva firma.',
  'problem.REFRESH_TOKEN_MISSING': 'La sesión no se puede prolongar: falta su token. Inicie sesión de nuevo.',
  'problem.APPROVAL_STATE_INVALID': 'Las solicitudes de aprobación se listan por uno de sus estados.',
  'problem.ACCOUNT_NAME_INVALID':
    'Este nombre de cuenta está vacío, es demasiado largo o contiene caracteres no admitidos.',
  'problem.CLAIM_NOT_FOUND': 'Este pedido no le espera, o lo ha tomado otra persona.',
  'problem.CONTACT_INVALID': 'Algunos datos de contacto no son correctos. Se indican.',
  'problem.ENTITLEMENT_MISSING': 'Su cuenta no incluye esto. Amplíela primero.',
  'problem.LAST_OWNER': 'La cuenta se quedaría sin propietario. Nombre primero propietario a otro miembro.',
  'problem.MEMBER_EXISTS': 'Ya hay un miembro con esta dirección.',
  'problem.MEMBER_LIMIT_REACHED': 'La cuenta tiene tantos miembros como puede tener.',
  'problem.MEMBER_NOT_FOUND': 'La cuenta no tiene ese miembro.',
  'problem.RESEND_LIMIT_REACHED':
    'El mensaje ya se ha enviado bastantes veces por ahora. Vuelva a intentarlo más tarde.',
  'problem.ROLES_INVALID': 'Elija al menos un rol, y solo roles que existan.',
};
