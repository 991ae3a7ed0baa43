import type { AppFaultKind } from '../app-fault.ts';

/** What went wrong, and the next step. */
const faults = {
  'address-wrong':
    'This is not the address of a service. It looks like https://sign.example.com and stands on the page that shows your codes.',
  'serial-wrong': 'The serial number does not fit: compare its 10 digits with the page and type it again.',
  'activation-code-wrong': 'The activation code does not fit: compare its 16 digits with the page and type it again.',
  'activation-password-wrong': 'The activation password has 8 digits. It stands beside the QR code.',
  'activation-uri-wrong':
    'This is not the QR code of an activation. Take the one that the page shows while you add a soft token.',
  'activation-expired': 'This activation has run out. Begin again on the page; it shows new codes.',
  'transaction-uri-wrong': 'This is not the QR code of a signature. Take the one that the page shows when you sign.',
  'transaction-expired': 'This signature has run out. Begin it again on the page.',
  'image-unreadable': 'No QR code could be read in this picture. Save it again, larger and sharper, or paste its text.',
  'image-kind-unknown': 'Only PNG and SVG pictures can be read. Save the QR code as one of them, or paste its text.',
  'pin-length': 'The PIN has {length} digits.',
  'pin-common': 'This PIN is among the first that a thief would try. Choose another one.',
  'pin-differs': 'The two PINs are not the same. Nothing was changed.',
  'name-taken': 'Another token is called {name} already. Choose another name.',
  'name-wrong': 'A name has 1 to 80 characters, without spaces at its ends.',
  'service-not-announced':
    'The service at {origin} is not the one that made this QR code. Do not go on; tell the service.',
  'service-unreadable': 'The service answered something that this app does not understand. Check the address.',
  'service-update-needed': 'The service asks for something that this app cannot do yet. Update the app.',
  'exchange-failed':
    'The code is wrong, or somebody stands between you and the service. Compare the code with the page and try again; after five tries the page must show new codes.',
  'transaction-not-signed':
    'This does not come from the service of one of your tokens. Do not sign; tell the service if it happens again.',
  'activation-refused':
    'The service refuses this activation: a code is wrong, it has run out or was used already. Begin again on the page; it shows new codes.',
  'code-refused':
    'The service did not accept a code, so the PIN was not changed: the old one stays. Was the old PIN right? Try again.',
  'token-not-active':
    'The service does not know this token as active, so the PIN was not changed. Finish the activation on the page, set the clock of this device right, or have the token replaced.',
  'too-many-requests': 'Too many tries. Wait {seconds} seconds.',
  'service-refused': 'The service at {origin} refuses (status {status}). Check the address.',
  'service-unreachable':
    'The service at {origin} cannot be reached. Check the address and your connection, then try again.',
  'service-in-trouble': 'The service at {origin} is in trouble (status {status}). Try again later.',
  'token-unknown': 'There is no token called {name}. There are: {names}.',
  'token-ambiguous': 'Say which token you mean, by its name or serial number: {names}.',
  'no-tokens': 'There is no token yet. Add one with: npm run token -- add',
  'state-unreadable': 'The app cannot open {file}: it was damaged, or its key file is missing.',
  'state-busy': 'Another process of the app is busy. Try again; if it is not, delete {file}.',
} satisfies Record<AppFaultKind, string>;

/** Texts of the app in English; `{name}` stands for a parameter. */
export const en = {
  ...faults,
  'ask.invitation': 'QR code (its text, link or picture file; empty to type the codes): ',
  'ask.address': 'Address: ',
  'ask.name': 'Name [{name}]: ',
  'ask.serial': 'Serial number: ',
  'ask.activation-code': 'Activation code: ',
  'ask.activation-password': 'Activation password: ',
  'ask.new-pin': 'New PIN ({length} digits): ',
  'ask.repeat-pin': 'The same PIN again: ',
  'ask.old-pin': 'Old PIN: ',
  'ask.pin': 'PIN: ',
  'ask.transaction': 'QR code of the signature (its text or picture file): ',
  'ask.sign': 'Sign this? [y/N] ',
  'ask.remove': 'Forget {name}? No more codes can be made with it. [y/N] ',
  'answers.yes': 'y yes',
  'add.provider': 'This is {name} at {origin}.',
  'add.mobile-done':
    '{name} ({serial}) is ready. Type the code of `npm run token -- code` into the page that showed the QR code.',
  'add.desktop-done': '{name} ({serial}) is ready. Type this registration code into the page that showed your codes:',
  'code.left': '{code}   {bar} {seconds} s   (Enter ends)',
  'code.note': 'A wrong PIN gives wrong codes. The service counts them; this app cannot tell.',
  'confirm.head': '{issuer} asks you to sign {count} document(s) with {credential}:',
  'confirm.more': '… and {count} more',
  'confirm.all': 'All together: {digest}',
  'confirm.code': 'Transaction code: {code}',
  'confirm.life': 'Type it into the page within a minute.',
  'confirm.declined': 'Nothing was signed.',
  'list.none': 'There is no token yet. Add one with: npm run token -- add',
  'list.head': 'NAME\tSERIAL\tSERVICE\tADDED',
  'pin.wait': 'A code of this half minute was shown already; the service takes each one once. Waiting {seconds} s …',
  'pin.done':
    'The PIN was changed; the service accepted a code made with it. That code is used up: sign in with the next one.',
  'settings.language': 'Language: {value}',
  'settings.device': 'Name of this device: {value}',
  'settings.renamed': 'The token is called {name} now.',
  'remove.done': '{name} is forgotten. Remove it in the service, too: there it still counts.',
  'remove.kept': 'Nothing was removed.',
  'usage.unknown-verb': 'There is no command {verb}. See: npm run token -- help',
  'usage.option': 'This is not understood: {problem}. See: npm run token -- help {verb}',
  'usage.input-ended': 'Input ended before everything was said.',
  'usage.file': 'The file {file} cannot be read.',
  failed: 'This should not have happened: {message}',
  'help.head': 'The soft-token app: one-time codes and the confirmation of signatures.',
  'help.usage': 'Usage: npm run token -- <command> [options]',
  'help.add': 'add a token: by QR code (text, link or picture), or by address, serial number and activation code',
  'help.code': 'show the code, and the next one when its time is over (--once: print it once)',
  'help.confirm': 'show what is to be signed, and the transaction code for it',
  'help.list': 'list the tokens',
  'help.pin': 'change the PIN of a token',
  'help.settings': 'show or change language and device name; rename a token',
  'help.remove': 'forget a token',
  'help.help': 'explain the commands, or one of them',
  'help.common':
    'Everywhere: --language en|fr|de|es, --home <folder> (else SOFT_TOKEN_HOME), --pin-file <file> (first line is the PIN), --allow-http (addresses without TLS: closed networks only).\nWithout a terminal, answers are read from standard input, one a line, in the order of the questions.\nExit codes: 0 done, 1 fault of the app, 2 wrong input, 3 refused by the service, 4 service not reachable, 5 no such token, 130 interrupted.',
};

/** Name of a text. */
export type AppTextId = keyof typeof en;

/** All texts of one language. */
export type AppTexts = Readonly<Record<AppTextId, string>>;
