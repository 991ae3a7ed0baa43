import { randomBytes } from 'node:crypto';
import { type Attempts, reasonOf } from '../attempts.ts';
import { as, type Insider, newDigest, type Standing, stand } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import { broken, type Change, group, whileChanged } from './tampering.ts';

/** Headers of authorisations: none is given to others, more, or longer. */
export async function changeAuthorisations(
  { databases, signers }: SigningPlace,
  insider: Insider,
  attempts: Attempts,
): Promise<void> {
  const [alice] = signers;
  if (alice === undefined) throw new Error('a signer is needed');
  const standing = await stand(insider, alice);
  const jti = await findJti(databases, standing);
  const [secondKey = ''] = alice.credentialIds.slice(1);
  const far = new Date('2100-01-01T00:00:00Z');
  const changes: [string, Record<string, unknown>, Partial<Standing>?][] = [
    ['application', { client_id: 'app_2' }],
    ['level', { level: 1 }],
    ['end', { expires_at: far }],
    ['beginning', { reserved_at: far }],
    ['hash', { hash_algorithm: 'SHA-512' }],
    ['hash of the digests', { digests_hash: randomBytes(32) }],
    ['number of digests', { digest_count: 5 }],
    ['number of signatures', { signatures: 5 }],
    ['kind of digests', { digest_kind: 'content' }],
    ['whether it was shown', { shown: true }],
    ['id', { id: 'sad_other' }],
    ['methods', { amr: ['otp', 'pin', 'hwk'] }],
    ['factor', { factor_id: 'aut_other' }],
    ['kind of factor', { factor_kind: 'totp' }],
    ['binding', { bound: false }],
    ['login', { authenticated_at: far }],
    ['key', { key_id: secondKey }, { keyId: secondKey }],
    ['code', { mac: randomBytes(36) }],
  ];
  for (const [what, set, request] of changes) {
    const change: Change = { owner: 'signer', table: 'authorisations', where: { jti }, set };
    // oxlint-disable-next-line no-await-in-loop
    await whileChanged(databases, [change], async () => {
      const outcome = await reasonOf(insider.signer.signDigests({ ...standing, ...request }, await as(alice)));
      attempts.note(group, `authorisation: ${what}`, outcome, broken);
    });
  }
  // A handle that somebody makes up, written where another's stands.
  const made = await stand(insider, alice);
  const [row = {}] = await databases.query('signer', 'select handle_hash from authorisations where jti = $1', [
    await findJti(databases, made),
  ]);
  await databases.query('signer', 'update authorisations set handle_hash = null where jti = $1', [
    await findJti(databases, made),
  ]);
  const handle: Change = { owner: 'signer', table: 'authorisations', where: { jti }, set: row };
  await whileChanged(databases, [handle], async () => {
    const outcome = await reasonOf(insider.signer.signDigests({ ...standing, handle: made.handle }, await as(alice)));
    attempts.note(group, 'authorisation: handle', outcome, broken);
  });
  const late: Change = {
    owner: 'signer',
    table: 'authorisations',
    where: { jti },
    set: { expires_at: new Date(Date.now() - 1_000) },
  };
  await whileChanged(databases, [late], async () => {
    const outcome = await reasonOf(insider.signer.signDigests(standing, await as(alice)));
    attempts.note(group, 'authorisation: ended', outcome, [...broken, 'AUTHORISATION_EXPIRED']);
  });
  const good = await reasonOf(insider.signer.signDigests(standing, await as(alice)));
  attempts.note(group, 'authorisation: as it was', good, ['ok']);
}

/** Digests of authorisations: none is exchanged, and none is signed again. */
export async function changeDigests(
  { databases, signers }: SigningPlace,
  insider: Insider,
  attempts: Attempts,
): Promise<void> {
  const [alice] = signers;
  if (alice === undefined) throw new Error('a signer is needed');
  const { signer } = insider;
  const standing = await stand(insider, alice, { count: 3 });
  const jti = await findJti(databases, standing);
  const row = (ord: number, set: Record<string, unknown>): Change => ({
    owner: 'signer',
    table: 'authorised_digests',
    where: { jti, ord },
    set,
  });
  const evil = newDigest();
  await whileChanged(databases, [row(1, { digest: evil })], async () => {
    const outcome = await reasonOf(signer.signDigests({ ...standing, digests: [evil] }, await as(alice)));
    attempts.note(group, 'digest: another in its place', outcome, broken);
  });
  const [first = evil, second = evil] = standing.digests;
  await signer.signDigests({ ...standing, digests: [first] }, await as(alice));
  const unused = await databases.query<{ mac: Buffer }>(
    'signer',
    'select mac from authorised_digests where jti = $1 and ord = 1',
    [jti],
  );
  const back = { state: 'authorised', signature: null, batch_id: null, batch_ord: null };
  const again: [string, Record<string, unknown>][] = [
    ['set back to authorised', back],
    ['set back to authorised, with the code of another', { ...back, mac: unused[0]?.mac }],
  ];
  for (const [what, set] of again) {
    // oxlint-disable-next-line no-await-in-loop
    await whileChanged(databases, [row(0, set)], async () => {
      const alone = await reasonOf(signer.signDigests({ ...standing, digests: [first] }, await as(alice)));
      attempts.note(group, `digest: ${what}, alone`, alone, [...broken, 'AUTHORISATION_USED']);
      const both = await reasonOf(signer.signDigests({ ...standing, digests: [first, second] }, await as(alice)));
      attempts.note(group, `digest: ${what}, with another`, both, broken);
    });
  }
  const kept: [string, Record<string, unknown>][] = [
    ['signature', { signature: randomBytes(70) }],
    ['digest', { digest: evil }],
  ];
  for (const [what, set] of kept) {
    // oxlint-disable-next-line no-await-in-loop
    await whileChanged(databases, [row(0, set)], async () => {
      const outcome = await reasonOf(signer.signDigests({ ...standing, digests: [first] }, await as(alice)));
      attempts.note(group, `digest: signed, another ${what}, handed out again`, outcome, [
        ...broken,
        'DIGESTS_NOT_AUTHORISED',
      ]);
    });
  }
}

async function findJti(databases: SigningPlace['databases'], { digests }: Standing): Promise<string> {
  const [row] = await databases.query<{ jti: string }>(
    'signer',
    'select jti from authorised_digests where digest = $1',
    [digests[0]],
  );
  return row?.jti ?? '';
}
