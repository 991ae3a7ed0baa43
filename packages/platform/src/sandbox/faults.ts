import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const Chance = Type.Number({ minimum: 0, maximum: 1 });
const Milliseconds = Type.Integer({ minimum: 0, maximum: 600_000 });

const FaultSettings = Type.Object(
  {
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    /** An event goes out twice. */
    duplicateChance: Type.Optional(Chance),
    /** An event goes out later by so much, from and to. */
    delayMs: Type.Optional(Type.Tuple([Milliseconds, Milliseconds])),
    /** Half of the events are held back, so that later ones overtake them. */
    reorder: Type.Optional(Type.Boolean()),
    /** One minor unit too much is captured. */
    wrongAmountChance: Type.Optional(Chance),
    /** The charge is made, and the connection cut instead of an answer. */
    dropAnswerChance: Type.Optional(Chance),
    /** A second charge captures the same payment again. */
    doubleCaptureChance: Type.Optional(Chance),
    /** A charge that is answered as declined is announced as failed besides, as Stripe does it. */
    declineEvents: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** What goes wrong, and how often. */
export type FaultSettings = Static<typeof FaultSettings>;

/** Everything that can go wrong with a chance of its own. */
export type FaultKind = 'wrongAmount' | 'dropAnswer' | 'doubleCapture';

/**
 * What goes wrong, by a seed: the n-th charge after `set` has the same faults in every run, whatever other charges do
 * meanwhile. `place` is that n.
 */
export interface Faults {
  /** Takes on other settings; `{}` ends all faults. Returns false when they make no sense. */
  readonly set: (settings: unknown) => boolean;
  /** The place of the next charge. */
  readonly nextPlace: () => number;
  readonly announcesDeclines: () => boolean;
  readonly happens: (kind: FaultKind, place: number) => boolean;
  /** When the sendings of an event go out, in milliseconds from when they should: one entry each. */
  readonly delaysOf: (event: string, place: number) => readonly number[];
}

const holdMs = 1500;

/** Begins without faults. They are not kept on disk: a new start has none. */
export function createFaults(): Faults {
  let settings: FaultSettings = {};
  let charges = 0;
  /** Even over [0, 1), and the same for the same words. */
  const draw = (...words: (string | number)[]): number =>
    createHash('sha256')
      .update([settings.seed ?? 0, ...words].join('/'))
      .digest()
      .readUInt32BE() /
    2 ** 32;

  return {
    set: (wanted) => {
      if (!Value.Check(FaultSettings, wanted)) return false;
      const [from, to] = wanted.delayMs ?? [0, 0];
      if (from > to) return false;
      settings = wanted;
      charges = 0;
      return true;
    },
    nextPlace: () => {
      charges += 1;
      return charges;
    },
    announcesDeclines: () => settings.declineEvents === true,
    happens: (kind, place) => draw(kind, place) < (settings[`${kind}Chance`] ?? 0),
    delaysOf: (event, place) => {
      const [from, to] = settings.delayMs ?? [0, 0];
      const sendings = draw('duplicate', event, place) < (settings.duplicateChance ?? 0) ? 2 : 1;
      return Array.from({ length: sendings }, (_, index) => {
        const isHeld = settings.reorder === true && draw('hold', event, place, index) < 0.5;
        return from + Math.floor(draw('delay', event, place, index) * (to - from + 1)) + (isHeld ? holdMs : 0);
      });
    },
  };
}
