import { randomBytes } from 'node:crypto';
import type { PublicKeys } from '@countersign/audit';
import type { Attempts } from '../attempts.ts';
import type { SigningPlace } from '../place.ts';
import { readChain } from '../reading.ts';
import { type Change, group, whileChanged, whileMissing } from './tampering.ts';

/** Records taken out, changed, or cut off at the end: the owner who exports his history finds out. */
export async function changeHistories({ databases, api, signers }: SigningPlace, attempts: Attempts): Promise<void> {
  const [alice] = signers;
  if (alice === undefined) throw new Error('a signer is needed');
  const [stream = ''] = alice.credentialIds;
  const keys = await api.ask<PublicKeys>('GET', '/.well-known/signing-keys.json');
  const look = async (what: string) => {
    const { ok } = await readChain(api, alice, stream, keys);
    attempts.require(group, `history: ${what} is found by who exports it`, !ok);
  };
  const record = (seq: number) => ({ owner: 'signer', table: 'audit_records', where: { stream, seq } }) as const;
  await whileMissing(databases, record(2), () => look('a record that is missing'));
  const changed: [string, Record<string, unknown>][] = [
    ['another moment', { at: new Date('2026-01-01T00:00:00Z') }],
    ['another actor', { actor: 'usr_other' }],
    ['another action', { action: 'key.suspended' }],
    ['other details', { detail: JSON.stringify({ digests: 1 }) }],
    ['another hash', { hash: randomBytes(32) }],
  ];
  for (const [what, set] of changed) {
    // oxlint-disable-next-line no-await-in-loop
    await whileChanged(databases, [{ ...record(2), set }], () => look(what));
  }
  const [covered] = await databases.query<{ seq: string }>('signer', 'select seq from audit_leaves where stream = $1', [
    stream,
  ]);
  const last = Number(covered?.seq ?? 0);
  if (last < 3) throw new Error('no root covers the history yet');
  const [before] = await databases.query<{ hash: Buffer }>(
    'signer',
    'select hash from audit_records where stream = $1 and seq = $2',
    [stream, last - 1],
  );
  const head = { seq: last - 1, hash: before?.hash };
  // All that comes after is taken away, and the head moved, as a careful forger would.
  const cut: Change = { owner: 'signer', table: 'audit_streams', where: { stream }, set: head };
  const leaf: Change = { owner: 'signer', table: 'audit_leaves', where: { stream }, set: head };
  const ends = await databases.query<{ seq: string }>(
    'signer',
    'select seq from audit_records where stream = $1 and seq >= $2',
    [stream, last],
  );
  const withoutEnd = async (changes: readonly Change[], what: string): Promise<void> => {
    const peel = async (seqs: readonly number[]): Promise<void> => {
      const [seq, ...rest] = seqs;
      if (seq === undefined) await whileChanged(databases, changes, () => look(what));
      else await whileMissing(databases, record(seq), () => peel(rest));
    };
    await peel(ends.map(({ seq }) => Number(seq)));
  };
  await withoutEnd([cut], 'an end that was cut off');
  await withoutEnd([cut, leaf], 'an end that was cut off, in the tree, too');
  const whole = await readChain(api, alice, stream, keys);
  attempts.require(group, 'history: as it was, it verifies', whole.ok);
}
