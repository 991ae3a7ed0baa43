import { type Keyring, keyedHash, matchesKeyedHash } from '@countersign/sealing';
import type { RawBuilder } from 'kysely';
import { type AuditEntry, type AuditRecord, type AuditTransaction, appendAudit } from './audit.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** Topic under which a service tells identity, which keeps the accounts' audit, what was done to an account. */
export const accountAuditTopic = 'audit-event';

const queue = 'identity';
const label = 'audit-event';

/** What was done to an account, as the service tells it in which it happened. */
export interface AccountEvent {
  readonly service: string;
  /** Names the event within its service, for good: its chain and position there, or an id of its own. */
  readonly source: string;
  /** The account's id. */
  readonly account: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: AuditEntry['detail'];
  readonly at: Date;
}

/** A job for identity. */
export interface AccountAnnouncement {
  readonly queue: string;
  readonly topic: string;
  readonly payload: { readonly event: string };
}

/** What carries events out of a service. */
export interface AccountAuditRelay {
  /** Name of the service. */
  readonly service: string;
  /** Makes an announcement a part of a statement. */
  readonly announcing: (announcement: AccountAnnouncement) => RawBuilder<unknown>;
}

/** The announcement of an event; it is signed when it is carried. Throws for particulars that identity adds itself. */
export function accountAnnouncement({ at, ...event }: AccountEvent): AccountAnnouncement {
  if ('service' in event.detail || 'source' in event.detail) {
    throw new Error('the particulars of an account event must not be called service or source');
  }
  const text = canonicalJson(JSON.parse(JSON.stringify({ ...event, at: at.toISOString() })) as JsonValue);
  return { queue, topic: accountAuditTopic, payload: { event: text } };
}

/**
 * Appends an entry to a service's own chain, as `appendAudit` does, and announces it for the audit of `account` in the
 * same statement.
 */
export async function appendAccountAudit(
  trx: AuditTransaction,
  { account, ...entry }: AuditEntry & { readonly account: string },
  { service, announcing }: AccountAuditRelay,
): Promise<AuditRecord> {
  return await appendAudit(trx, entry, ({ stream, seq, actor, action, subject, detail, at }) =>
    announcing(
      accountAnnouncement({ service, source: `${stream}/${seq}`, account, actor, action, subject, detail, at }),
    ),
  );
}

/** Adds the MAC to the payload of an announced event: HMAC-SHA256 under the current key, whose version comes first. */
export function signAccountEvent(
  keyring: Keyring,
  payload: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...payload, mac: keyedHash(keyring, label, payload['event'] ?? '').toString('base64url') };
}

/** The event of a signed payload; undefined when its MAC is not one of any key in the keyring. */
export function readAccountEvent(
  keyring: Keyring,
  { event: text, mac }: { readonly event: string; readonly mac: string },
): AccountEvent | undefined {
  if (!matchesKeyedHash(keyring, Buffer.from(mac, 'base64url'), label, text)) return undefined;
  const { at, ...event } = JSON.parse(text) as Omit<AccountEvent, 'at'> & { at: string };
  return { ...event, at: new Date(at) };
}
