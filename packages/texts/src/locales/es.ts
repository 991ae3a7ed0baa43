import type { LocaleTexts } from '../text.ts';
import { esConsent } from './es-consent.ts';
import { esPages } from './es-pages.ts';
import { esProblems } from './es-problems.ts';

/** Spanish. */
export const es: LocaleTexts = {
  'login.password_required': 'Introduzca su contraseña.',
  'login.pin_sent_sms': 'Hemos enviado un código de un solo uso por SMS a {destination}. Introdúzcalo aquí.',
  'login.pin_sent_email':
    'Hemos enviado un código de un solo uso por correo electrónico a {destination}. Introdúzcalo aquí.',
  'login.factor_required': 'Introduzca el código de su segundo factor.',
  'login.factor_required.totp': 'Introduzca el código que muestra su aplicación de autenticación.',
  'login.factor_required.soft_token': 'Abra su token de software con su PIN e introduzca aquí el código que muestra.',
  'login.factor_required.grid_card':
    'Introduzca, uno tras otro, los contenidos de las casillas {cells} de su tarjeta {serial}.',
  'login.factor_required.egrid':
    'Introduzca, uno tras otro, los contenidos de las casillas {cells} de su tarjeta electrónica {serial}.',
  'login.factor_required.sms': 'Hemos enviado un código por SMS a {destination}. Introdúzcalo aquí.',
  'login.factor_required.email': 'Hemos enviado un código por correo electrónico a {destination}. Introdúzcalo aquí.',
  'login.factor_required.emergency_code':
    'Introduzca el código de emergencia que le ha dado un agente. Suspende sus otros segundos factores, y usted configura uno nuevo.',
  'login.factor_lost':
    'No se puede usar ninguno de sus segundos factores. Comunique la pérdida o pida ayuda a un agente.',
  'login.loss_code_required':
    'Hemos enviado un código a {destination}. Introdúzcalo aquí para comunicar la pérdida de su segundo factor. Después podrá hacer validar de nuevo su identidad.',
  'login.completed': 'Ha iniciado sesión.',
  'login.cancelled': 'El inicio de sesión se ha cancelado.',
  'login.dead': 'Ha habido demasiados intentos erróneos. Empiece de nuevo el inicio de sesión.',

  'step_up.password_required': 'Para esta acción debe demostrar de nuevo que es usted. Introduzca su contraseña.',
  'step_up.factor_required': 'Introduzca el código de su segundo factor para confirmar.',
  'step_up.factor_required.totp': 'Para confirmar, introduzca el código que muestra su aplicación de autenticación.',
  'step_up.factor_required.soft_token':
    'Para confirmar, abra su token de software con su PIN e introduzca aquí el código que muestra.',
  'step_up.factor_required.grid_card':
    'Para confirmar, introduzca, uno tras otro, los contenidos de las casillas {cells} de su tarjeta {serial}.',
  'step_up.factor_required.egrid':
    'Para confirmar, introduzca, uno tras otro, los contenidos de las casillas {cells} de su tarjeta electrónica {serial}.',
  'step_up.factor_required.sms': 'Hemos enviado un código por SMS a {destination}. Introdúzcalo aquí para confirmar.',
  'step_up.factor_required.email':
    'Hemos enviado un código por correo electrónico a {destination}. Introdúzcalo aquí para confirmar.',
  'step_up.completed': 'Gracias. Puede continuar.',
  'step_up.cancelled': 'La confirmación se ha cancelado. Su sesión sigue como antes.',
  'step_up.dead': 'Ha habido demasiados intentos erróneos. Empiece de nuevo la confirmación.',

  'recovery.code_required':
    'Si conocemos este identificador de usuario, hay un código en camino a su buzón. Introdúzcalo aquí. Mire también en el correo no deseado.',
  'recovery.questions_required': 'Responda a las preguntas que eligió al configurar su inicio de sesión.',
  'recovery.factor_required': 'Introduzca el código de su segundo factor.',
  'recovery.factor_required.totp': 'Introduzca el código que muestra su aplicación de autenticación.',
  'recovery.factor_required.soft_token':
    'Abra su token de software con su PIN e introduzca aquí el código que muestra.',
  'recovery.factor_required.grid_card':
    'Introduzca, uno tras otro, los contenidos de las casillas {cells} de su tarjeta {serial}.',
  'recovery.factor_required.egrid':
    'Introduzca, uno tras otro, los contenidos de las casillas {cells} de su tarjeta electrónica {serial}.',
  'recovery.factor_required.sms': 'Hemos enviado un código por SMS a {destination}. Introdúzcalo aquí.',
  'recovery.factor_required.email':
    'Hemos enviado un código por correo electrónico a {destination}. Introdúzcalo aquí.',
  'recovery.officer_required':
    'Su contraseña no se puede restablecer aquí. Pida a su administrador o a nuestro servicio de asistencia que desbloquee su inicio de sesión: un agente comprueba su identidad y después lo desbloquea. A continuación, empiece aquí de nuevo.',
  'recovery.password_required': 'Elija una nueva contraseña.',
  'recovery.completed':
    'Su nueva contraseña está establecida y se han cerrado todas las sesiones. Inicie sesión con ella y con su segundo factor.',
  'recovery.cancelled': 'La recuperación se ha cancelado. Su contraseña no ha cambiado.',
  'recovery.dead': 'Ha habido demasiados intentos erróneos. Empiece de nuevo.',

  'set_up.progress': 'Paso {done} de {required} terminado',
  'set_up.authenticator': 'Segundo factor',
  'set_up.recovery_questions': 'Preguntas de recuperación',
  'set_up.login_with_permitted_factor': 'Inicio de sesión con un segundo factor permitido',

  'factor.totp': 'Aplicación de autenticación',
  'factor.soft_token': 'Token de software',
  'factor.grid_card': 'Tarjeta de coordenadas',
  'factor.egrid': 'Tarjeta de coordenadas electrónica',
  'factor.sms': 'Códigos por SMS',
  'factor.email': 'Códigos por correo electrónico',
  'factor.emergency_code': 'Código de emergencia',

  'authenticator.issued': 'Aún sin activar',
  'authenticator.bound': 'Pendiente de confirmación',
  'authenticator.active': 'Activo',
  'authenticator.suspended': 'Suspendido',
  'authenticator.locked': 'Bloqueado',
  'authenticator.expired': 'Caducado',
  'authenticator.void': 'Sustituido o retirado antes de activarse',
  'authenticator.revoked': 'Revocado',

  'question.childhood_friend': '¿Cómo se llamaba su mejor amigo o amiga de la infancia?',
  'question.first_teacher': '¿Cómo se llamaba su primer maestro o su primera maestra?',
  'question.first_concert': '¿De quién fue el primer concierto al que asistió?',
  'question.first_job_town': '¿En qué ciudad tuvo su primer empleo?',
  'question.grandparent_street': '¿En qué calle vivían sus abuelos?',
  'question.childhood_hero': '¿Quién era su héroe o heroína en la infancia?',
  'question.failed_exam': '¿Qué examen suspendió?',
  'question.oldest_cousin_nickname': '¿Qué apodo tiene el mayor de sus primos y primas?',
  'question.childhood_toy': '¿Cuál era su juguete favorito en la infancia?',
  'question.memorable_journey': '¿Adónde le llevó el viaje que mejor recuerda?',
  'question.first_film': '¿Qué película fue la primera que vio en el cine?',
  'question.childhood_book': '¿Cuál era su libro favorito en la infancia?',

  'action.submit_password': 'Continuar con esta contraseña',
  'action.submit_code': 'Confirmar el código',
  'action.submit_factor_code': 'Confirmar el código del segundo factor',
  'action.submit_answers': 'Enviar las respuestas',
  'action.resend': 'Enviar el código de nuevo',
  'action.alternative': 'Enviar el código por correo electrónico',
  'action.choose_factor': 'Usar otro segundo factor',
  'action.resynchronise': 'Introducir dos códigos seguidos',
  'action.report_loss': 'He perdido mi segundo factor',
  'action.recover': '¿Acceso bloqueado u olvidado?',
  'action.cancel': 'Cancelar',
  'action.set_language': 'Cambiar de idioma',

  'attempts.left': 'Intentos restantes: {count}',

  ...esPages,
  ...esConsent,
  ...esProblems,
};
