import { randomBytes } from 'node:crypto';
import { prepareSignature, type Signature, uploadDocument } from '../../../../test/src/signing.ts';
import type { Attempts } from '../attempts.ts';
import { newDigest } from '../insider.ts';
import type { Signer } from '../people.ts';
import type { SigningPlace } from '../place.ts';
import { authorise, confirm, prepare } from './steps.ts';
import { type Change, group, pick, whileChanged, write } from './tampering.ts';

/** The books of remote-signing: what the user did not confirm is not signed, whatever they say. */
export async function changeRequests({ databases, api, signers }: SigningPlace, attempts: Attempts): Promise<void> {
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
    await write(databases, request(prepared.id, set));
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
