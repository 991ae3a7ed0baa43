import type { AppTexts } from './en.ts';

/** Texts of the app in Spanish. */
export const es: AppTexts = {
  'address-wrong':
    'Esta no es la dirección de un servicio. Se parece a https://sign.example.com y está en la página que muestra sus códigos.',
  'serial-wrong': 'El número de serie no es correcto: compare sus 10 cifras con la página y escríbalo de nuevo.',
  'activation-code-wrong':
    'El código de activación no es correcto: compare sus 16 cifras con la página y escríbalo de nuevo.',
  'activation-password-wrong': 'La contraseña de activación tiene 8 cifras. Está junto al código QR.',
  'activation-uri-wrong':
    'Este no es el código QR de una activación. Use el que muestra la página al añadir un token de software.',
  'activation-expired': 'Esta activación ha caducado. Empiece de nuevo en la página; mostrará códigos nuevos.',
  'transaction-uri-wrong': 'Este no es el código QR de una firma. Use el que muestra la página al firmar.',
  'transaction-expired': 'Esta firma ha caducado. Empiécela de nuevo en la página.',
  'image-unreadable':
    'No se puede leer ningún código QR en esta imagen. Guárdela más grande y nítida, o pegue su texto.',
  'image-kind-unknown': 'Solo se leen imágenes PNG y SVG. Guarde así el código QR, o pegue su texto.',
  'pin-length': 'El PIN tiene {length} cifras.',
  'pin-common': 'Este PIN está entre los primeros que probaría un ladrón. Elija otro.',
  'pin-differs': 'Los dos PIN no son iguales. No se ha cambiado nada.',
  'name-taken': 'Otro token ya se llama {name}. Elija otro nombre.',
  'name-wrong': 'Un nombre tiene de 1 a 80 caracteres, sin espacios al principio ni al final.',
  'service-not-announced': 'El servicio de {origin} no es el que hizo este código QR. No continúe; avise al servicio.',
  'service-unreadable': 'El servicio ha respondido algo que la aplicación no entiende. Compruebe la dirección.',
  'service-update-needed': 'El servicio pide algo que la aplicación aún no sabe hacer. Actualícela.',
  'exchange-failed':
    'El código no es correcto, o alguien está entre usted y el servicio. Compare el código con la página e inténtelo de nuevo; tras cinco intentos la página debe mostrar códigos nuevos.',
  'transaction-not-signed':
    'Esto no viene del servicio de ninguno de sus tokens. No firme; avise al servicio si vuelve a ocurrir.',
  'activation-refused':
    'El servicio rechaza esta activación: un código no es correcto, ha caducado o ya se usó. Empiece de nuevo en la página; mostrará códigos nuevos.',
  'code-refused':
    'El servicio no ha aceptado un código, así que sigue valiendo el PIN anterior. ¿Era correcto? Inténtelo de nuevo.',
  'token-not-active':
    'El servicio no conoce este token como activo, así que sigue valiendo el PIN anterior. Termine la activación en la página, ponga en hora este dispositivo, o haga sustituir el token.',
  'too-many-requests': 'Demasiados intentos. Espere {seconds} segundos.',
  'service-refused': 'El servicio de {origin} lo rechaza (estado {status}). Compruebe la dirección.',
  'service-unreachable':
    'No se puede llegar al servicio de {origin}. Compruebe la dirección y su conexión, e inténtelo de nuevo.',
  'service-in-trouble': 'El servicio de {origin} tiene problemas (estado {status}). Inténtelo más tarde.',
  'token-unknown': 'No hay ningún token llamado {name}. Hay: {names}.',
  'token-ambiguous': 'Diga a qué token se refiere, por su nombre o número de serie: {names}.',
  'no-tokens': 'Todavía no hay ningún token. Añada uno con: npm run token -- add',
  'state-unreadable': 'La aplicación no puede abrir {file}: está dañado, o falta su archivo de clave.',
  'state-busy': 'Otro proceso de la aplicación está ocupado. Inténtelo de nuevo; si no, borre {file}.',
  'ask.invitation': 'Código QR (su texto, enlace o archivo de imagen; vacío para escribir los códigos): ',
  'ask.address': 'Dirección: ',
  'ask.name': 'Nombre [{name}]: ',
  'ask.serial': 'Número de serie: ',
  'ask.activation-code': 'Código de activación: ',
  'ask.activation-password': 'Contraseña de activación: ',
  'ask.new-pin': 'PIN nuevo ({length} cifras): ',
  'ask.repeat-pin': 'El mismo PIN otra vez: ',
  'ask.old-pin': 'PIN anterior: ',
  'ask.pin': 'PIN: ',
  'ask.transaction': 'Código QR de la firma (su texto o archivo de imagen): ',
  'ask.sign': '¿Firmar esto? [s/N] ',
  'ask.remove': '¿Olvidar {name}? Ya no dará códigos. [s/N] ',
  'answers.yes': 's si sí y yes',
  'add.provider': 'Es {name} en {origin}.',
  'add.mobile-done':
    '{name} ({serial}) está listo. Escriba el código de `npm run token -- code` en la página que mostró el código QR.',
  'add.desktop-done':
    '{name} ({serial}) está listo. Escriba este código de registro en la página que mostró sus códigos:',
  'code.left': '{code}   {bar} {seconds} s   (Intro para terminar)',
  'code.note': 'Un PIN equivocado da códigos equivocados. El servicio los cuenta; la aplicación no puede saberlo.',
  'confirm.head': '{issuer} le pide firmar {count} documento(s) con {credential}:',
  'confirm.more': '… y {count} más',
  'confirm.all': 'Todos juntos: {digest}',
  'confirm.code': 'Código de transacción: {code}',
  'confirm.life': 'Escríbalo en la página antes de un minuto.',
  'confirm.declined': 'No se ha firmado nada.',
  'list.none': 'Todavía no hay ningún token. Añada uno con: npm run token -- add',
  'list.head': 'NOMBRE\tNÚMERO DE SERIE\tSERVICIO\tAÑADIDO',
  'pin.wait':
    'Ya se mostró un código de este medio minuto; el servicio acepta cada uno una sola vez. Esperando {seconds} s …',
  'pin.done':
    'El PIN se ha cambiado; el servicio ha aceptado un código hecho con él. Ese código ya se usó: entre con el siguiente.',
  'settings.language': 'Idioma: {value}',
  'settings.device': 'Nombre de este dispositivo: {value}',
  'settings.renamed': 'El token se llama ahora {name}.',
  'remove.done': '{name} está olvidado. Elimínelo también en el servicio: allí todavía cuenta.',
  'remove.kept': 'No se ha eliminado nada.',
  'usage.unknown-verb': 'No existe la orden {verb}. Vea: npm run token -- help',
  'usage.option': 'Esto no se entiende: {problem}. Vea: npm run token -- help {verb}',
  'usage.input-ended': 'La entrada terminó antes de que todo estuviera dicho.',
  'usage.file': 'No se puede leer el archivo {file}.',
  failed: 'Esto no debería haber ocurrido: {message}',
  'help.head': 'La aplicación de token de software: códigos de un solo uso y confirmación de firmas.',
  'help.usage': 'Uso: npm run token -- <orden> [opciones]',
  'help.add':
    'añadir un token: con código QR (texto, enlace o imagen), o con dirección, número de serie y código de activación',
  'help.code': 'mostrar el código, y el siguiente cuando acabe su tiempo (--once: escribirlo una vez)',
  'help.confirm': 'mostrar lo que se va a firmar, y su código de transacción',
  'help.list': 'enumerar los tokens',
  'help.pin': 'cambiar el PIN de un token',
  'help.settings': 'mostrar o cambiar el idioma y el nombre del dispositivo; cambiar el nombre de un token',
  'help.remove': 'olvidar un token',
  'help.help': 'explicar las órdenes, o una de ellas',
  'help.common':
    'En todas: --language en|fr|de|es, --home <carpeta> (si no, SOFT_TOKEN_HOME), --pin-file <archivo> (su primera línea es el PIN), --allow-http (direcciones sin TLS: solo redes cerradas).\nSin terminal, las respuestas se leen de la entrada estándar, una por línea, en el orden de las preguntas.\nCódigos de salida: 0 hecho, 1 fallo de la aplicación, 2 entrada equivocada, 3 rechazado por el servicio, 4 servicio inalcanzable, 5 no hay tal token, 130 interrumpido.',
};
