import { invalidField } from '@countersign/errors';
import { drawSymbols } from '../crockford.ts';
import type { Policy, Profile } from '../policy/policy.ts';
import { readTyped } from '../serial-number.ts';
import type { Geometry } from './geometry.ts';

/** Answers in a row that are wrong before a card is locked. */
export const missesToLock = 5;
/** Challenges that a card of one-time cells has left when its owner is told. */
export const noticeAt = 3;

/** Least that a card has which counts as strict. */
const strictest = { mode: 'once', cells: 4 } as const;

/** What a new card looks like: as the policy says, and one-time cells where an account is stricter than the installation. */
export function geometryFor({ profile: installed, grid }: Policy, profile: Profile): Geometry {
  const { rows, columns, alphabet } = grid;
  if (profile === installed) return { mode: grid.mode, cells: grid.cells, rows, columns, alphabet };
  return { mode: strictest.mode, cells: Math.max(grid.cells, strictest.cells), rows, columns, alphabet };
}

/** Whether a card that was made under some rules is good enough where a new one would be made under others. */
export function isAsStrict(card: Geometry, wanted: Geometry): boolean {
  return (wanted.mode === 'reuse' || card.mode === 'once') && card.cells >= wanted.cells;
}

/** By which rules a card that nobody enrolled himself was made. */
export function profileOf(card: Geometry): Profile {
  return isAsStrict(card, { ...card, ...strictest }) ? 'strict' : 'guide';
}

/** The serial number that somebody read from a card, digits only. Throws `CARD_SERIAL_INVALID`, which costs nothing. */
export function requireCardSerial(typed: string): string {
  const serial = readTyped(typed);
  if (serial !== undefined) return serial;
  throw invalidField('CARD_SERIAL_INVALID', '/serial', 'must be the ten digits that are printed on the card');
}

/** Length of the password of an eGrid: 60 bits, or 80. */
const passwordSymbols = { guide: 12, strict: 16 } as const satisfies Record<Profile, number>;

/** Draws the password of an eGrid. Whoever has the file may try as many as he likes, so nobody chooses it. */
export function drawPassword(profile: Profile): string {
  return drawSymbols(passwordSymbols[profile]);
}
