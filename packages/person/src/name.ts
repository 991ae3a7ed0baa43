/** Longest given name or family name, in characters (X.520 upper bound of both attributes). */
export const longestName = 64;

/** Control characters, line separators, and marks that turn the direction of text: they forge headers and names. */
export const unsafeMarks = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** The form in which texts about persons are kept: NFC, without space around. */
export function normalText(text: string): string {
  return text.normalize('NFC').trim();
}

/** Whether a text in normal form can be a given name or a family name: a letter, 1 to 64 characters, no unsafe marks. */
export function isPersonName(text: string): boolean {
  // Counted as people count: by code points.
  const length = Array.from(text).length;
  return length >= 1 && length <= longestName && /\p{L}/u.test(text) && !unsafeMarks.test(text);
}
