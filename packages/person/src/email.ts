// What RFC 5321 lets into an unquoted local part, and letters beyond ASCII (RFC 6531).
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)$/u;

/** The form in which an e-mail address is kept: NFC, without space around, the domain in lower case. */
export function normalEmail(email: string): string {
  const trimmed = email.normalize('NFC').trim();
  const at = trimmed.lastIndexOf('@');
  return trimmed.slice(0, at + 1) + trimmed.slice(at + 1).toLowerCase();
}

/** Whether a text in normal form can be an e-mail address; whether it works is shown by a message to it alone. */
export function isEmail(email: string): boolean {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, Math.max(at, 0));
  const labels = email.slice(at + 1).split('.');
  return (
    Buffer.byteLength(email) <= 254 &&
    Buffer.byteLength(local) <= 64 &&
    localPart.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => domainLabel.test(label)) &&
    // An address of a machine by number is nobody's mailbox.
    !/^[0-9]+$/.test(labels.at(-1) ?? '')
  );
}
