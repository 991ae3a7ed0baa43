import { randomBytes } from 'node:crypto';
import { type Attempts, reasonOf } from '../attempts.ts';
import { as, type Insider, newDigest, nothingOpen, type Standing, stand } from '../insider.ts';
import type { Signer } from '../people.ts';
import type { SigningPlace } from '../place.ts';
import { authorise, confirm, prepare } from './steps.ts';
import { broken, type Change, group, pick, whileChanged } from './tampering.ts';

/** Rows of keys: nothing is signed, nor authorised, with one that somebody changed. */
export async function changeKeys(place: SigningPlace, insider: Insider, attempts: Attempts): Promise<void> {
  const { databases } = place;
  // His policy asks for codes that are bound to the content: there is something to loosen.
  const [alice, bob, bound] = place.signers;
  if (alice === undefined || bob === undefined || bound === undefined) throw new Error('three signers are needed');
  const [keyId = ''] = bound.credentialIds;
  const [otherId = ''] = alice.credentialIds;
  const [other = {}] = await databases.query(
    'signer',
    'select owner, public_key, sealed_private_key, mac, policy_kinds, policy_bound, policy_max from keys where id = $1',
    [otherId],
  );
  const key = (set: Record<string, unknown>): Change => ({ owner: 'signer', table: 'keys', where: { id: keyId }, set });
  const changes: [string, Record<string, unknown>, string[]?][] = [
    ['blob of another key', { sealed_private_key: other['sealed_private_key'] }],
    ['public key of another key', { public_key: other['public_key'] }],
    ['blob and public key of another key', pick(other, ['sealed_private_key', 'public_key'])],
    ['blob, public key and code of another key', pick(other, ['sealed_private_key', 'public_key', 'mac'])],
    ['random blob', { sealed_private_key: randomBytes(200) }],
    ['owner of another key', { owner: alice.userId }, ['KEY_NOT_FOUND']],
    ['algorithm', { algorithm: 'P-384' }],
    ['state', { state: 'suspended' }, ['KEY_RECORD_BROKEN', 'KEY_NOT_ACTIVE']],
    ['version', { version: 7 }],
    ['policy without kinds', { policy_kinds: [] }],
    ['policy with another kind', { policy_kinds: ['sms', 'soft_token'] }],
    ['policy without binding', { policy_bound: false }],
    ['policy with more digests', { policy_max: 1000 }],
    ['policy with open signatures', { policy_open: 1000 }],
    ['policy with open signatures for longer', { policy_open_seconds: 86_400 }],
    ['no policy', { policy_kinds: null, policy_bound: null, policy_max: null }],
    [
      'no policy, as records were of before',
      { policy_kinds: null, policy_bound: null, policy_max: null, mac_version: 1 },
    ],
    ['version of the code', { mac_version: 1 }],
    ['custody', { custody: 'other' }],
    ['code', { mac: randomBytes(36) }],
  ];
  const standing = await stand(insider, bound);
  const digests = [newDigest()];
  const assertion = await insider.assert(bound, keyId, digests);
  const next = { keyId, assertion, digests, hashAlgorithm: 'SHA-256', clientId: '', ...nothingOpen };
  for (const [what, set, allowed = broken] of changes) {
    // oxlint-disable-next-line no-await-in-loop
    await whileChanged(databases, [key(set)], async () => {
      const context = await as(bound);
      const sign = await reasonOf(insider.signer.signDigests(standing, context));
      attempts.note(group, `key: ${what}; signing`, sign, allowed);
      const authorised = await reasonOf(insider.signer.authorise(next, context));
      attempts.note(group, `key: ${what}; authorising`, authorised, allowed);
    });
  }
  // An owner that was changed gets the other nothing either.
  await whileChanged(databases, [key({ owner: alice.userId })], async () => {
    const stolen = await insider.assert(alice, keyId, digests);
    const outcome = await reasonOf(insider.signer.authorise({ ...next, assertion: stolen }, await as(alice)));
    attempts.note(group, 'key: given to another, who authorises', outcome, broken);
  });
  await signsAgain(insider, bound, { standing, next }, attempts);
  await wakeSuspended(place, insider, attempts);
}

/** What was tried broke nothing: with the rows as they were, all is well. */
async function signsAgain(
  { signer }: Insider,
  user: Signer,
  { standing, next }: { standing: Standing; next: Parameters<Insider['signer']['authorise']>[0] },
  attempts: Attempts,
): Promise<void> {
  const sign = await reasonOf(signer.signDigests(standing, await as(user)));
  const authorised = await reasonOf(signer.authorise(next, await as(user)));
  // Its five minutes may be over by now.
  attempts.note(group, 'key: as it was; signing', sign, ['ok', 'AUTHORISATION_EXPIRED']);
  attempts.note(group, 'key: as it was; authorising', authorised, ['ok', 'ASSERTION_INVALID']);
}

/** A key that rests is not woken by a row, neither the signer's nor that of remote-signing. */
async function wakeSuspended(
  { databases, api, signers }: SigningPlace,
  insider: Insider,
  attempts: Attempts,
): Promise<void> {
  const bob = signers[1];
  if (bob === undefined) throw new Error('two signers are needed');
  const [keyId = ''] = bob.credentialIds;
  const request = await prepare(api, bob, keyId);
  const standing = await stand(insider, bob);
  await api.ask('POST', `/v1/credentials/${keyId}/suspension`, { token: await bob.token() });
  const where = { id: keyId };
  await whileChanged(databases, [{ owner: 'signer', table: 'keys', where, set: { state: 'active' } }], async () => {
    const outcome = await reasonOf(insider.signer.signDigests(standing, await as(bob)));
    attempts.note(group, 'key: suspended, called active by its row', outcome, broken);
  });
  const credential = { owner: 'remote-signing', table: 'credentials', where, set: { state: 'active' } } as const;
  await whileChanged(databases, [credential], async () => {
    const code = await confirm(bob, request);
    const outcome = await authorise(api, bob, request, code);
    attempts.note(group, 'credential: suspended, called active by its row', outcome, [
      'KEY_NOT_ACTIVE',
      'CREDENTIAL_NOT_ACTIVE',
    ]);
  });
  await api.ask('POST', `/v1/credentials/${keyId}/resumption`, { token: await bob.token() });
}
