// Control characters, line and paragraph separators, and format characters, which turn the direction of what follows.
const breaks = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Whether a text that others read is on one line, and hides nothing. */
export function isOneLine(text: string): boolean {
  return !breaks.test(text);
}

/** A text that others read, with a space for whatever would break its line. */
export function toOneLine(text: string): string {
  return text.replaceAll(new RegExp(breaks, 'gu'), ' ').trim();
}
