/** Longest text for people. */
const maxTextLength = 255;

/**
 * What is wrong with a text that people shall trust, as the end of a sentence: a name of a document or of a digest, a
 * reason, a place. Undefined when nothing is.
 */
export function findTextFault(text: string): string | undefined {
  if (text.length > maxTextLength) return `must be at most ${maxTextLength} characters`;
  // They would let a name pretend to be something else in a list, a viewer or the app that confirms the signature.
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
    ? 'must be on one line, without control or direction marks'
    : undefined;
}
