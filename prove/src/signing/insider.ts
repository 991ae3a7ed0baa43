import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Caller, createCaller, newContext } from '@countersign/grpc';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import {
  type AuthoriseRequest,
  DigestKind,
  type SignDigestsResponse,
  SignerServiceService,
} from '@countersign/proto/signer';
import { certificateOf } from '../../../test/src/insider.ts';
import { type Attempts, reasonOf } from './attempts.ts';
import type { Signer } from './people.ts';
import type { SigningPlace } from './place.ts';

const group = 'with the certificate of remote-signing';
const replayWindowMs = 60_000;

/** What somebody holds who has taken over remote-signing, and has the user's token of this moment. */
export interface Insider {
  signer: Caller<typeof SignerServiceService>;
  secondFactor: Caller<typeof SecondFactorServiceService>;
  /** Has the user prove himself for digests, as he would for a request of his own. */
  assert: (
    user: Signer,
    keyId: string,
    digests: readonly Buffer[],
    token?: string,
    signatures?: number,
  ) => Promise<string>;
  close: () => void;
}

/** An authorisation that stands, and the request that would use it. */
export interface Standing {
  keyId: string;
  digests: Buffer[];
  handle: string;
  hashAlgorithm: string;
  clientId: string;
  signedAttributes: Buffer[];
}

/** What an authorisation of exactly the digests that are named says of others. */
export const nothingOpen: Pick<AuthoriseRequest, 'signatures' | 'digestKind' | 'openSeconds'> = {
  signatures: 0,
  digestKind: DigestKind.UNSPECIFIED,
  openSeconds: 0,
};

/** A digest of something that nobody signed before. */
export function newDigest(): Buffer {
  return createHash('sha256').update(randomBytes(32)).digest();
}

/** Connects as remote-signing does. */
export async function enterAsRemoteSigning({ platform }: SigningPlace): Promise<Insider> {
  const tls = await certificateOf(platform, 'remote-signing');
  const at = (callee: string) => ({ address: `localhost:${platform.ports[callee]}`, callee, tls, timeoutMs: 30_000 });
  const signer = createCaller(SignerServiceService, at('signer'));
  const secondFactor = createCaller(SecondFactorServiceService, at('second-factor'));
  return {
    signer,
    secondFactor,
    assert: async (user, keyId, digests, token, signatures = 0) => {
      const actor = await as(user, token);
      const { challengeId, transactionUri } = await secondFactor.createSigningChallenge(
        {
          operationId: `prove-${randomBytes(8).toString('hex')}`,
          credentialId: keyId,
          digests: [...digests],
          labels: digests.map(() => 'x'),
          accountId: '',
          signatures,
        },
        actor,
      );
      // Where digests are named later, there is nothing that an app could make a code for.
      const code = transactionUri === '' ? await user.app.early() : (await user.app.confirm(transactionUri)).code;
      const answer = {
        challengeId,
        code,
        authenticatorId: '',
        cellsChallengeId: '',
        permittedKinds: [],
        contentBound: false,
        shown: false,
        digests: [],
        signatures: 0,
      };
      return (await secondFactor.answerSigningChallenge(answer, actor)).assertion;
    },
    close: () => {
      signer.close();
      secondFactor.close();
    },
  };
}

/** As a user, in the session of a token. */
export async function as(user: Signer, token?: string) {
  return { context: newContext({ actorToken: token ?? (await user.token()) }) };
}

/** Has digests authorised. */
export async function stand(
  { signer, assert }: Insider,
  user: Signer,
  { count = 1, clientId = '', keyId = user.credentialIds[0] ?? '' } = {},
): Promise<Standing> {
  const digests = Array.from({ length: count }, newDigest);
  const assertion = await assert(user, keyId, digests);
  const common = { keyId, hashAlgorithm: 'SHA-256', clientId };
  const { handle } = await signer.authorise({ ...common, ...nothingOpen, digests, assertion }, await as(user));
  return { ...common, digests, handle, signedAttributes: [] };
}

/** Attacks by whoever has taken over remote-signing: the signer believes nothing of what he says. */
export async function attackFromInside(place: SigningPlace, attempts: Attempts): Promise<void> {
  const [alice, bob] = place.signers;
  if (alice === undefined || bob === undefined) throw new Error('two signers are needed');
  const insider = await enterAsRemoteSigning(place);
  try {
    const others = async () => {
      await misuseHandle(insider, { alice, bob }, attempts);
      await misuseAssertion(insider, { alice, bob }, attempts);
      await raceHandle(insider, place, { alice, attempts });
    };
    await Promise.all([replayLater(insider, alice, attempts), others()]);
  } finally {
    insider.close();
  }
}

async function replayLater(insider: Insider, alice: Signer, attempts: Attempts): Promise<void> {
  const { signer } = insider;
  const standing = await stand(insider, alice, { count: 2 });
  const first = await signer.signDigests(standing, await as(alice));
  const again = await signer.signDigests(standing, await as(alice));
  attempts.require(group, 'the same call again at once gets the same signatures', isSame(first, again));
  await delay(replayWindowMs + 1_000);
  for (let time = 0; time < 10; time += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(signer.signDigests(standing, await as(alice)));
    attempts.note(group, 'handle once more after a minute', outcome, ['AUTHORISATION_USED']);
  }
}

async function misuseHandle(
  insider: Insider,
  { alice, bob }: { alice: Signer; bob: Signer },
  attempts: Attempts,
): Promise<void> {
  const { signer } = insider;
  const [first = '', second = ''] = alice.credentialIds;
  const standing = await stand(insider, alice, { count: 3, keyId: first });
  const ofApplication = await stand(insider, alice, { clientId: 'app_1', keyId: first });
  const [a = newDigest(), b = newDigest()] = standing.digests;
  const notFound = ['AUTHORISATION_NOT_FOUND'];
  const foreign = ['DIGESTS_NOT_AUTHORISED'];
  const cases: [string, string[], Partial<Standing>, Signer?][] = [
    ['handle in the name of an application', notFound, { clientId: 'app_1' }],
    ['handle of an application, without its token', notFound, ofApplication],
    ['handle of an application in no name', notFound, { ...ofApplication, clientId: '' }],
    ['handle for another key of the same person', [...notFound, 'KEY_NOT_ACTIVE'], { keyId: second }],
    ['handle for another’s key', ['KEY_NOT_FOUND'], { keyId: bob.credentialIds[0] ?? '' }],
    ['handle as another person', ['KEY_NOT_FOUND'], {}, bob],
    ['handle as another person for his key', notFound, { keyId: bob.credentialIds[0] ?? '' }, bob],
    ['made-up handle', notFound, { handle: randomBytes(32).toString('base64url') }],
    ['no handle', notFound, { handle: '' }],
    ['digest that was not authorised', foreign, { digests: [newDigest()] }],
    ['digest added', foreign, { digests: [...standing.digests, newDigest()] }],
    ['digest twice', foreign, { digests: [a, a] }],
    ['digest in the place of another', foreign, { digests: [a, newDigest(), b] }],
    ['other hash, same length', ['SIGN_ALGORITHM_MISMATCH', 'DIGEST_INVALID'], { hashAlgorithm: 'SHA3-256' }],
    ['other hash', ['SIGN_ALGORITHM_MISMATCH'], { hashAlgorithm: 'SHA-384', digests: [Buffer.alloc(48, 1)] }],
    ['digest of no hash', ['DIGEST_INVALID'], { digests: [Buffer.alloc(20, 1)] }],
    ['no digests', ['DIGEST_INVALID'], { digests: [] }],
    ['signed attributes beside the digests', ['DIGEST_INVALID'], { signedAttributes: [a, a, b] }],
  ];
  for (const [what, allowed, change, who = alice] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(signer.signDigests({ ...standing, ...change }, await as(who)));
    attempts.note(group, what, outcome, allowed);
  }
  const noUser = await reasonOf(signer.signDigests(standing, { context: newContext({}) }));
  attempts.note(group, 'handle without a user', noUser, ['AUTHENTICATION_REQUIRED']);
  // All of it changed nothing: a part is signed, then the rest, each once.
  const part = await reasonOf(signer.signDigests({ ...standing, digests: [b] }, await as(alice)));
  attempts.note(group, 'part of what was authorised, as may be', part, ['ok']);
  const used = ['AUTHORISATION_USED'];
  const whole = await reasonOf(signer.signDigests(standing, await as(alice)));
  attempts.note(group, 'all of it after a part was used', whole, used);
  const reordered = await reasonOf(signer.signDigests({ ...standing, digests: [b, a] }, await as(alice)));
  attempts.note(group, 'used part in another order', reordered, used);
}

async function misuseAssertion(
  insider: Insider,
  { alice, bob }: { alice: Signer; bob: Signer },
  attempts: Attempts,
): Promise<void> {
  const { signer, assert } = insider;
  const [keyId = '', second = ''] = alice.credentialIds;
  const digests = [newDigest(), newDigest()];
  const assertion = await assert(alice, keyId, digests);
  const request = { keyId, assertion, digests, hashAlgorithm: 'SHA-256', clientId: '', ...nothingOpen };
  const invalid = ['ASSERTION_INVALID'];
  const other = await alice.otherSession();
  const cases: [string, string[], Partial<typeof request>, Signer?, string?][] = [
    ['assertion in another session', invalid, {}, alice, other],
    ['assertion as another person', ['KEY_NOT_FOUND'], {}, bob],
    ['assertion for another key', [...invalid, 'KEY_NOT_ACTIVE'], { keyId: second }],
    ['assertion for another’s key', ['KEY_NOT_FOUND'], { keyId: bob.credentialIds[0] ?? '' }],
    ['assertion with a digest added', ['DIGESTS_NOT_AUTHORISED'], { digests: [...digests, newDigest()] }],
    ['assertion with a digest missing', ['DIGESTS_NOT_AUTHORISED'], { digests: digests.slice(1) }],
    ['assertion in another order', ['DIGESTS_NOT_AUTHORISED'], { digests: digests.toReversed() }],
    ['assertion for another digest', ['DIGESTS_NOT_AUTHORISED'], { digests: [digests[0] ?? newDigest(), newDigest()] }],
    ['assertion for more signatures', ['DIGESTS_NOT_AUTHORISED'], { signatures: 3 }],
    ['assertion for fewer signatures', ['DIGEST_INVALID'], { signatures: 1 }],
    ['assertion by a key of one’s own', invalid, { assertion: forge(assertion) }],
    ['assertion with other claims', invalid, { assertion: alter(assertion, { digests: [] }) }],
    ['assertion not signed', invalid, { assertion: unsigned(assertion) }],
    ['access token as an assertion', invalid, { assertion: await alice.token() }],
    ['no assertion', invalid, { assertion: '' }],
  ];
  for (const [what, allowed, change, who = alice, token] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(signer.authorise({ ...request, ...change }, await as(who, token)));
    attempts.note(group, what, outcome, allowed);
  }
  const { handle } = await signer.authorise(request, await as(alice));
  const renewed = await signer.authorise(request, await as(alice));
  const rest = { keyId, digests, hashAlgorithm: 'SHA-256', clientId: '', signedAttributes: [] };
  const replaced = await reasonOf(signer.signDigests({ ...rest, handle }, await as(alice)));
  attempts.note(group, 'handle that was replaced', replaced, ['AUTHORISATION_NOT_FOUND']);
  const client = await reasonOf(signer.authorise({ ...request, clientId: 'app_1' }, await as(alice)));
  attempts.note(group, 'assertion again for another application', client, ['AUTHORISATION_USED']);
  await signer.signDigests({ ...rest, handle: renewed.handle }, await as(alice));
  for (let time = 0; time < 10; time += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const used = await reasonOf(signer.authorise(request, await as(alice)));
    attempts.note(group, 'assertion again after it was used', used, ['AUTHORISATION_USED']);
  }
}

/** One handle fifty times in the same moment, the same and each time in another order. */
async function raceHandle(
  insider: Insider,
  { databases }: SigningPlace,
  { alice, attempts }: { alice: Signer; attempts: Attempts },
): Promise<void> {
  const { signer } = insider;
  const identical = await stand(insider, alice, { count: 10 });
  const context = await as(alice);
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => signer.signDigests(identical, context)));
  const made = new Set<string>();
  for (const answer of answers) {
    if (answer.status === 'fulfilled') made.add(answer.value.signatures.map((one) => one.toString('hex')).join());
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(answer.status === 'fulfilled' ? Promise.resolve() : Promise.reject(answer.reason));
    attempts.note(group, 'one handle 50 times at once, the same', outcome, ['ok', 'AUTHORISATION_USED']);
  }
  attempts.require(group, 'and all of them get one and the same', made.size === 1);
  const mixed = await stand(insider, alice, { count: 6 });
  const orders = Array.from({ length: 50 }, (_, turn) => {
    const at = turn % mixed.digests.length;
    const digests = [...mixed.digests.slice(at), ...mixed.digests.slice(0, at)];
    return turn % 2 === 0 ? digests : digests.slice(0, 1 + (turn % 5));
  });
  const others = await Promise.all(
    orders.map((digests) => reasonOf(signer.signDigests({ ...mixed, digests }, context))),
  );
  for (const outcome of others) {
    attempts.note(group, 'one handle 50 times at once, other parts and orders', outcome, ['ok', 'AUTHORISATION_USED']);
  }
  const twice = await databases.query(
    'signer',
    `select a.key_id from authorised_digests d join authorisations a on a.jti = d.jti
     where d.signature is not null and d.digest = any($1) group by a.key_id, d.digest having count(*) > 1`,
    [[...identical.digests, ...mixed.digests]],
  );
  attempts.require(group, 'and no digest has two signatures', twice.length === 0);
}

function isSame(one: SignDigestsResponse, other: SignDigestsResponse): boolean {
  const areEqual = one.signatures.every((signature, number) => other.signatures[number]?.equals(signature));
  return areEqual && one.signatures.length === other.signatures.length && one.receipt === other.receipt;
}

/** The same claims and header, signed by another key. */
function forge(jws: string): string {
  const [header = '', payload = ''] = jws.split('.');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return `${header}.${payload}.${signText(`${header}.${payload}`, privateKey)}`;
}

function alter(jws: string, over: object): string {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object;
  return `${header}.${encode({ ...claims, ...over })}.${signature}`;
}

function unsigned(jws: string): string {
  const [header = '', payload = ''] = jws.split('.');
  const head = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as object;
  return `${encode({ ...head, alg: 'none' })}.${payload}.`;
}

function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
