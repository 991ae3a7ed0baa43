/**
 * Names an enum value of a contract by the domain's own word: `enumValue('ORDER_STATUS', 'paid')` is
 * `ORDER_STATUS_PAID`. Checked by the compiler where the contract's type is expected.
 */
export function enumValue<P extends string, W extends string>(prefix: P, word: W): `${P}_${Uppercase<W>}` {
  return `${prefix}_${word.toUpperCase()}` as `${P}_${Uppercase<W>}`;
}

/**
 * The domain's word for an enum value of a contract, or undefined for one that is unspecified or newer than this code.
 */
export function enumWord<W extends string>(prefix: string, value: string, words: readonly W[]): W | undefined {
  return words.find((word) => value === `${prefix}_${word.toUpperCase()}`);
}
