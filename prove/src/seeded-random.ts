/** A generator of numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** A whole number from `least` to `most`, both included. */
  integer: (least: number, most: number) => number;
  /** Whether something happens that happens with this probability. */
  chance: (probability: number) => boolean;
  /** One of the values. Throws when there is none. */
  pick: <T>(values: readonly T[]) => T;
  /** A generator of its own, so that what one thing draws does not change what another does. */
  fork: (name: string | number) => SeededRandom;
}

/** Makes a generator: SplitMix32 over a hash of the seed. Not for secrets. */
export function seededRandom(seed: string | number): SeededRandom {
  let state = hash(String(seed));
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let value = state;
    value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
    value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
    return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    integer,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = values[integer(0, values.length - 1)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}

/** FNV-1a over the characters of a text, 32 bits. */
function hash(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0,
    0x811c9dc5,
  );
}
