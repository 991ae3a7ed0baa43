/** Purposes for which other services reserve licences; those of `tls` are managed here, by certificate requests. */
export const reservedPurposes = ['document_signing', 'code_signing', 'secure_mail'] as const;

/** Where a licence stands; also the places of the ledger, beside `outside`. */
export const licenceStates = ['available', 'reserved', 'in_use', 'held', 'expired', 'void'] as const;
export type LicenceState = (typeof licenceStates)[number];

/** A place of the double-entry ledger: `outside` is where licences come from and where moved ones go to. */
export type Place = LicenceState | 'outside';

/** How a licence moves: each move is one entry of the ledger. `move` is to another account. */
export type MoveKind =
  | 'grant'
  | 'reserve'
  | 'consume'
  | 'release'
  | 'recycle'
  | 'hold'
  | 'resume'
  | 'extend'
  | 'expire'
  | 'void'
  | 'move';

/** Moves by which a licence comes to where it must be; the others are made where they are decided. */
export type SettlingKind = Exclude<MoveKind, 'grant' | 'extend' | 'move'>;

/** One licence. */
export interface Licence {
  id: string;
  productCode: string;
  productVersionId: string | null;
  purpose: string;
  state: LicenceState;
  validUntil: Date;
  extraDomains: readonly string[];
  namesExtra: number;
  subscriptionId: string | null;
  /** Reference of the certificate that uses it; null otherwise. */
  usedBy: string | null;
  grantedAt: Date;
}

/** A licence as a slot: everything that decides where it stands. */
export interface Slot {
  id: string;
  accountId: string;
  productCode: string;
  productVersionId: string | null;
  purpose: string;
  state: LicenceState;
  reservationId: string | null;
  usedBy: string | null;
  validUntil: Date;
  /** Whether its subscription is suspended. */
  onHold: boolean;
  /** Refund that takes it back; null for none. */
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
  extraDomains: string[];
  namesExtra: number;
  subscriptionId: string | null;
}

/** Who occupies a slot. */
export type Occupancy = 'available' | 'reserved' | 'in_use';

/** Counters of one product. */
export interface InventoryCounter {
  productCode: string;
  /** Version under which the newest licence was sold; null for licences of before there were versions. */
  productVersionId: string | null;
  purpose: string;
  /** All licences but void ones. */
  total: number;
  /** Free ones whose term has not ended. */
  available: number;
  reserved: number;
  inUse: number;
  held: number;
  /** Those whose term has ended, also before the sweep has noted it. */
  expired: number;
  void: number;
  /** Free or used ones whose term ends within 90 days. */
  endingSoon: number;
}

/** A reservation as its caller names it; another account's is unknown. */
export interface ReservationKey {
  accountId: string;
  reservationId: string;
}

/** Occupancy of a slot as its row tells it, whether it is held or not. */
export function occupancyOf({ state, usedBy }: Pick<Slot, 'state' | 'usedBy'>): Occupancy {
  if (state === 'reserved' || state === 'in_use') return state;
  return state === 'held' && usedBy !== null ? 'in_use' : 'available';
}

/**
 * Where a slot must be: taken back, over, withheld, or where its occupancy puts it. What is reserved stays so until its
 * issuance ends, and what is in use until its certificates are gone, except that it is withheld.
 */
export function placeOf(
  { withdrawnBy, onHold, validUntil, state }: Pick<Slot, 'withdrawnBy' | 'onHold' | 'validUntil' | 'state'>,
  occupancy: Occupancy,
  at: Date,
): LicenceState {
  if (state === 'void') return 'void';
  if (occupancy === 'reserved') return 'reserved';
  if (occupancy === 'available') {
    if (withdrawnBy !== null) return 'void';
    if (validUntil <= at) return 'expired';
  }
  return onHold ? 'held' : occupancy;
}

const towards: Readonly<Record<Occupancy, Readonly<Record<Occupancy, readonly SettlingKind[]>>>> = {
  available: { available: [], reserved: ['reserve'], in_use: ['reserve', 'consume'] },
  reserved: { available: ['release'], reserved: [], in_use: ['consume'] },
  in_use: { available: ['recycle'], reserved: ['recycle', 'reserve'], in_use: [] },
};

const last: Readonly<Partial<Record<LicenceState, SettlingKind>>> = { held: 'hold', expired: 'expire', void: 'void' };

/**
 * The moves that lead from where a slot is to where it must be. Throws for an expired slot that is to be used: its term
 * must be extended first.
 */
export function movesTo(
  from: { state: LicenceState; occupancy: Occupancy },
  to: { state: LicenceState; occupancy: Occupancy },
): SettlingKind[] {
  if (from.state === to.state && from.occupancy === to.occupancy) return [];
  const end = last[to.state];
  if (from.state === 'expired') {
    if (to.state === 'void') return ['void'];
    throw new Error(`an expired licence cannot become ${to.state}`);
  }
  return [
    ...(from.state === 'held' ? (['resume'] as const) : []),
    ...towards[from.occupancy][to.occupancy],
    ...(end === undefined ? [] : [end]),
  ];
}

/** Where an entry of a kind begins and ends, for a slot of an occupancy that was in a state before its moves. */
export function placesOf(
  kind: SettlingKind,
  occupancy: Occupancy,
  state: LicenceState,
): { from: LicenceState; to: LicenceState } {
  const places: Readonly<Record<SettlingKind, readonly [LicenceState, LicenceState]>> = {
    reserve: ['available', 'reserved'],
    consume: ['reserved', 'in_use'],
    release: ['reserved', 'available'],
    recycle: ['in_use', 'available'],
    hold: [occupancy, 'held'],
    resume: ['held', occupancy],
    expire: ['available', 'expired'],
    void: [state === 'expired' ? 'expired' : 'available', 'void'],
  };
  const [from, to] = places[kind];
  return { from, to };
}
