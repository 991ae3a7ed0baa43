import { conflict, type DomainError, invalidField, notFound } from '@countersign/errors';
import { enumValue } from '@countersign/grpc';
import type { Authenticator as AuthenticatorMessage, Factor, FactorPrompt } from '@countersign/proto/second-factor';
import type { AuthenticatorKind, AuthenticatorState } from '../database.ts';
import { isOneLine } from '../one-line.ts';
import type { Profile } from '../policy/policy.ts';
import { isDead, isPending, stateAt } from './state.ts';

/** Time from issue to activation, unless its kind says otherwise. */
export const activationLimitMs = 10 * 60_000;
const maxActive = 5;

/** An authenticator without its secrets. */
export interface Authenticator {
  id: string;
  userId: string;
  kind: AuthenticatorKind;
  label: string;
  state: AuthenticatorState;
  /** Why it is suspended, locked or revoked; empty otherwise. */
  stateReason: string;
  /** By which rules it was issued. */
  profile: Profile;
  /** Session that was shown what it takes to activate it; null for one that was assigned. */
  sessionId: string | null;
  /** Authenticator that is revoked once this one is active. */
  replacesId: string | null;
  /** Number on a soft token or card. */
  serial: string | null;
  /** Of an app: hash and length of its codes. */
  algorithm: 'sha1' | 'sha256';
  digits: number;
  /** Of a soft token. */
  platform: 'mobile' | 'desktop' | null;
  /** What the app of a soft token says of its device; empty for others. */
  device: string;
  maskedDestination: string | null;
  createdAt: Date;
  /** Moment after which it cannot be activated. */
  expiresAt: Date;
  activatedAt: Date | null;
  lastUsedAt: Date | null;
  /** End of an active one; null for none. */
  validUntil: Date | null;
}

/** Throws unless it can be activated now: `AUTHENTICATOR_EXPIRED` or `AUTHENTICATOR_WRONG_STATE`. */
export function requireActivatable(authenticator: Authenticator, at: Date): void {
  const state = stateAt(authenticator, at);
  if (isPending(authenticator.state) && state === 'expired') {
    throw conflict('AUTHENTICATOR_EXPIRED', 'the time to activate this authenticator is over; begin again');
  }
  if (!isPending(state)) throw wrongState();
}

/** Throws `AUTHENTICATOR_WRONG_STATE` unless it is in use. */
export function requireActive(authenticator: Authenticator, at: Date): void {
  if (stateAt(authenticator, at) !== 'active') throw wrongState();
}

/** The authenticator is not in a state in which this can be done. */
export function wrongState(): DomainError {
  return conflict('AUTHENTICATOR_WRONG_STATE', 'this cannot be done with an authenticator in its state');
}

/** There is no such authenticator, or it is somebody else's. */
export function unknownAuthenticator(): DomainError {
  return notFound('AUTHENTICATOR_NOT_FOUND', 'no such authenticator');
}

/** Throws `AUTHENTICATOR_LIMIT_REACHED` for a user who has five that are in use, suspended or locked. */
export function requireRoom(count: number): void {
  if (count >= maxActive) {
    throw conflict('AUTHENTICATOR_LIMIT_REACHED', `no more than ${maxActive} authenticators can be active`);
  }
}

/** The name that the user gave, without spaces around it; it may be empty. Throws `LABEL_INVALID`. */
export function requireLabel(label: string): string {
  const trimmed = label.trim();
  if (Array.from(trimmed).length > 64 || !isOneLine(trimmed)) {
    throw labelInvalid();
  }
  return trimmed;
}

/** As `requireLabel`, of what needs a name. */
export function requireName(label: string): string {
  const name = requireLabel(label);
  if (name === '') throw labelInvalid();
  return name;
}

function labelInvalid(): DomainError {
  return invalidField('LABEL_INVALID', '/label', 'must be 1 to 64 characters on one line');
}

/** An authenticator as lists have it. */
export interface ListedAuthenticator extends Authenticator {
  /** Of a card of one-time cells. */
  challengesLeft: number | null;
  /** Of a soft token: whether somebody came with codes that an app had used already. */
  codesReused: boolean | null;
  /** The change that its owner was to be told of last, and when. */
  toldChange: string | null;
  toldAt: Date | null;
}

/** The authenticator as the contract shows it. */
export function toMessage(authenticator: Authenticator & Partial<ListedAuthenticator>, at: Date): AuthenticatorMessage {
  const state = stateAt(authenticator, at);
  const end = isPending(state) ? authenticator.expiresAt : authenticator.validUntil;
  return {
    id: authenticator.id,
    kind: authenticator.kind,
    label: authenticator.label,
    state: enumValue('AUTHENTICATOR_STATE', state),
    createdAt: authenticator.createdAt,
    lastUsedAt: authenticator.lastUsedAt ?? undefined,
    serial: authenticator.serial ?? '',
    platform: authenticator.platform ?? '',
    maskedDestination: authenticator.maskedDestination ?? '',
    replacesId: authenticator.replacesId ?? '',
    expiresAt: (isDead(state) ? undefined : end) ?? undefined,
    stateReason: authenticator.stateReason,
    challengesLeft: authenticator.challengesLeft ?? undefined,
    profile: authenticator.profile,
    device: authenticator.device,
    codesReused: authenticator.codesReused ?? undefined,
    toldChange: authenticator.toldChange ?? undefined,
    toldAt: authenticator.toldAt ?? undefined,
  };
}

/** The authenticator as something to choose. */
export function toFactor({ id, kind, label, maskedDestination, serial }: Authenticator): Factor {
  return { authenticatorId: id, kind, label, maskedDestination: maskedDestination ?? '', serial: serial ?? '' };
}

/** What an authenticator is asked, as the contract shows it; without `asked`, no more than which one it is. */
export function toPrompt({ id, kind }: Authenticator, asked: Partial<FactorPrompt> = {}): FactorPrompt {
  return {
    authenticatorId: id,
    kind,
    cells: [],
    serial: '',
    maskedDestination: '',
    channel: '',
    resendAt: undefined,
    expiresAt: undefined,
    challengeId: '',
    ...asked,
  };
}
