// 13 to 19 digits, perhaps in groups, that begin like those of payment cards (ISO/IEC 7812-1: 2 to 6). Not part of a
// longer word, as ids are, and not after a plus sign, as telephone numbers are.
const candidates = /(?<![\dA-Za-z+])[2-6](?:[ -]?\d){12,18}(?![\dA-Za-z])/g;

/** Whether a text holds something that looks like a payment card's number. */
export function holdsCardNumber(text: string): boolean {
  return (text.match(candidates) ?? []).some((candidate) => isLuhn(candidate.replaceAll(/[ -]/g, '')));
}

/** ISO/IEC 7812-1, annex B. */
function isLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
