import { randomBytes } from 'node:crypto';
import type { PublicKeys } from '@countersign/audit';
import { prepareSignature, type Signature, uploadDocument } from '../../../test/src/signing.ts';
import { codeOf } from '../persistent-client.ts';
import { type Attempts, reasonOf } from './attempts.ts';
import { attackDocuments } from './database-documents.ts';
import { as, enterAsRemoteSigning, type Insider, newDigest, type Standing, stand } from './insider.ts';
import type { Signer } from './people.ts';
import type { SigningPlace } from './place.ts';
import { readChain } from './reading.ts';
import { type Change, whileChanged, whileMissing } from './tampering.ts';

const group = 'by whoever writes to the databases';
const broken = ['KEY_RECORD_BROKEN'];

/** Attacks by whoever can write to every table, and has no key: he can destroy, and have nothing signed. */
export async function attackDatabases(place: SigningPlace, attempts: Attempts): Promise<void> {
  const insider = await enterAsRemoteSigning(place);
  try {
    await changeKeys(place, insider, attempts);
    await changeAuthorisations(place, insider, attempts);
    await changeDigests(place, insider, attempts);
  } finally {
    insider.close();
  }
  await changeHistories(place, attempts);
  await changeRequests(place, attempts);
  await attackDocuments(place, attempts);
}

async function changeKeys(place: SigningPlace, insider: Insider, attempts: Attempts): Promise<void> {
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
  const next = { keyId, assertion, digests, hashAlgorithm: 'SHA-256', clientId: '' };
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

async function changeAuthorisations(
  { databases, signers }: SigningPlace,
  insider: Insider,
  attempts: Attempts,
): Promise<void> {
  const [alice] = signers;
  if (alice === undefined) throw new Error('a signer is needed');
  const standing = await stand(insider, alice, { clientId: 'app_1' });
  const jti = await findJti(databases, standing);
  const [secondKey = ''] = alice.credentialIds.slice(1);
  const far = new Date('2100-01-01T00:00:00Z');
  const changes: [string, Record<string, unknown>, Partial<Standing>?][] = [
    ['application', { client_id: 'app_2' }, { clientId: 'app_2' }],
    ['level', { level: 1 }],
    ['end', { expires_at: far }],
    ['beginning', { reserved_at: far }],
    ['hash', { hash_algorithm: 'SHA-512' }],
    ['hash of the digests', { digests_hash: randomBytes(32) }],
    ['number of digests', { digest_count: 5 }],
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

async function changeDigests(
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

/** Records taken out, changed, or cut off at the end: the owner who exports his history finds out. */
async function changeHistories({ databases, api, signers }: SigningPlace, attempts: Attempts): Promise<void> {
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

/** The books of remote-signing: what the user did not confirm is not signed, whatever they say. */
async function changeRequests({ databases, api, signers }: SigningPlace, attempts: Attempts): Promise<void> {
  const [alice, bob, bound] = signers;
  if (alice === undefined || bob === undefined || bound === undefined) throw new Error('three signers are needed');
  const [keyId = '', secondKey = ''] = alice.credentialIds;
  const request = (id: string, set: Record<string, unknown>): Change => ({
    owner: 'remote-signing',
    table: 'signature_requests',
    where: { id },
    set,
  });
  const cases: [string, Record<string, unknown>, string[], Signer?][] = [
    ['another digest', { digests: [newDigest()] }, ['DIGESTS_NOT_AUTHORISED']],
    ['another key', { credential_id: secondKey }, ['ASSERTION_INVALID']],
    ['another hash', { hash_algorithm: 'SHA-384' }, ['DIGEST_INVALID', 'DIGESTS_NOT_AUTHORISED']],
    ['another person', { user_id: bob.userId }, ['CHALLENGE_NOT_FOUND', 'CREDENTIAL_NOT_FOUND'], bob],
    ['more time', { expires_at: new Date('2100-01-01T00:00:00Z') }, ['ok', 'signed']],
  ];
  for (const [what, set, allowed, who = alice] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    const prepared = await prepare(api, alice, keyId);
    // oxlint-disable-next-line no-await-in-loop
    const code = await confirm(alice, prepared);
    // oxlint-disable-next-line no-await-in-loop
    await databases.query(
      'remote-signing',
      `update signature_requests set ${Object.keys(set)
        .map((column, number) => `${column} = $${number + 2}`)
        .join(', ')} where id = $1`,
      [prepared.id, ...Object.values(set)],
    );
    // oxlint-disable-next-line no-await-in-loop
    attempts.note(group, `request: ${what}`, await authorise(api, who, prepared, code), allowed);
  }
  const used = await prepare(api, alice, keyId);
  const code = await confirm(alice, used);
  await authorise(api, alice, used, code);
  await whileChanged(
    databases,
    [request(used.id, { state: 'awaiting_authorisation', signed_at: null, signatures: null, receipt: null })],
    async () => {
      const outcome = await authorise(api, alice, used, code);
      attempts.note(group, 'request: signed, called waiting', outcome, [
        'CHALLENGE_ANSWERED',
        'CODE_REFUSED',
        'CHALLENGE_EXPIRED',
      ]);
    },
  );
  const [boundKey = ''] = bound.credentialIds;
  const policy = JSON.stringify({ factorKinds: [], contentBound: false, maxDigests: 100 });
  const copy: Change = { owner: 'remote-signing', table: 'credentials', where: { id: boundKey }, set: { policy } };
  await whileChanged(databases, [copy], async () => {
    const free = await prepare(api, bound, boundKey);
    const outcome = await authorise(api, bound, free, await bound.app.early());
    attempts.note(group, 'credential: policy loosened, any code', outcome, ['FACTOR_NOT_PERMITTED']);
  });
  await changeCertificates({ databases, api, alice, bob }, attempts);
}

async function changeCertificates(
  { databases, api, alice, bob }: Pick<SigningPlace, 'databases' | 'api'> & { alice: Signer; bob: Signer },
  attempts: Attempts,
): Promise<void> {
  const [keyId = ''] = alice.credentialIds;
  const certificateOf = async (id: string) => {
    const [row] = await databases.query(
      'remote-signing',
      'select certificate, public_key from credentials where id = $1',
      [id],
    );
    return row ?? {};
  };
  const theirs = await certificateOf(bob.credentialIds[0] ?? '');
  const cases: [string, Record<string, unknown>][] = [
    ['certificate of another', pick(theirs, ['certificate'])],
    ['certificate and key of another', theirs],
    ['random certificate', { certificate: randomBytes(500) }],
  ];
  for (const [what, set] of cases) {
    for (const kind of ['digests', 'document'] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const documentId = await uploadDocument(api, { token: await alice.token() }, anyFile());
      // oxlint-disable-next-line no-await-in-loop
      const prepared = await (kind === 'digests'
        ? prepare(api, alice, keyId)
        : prepareSignature(
            api,
            // oxlint-disable-next-line no-await-in-loop
            { token: await alice.token() },
            { credentialId: keyId, documents: [{ documentId, level: 'B-B' }] },
          ));
      // oxlint-disable-next-line no-await-in-loop
      const code = await confirm(alice, prepared);
      const change: Change = { owner: 'remote-signing', table: 'credentials', where: { id: keyId }, set };
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await whileChanged(databases, [change], () => authorise(api, alice, prepared, code));
      attempts.note(group, `credential: ${what}, ${kind}`, outcome, [
        'INTERNAL',
        'CREDENTIAL_NOT_ACTIVE',
        'CREDENTIAL_RECORD_BROKEN',
      ]);
      // oxlint-disable-next-line no-await-in-loop
      const { state } = await api.ask<Signature>('GET', `/v1/signatures/${prepared.id}`, {
        token: await alice.token(),
      });
      attempts.require(group, `credential: ${what}, ${kind}: nothing is handed out`, state !== 'signed');
    }
  }
}

function anyFile(): { name: string; content: Buffer; type: string } {
  return { name: 'note.txt', content: randomBytes(40), type: 'text/plain' };
}

async function findJti(databases: SigningPlace['databases'], { digests }: Standing): Promise<string> {
  const [row] = await databases.query<{ jti: string }>(
    'signer',
    'select jti from authorised_digests where digest = $1',
    [digests[0]],
  );
  return row?.jti ?? '';
}

async function prepare(api: SigningPlace['api'], signer: Signer, credentialId: string): Promise<Signature> {
  const digests = [{ digest: newDigest().toString('base64'), label: 'x' }];
  return await prepareSignature(api, { token: await signer.token() }, { credentialId, digests });
}

async function confirm(signer: Signer, { transactionUri = '' }: Signature): Promise<string> {
  return (await signer.app.confirm(transactionUri)).code;
}

async function authorise(api: SigningPlace['api'], signer: Signer, { id }: Signature, code: string): Promise<string> {
  const path = `/v1/signatures/${id}/authorisation`;
  const { status, body } = await api.sendOnce<Signature>('POST', path, { token: await signer.token(), body: { code } });
  return status === 200 ? body.state : codeOf(body);
}

function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
