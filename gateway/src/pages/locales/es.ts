import type { LinkTexts } from '../link-texts.ts';

export const es: LinkTexts = {
  activation: {
    title: 'Activar su cuenta',
    offer: 'Elija una contraseña para activar esta cuenta.',
    submit: 'Activar',
    done: 'Su cuenta está activa',
    notFound:
      'Este enlace no se conoce. Ábralo exactamente como figura en el mensaje; un mensaje más reciente sustituye a los anteriores.',
    expired:
      'Este enlace es demasiado antiguo. Haga que se envíe de nuevo el mensaje desde la página de su pedido, o pregunte al soporte.',
    used: 'Este enlace ya se utilizó. Inicie sesión con su identificador y su contraseña.',
    loginRequired:
      'Ya existe un usuario con esta dirección. Inicie sesión: el pedido le espera allí, y usted elige la cuenta que lo recibe.',
  },
  invitation: {
    title: 'Aceptar la invitación',
    offer: 'Elija una contraseña para unirse a esta cuenta.',
    submit: 'Aceptar',
    done: 'Ahora es miembro',
    notFound:
      'Este enlace no se conoce. Ábralo exactamente como figura en el mensaje; un mensaje más reciente sustituye a los anteriores.',
    expired: 'Esta invitación es demasiado antigua. Pida una nueva a la persona que le invitó.',
    used: 'Esta invitación ya se utilizó. Inicie sesión con su identificador y su contraseña.',
    loginRequired: 'Ya existe un usuario con esta dirección. Inicie sesión y acepte allí la invitación.',
  },
  loading: 'Un momento …',
  account: 'Cuenta',
  userId: 'Identificador',
  password: 'Contraseña',
  passwordHint: 'Cuanto más larga, mejor; 256 caracteres como máximo.',
  showPassword: 'Mostrar la contraseña',
  mobile: 'Número de móvil (opcional)',
  mobileHint:
    'Con el prefijo del país, por ejemplo +12025550123. Allí se envían los PIN de un solo uso; sin él, a su dirección de correo.',
  doneNext:
    'Ahora inicie sesión con este identificador y su contraseña. Después se le guiará para configurar un segundo factor.',
  retry: 'Intentar de nuevo',
  needsScript: 'Esta página necesita JavaScript: el enlace se comprueba sin enviarlo a ningún otro lugar.',
  problems: {
    PASSWORD_TOO_SHORT: 'La contraseña es demasiado corta. Elija una más larga.',
    PASSWORD_TOO_LONG: 'La contraseña tiene más de 256 caracteres. Elija una más corta.',
    PASSWORD_TOO_COMMON: 'Esta contraseña es fácil de adivinar. Elija otra.',
    PASSWORD_BREACHED: 'Esta contraseña aparece en listas robadas. Elija otra.',
    MOBILE_INVALID: 'Este no es un número de móvil con el prefijo del país, por ejemplo +12025550123.',
    MOBILE_REQUIRED: 'Indique un número de móvil: allí se envía el código de su primer inicio de sesión.',
    RATE_LIMITED: 'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
    MEMBER_LIMIT_REACHED: 'La cuenta tiene tantos miembros como puede tener. Avise a la persona que le invitó.',
    NO_TOKEN: 'El enlace no está completo. Ábralo exactamente como figura en el mensaje.',
    NO_ANSWER: 'No se puede contactar con el servidor. Compruebe su conexión e inténtelo de nuevo.',
    OTHER: 'Algo ha fallado. Inténtelo de nuevo; si persiste, indique este número al soporte:',
  },
};
