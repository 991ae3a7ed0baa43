import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { type CallContext, createActorVerifier, implement, newContext } from '@countersign/grpc';
import { createSealedCustody } from '@countersign/key-custody';
import {
  type AuthoriseRequest,
  DigestKind,
  type SignDigestsRequest,
  SignerServiceService,
} from '@countersign/proto/signer';
import { createMetrics } from '@countersign/runtime';
import { type Keyring, SealBrokenError } from '@countersign/sealing';
import {
  createTestTrust,
  fakeClock,
  findAccessFaults,
  startTestService,
  type TestActor,
  testDatabase,
} from '@countersign/testing';
import { access } from '../src/signer/access.ts';
import { createAssertionVerifier } from '../src/signer/assertion.ts';
import { signAuditRoot } from '../src/signer/audit-root.ts';
import type { SignerDatabase } from '../src/signer/database.ts';
import { migrations } from '../src/signer/migrations/index.ts';
import { createSigner } from '../src/signer/signer-service.ts';
import { giveUpLost } from '../src/signer/sweep.ts';
import { type AssertionClaims, createSecondFactorKeys, randomKeyring } from './second-factor-keys.ts';

export const alice = { userId: 'usr_alice', sessionId: 'ses_alice' };
export const mallory = { userId: 'usr_mallory', sessionId: 'ses_mallory' };

/** What a key asks for, as callers say it. */
export const openPolicy = {
  factorKinds: [] as string[],
  contentBound: false,
  maxDigests: 0,
  openSignatures: 0,
  openSeconds: 0,
};

/** A digest of a text. */
export const digestOf = (text: string, hash = 'sha256') => createHash(hash).update(text).digest();

/** Why a call was refused. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof DomainError ? error.reason : `no refusal: ${String(error)}`;
}

/** Whether a signature by a key (SubjectPublicKeyInfo) over a text verifies. */
export function isSignature(publicKey: Buffer, text: string | Buffer, signature?: Buffer, hash = 'sha256'): boolean {
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  return signature !== undefined && verify(hash, Buffer.from(text), key, signature);
}

/** The signer as it runs, with a database of its own, over mTLS. */
export async function startSigner({ keyring = randomKeyring() }: { keyring?: Keyring } = {}) {
  const clock = fakeClock();
  const macKeyring = randomKeyring();
  const [trust, secondFactor, database] = await Promise.all([
    createTestTrust(),
    createSecondFactorKeys(),
    testDatabase<SignerDatabase>({ migrate: (db) => runMigrations(db, migrations) }),
  ]);
  const { db } = database;
  const verifyAssertion = createAssertionVerifier(secondFactor.jwks, clock);
  /** The signer again on the same database, as after a restart. */
  const again = (over: { keyring?: Keyring } = {}) => {
    const custody = createSealedCustody({ keyring: over.keyring ?? keyring });
    const metrics = createMetrics('signer');
    const options = { custody, macKeyring, verifyAssertion, reauthenticationMs: 10 * 60_000, metrics, rsaPool: 1 };
    return { metrics, ...createSigner({ db, clock, ...options }) };
  };
  const made = again();
  const service = await startTestService('signer', implement(SignerServiceService, made.handlers, access), trust);
  const signer = service.caller(SignerServiceService, 'remote-signing');
  const as = async (actor: TestActor): Promise<{ context: CallContext }> => ({
    context: newContext({ actorToken: await trust.tokenFor(actor) }),
  });
  /** The context of a call as handlers get it. */
  const contextOf = async (actor: TestActor): Promise<CallContext> => {
    const { actorToken = '' } = (await as(actor)).context;
    return newContext({ actorToken, actor: await createActorVerifier(trust.jwks)(actorToken) });
  };
  let count = 0;
  /** A key of Alice with digests, and the assertion of her second factor over them. */
  const prepare = async (
    over: {
      texts?: string[];
      hash?: string;
      algorithm?: string;
      claims?: Partial<AssertionClaims>;
      policy?: Partial<typeof openPolicy>;
      keyId?: string;
      at?: Date;
    } = {},
  ) => {
    count += 1;
    const number = count;
    const { hash = 'SHA-256', algorithm = 'P-256', keyId = `crd_${number}`, texts = [`contract ${number}`] } = over;
    const { publicKey } = await signer.generateKey(
      { keyId, algorithm, nonce: randomBytes(32), policy: { ...openPolicy, ...over.policy } },
      await as(alice),
    );
    const digests = texts.map((text) => digestOf(text, hash.replace('-', '')));
    const claims: AssertionClaims = {
      sub: alice.userId,
      sid: alice.sessionId,
      jti: `chl_${number}`,
      credential_id: keyId,
      digests: digests.map((digest) => digest.toString('base64url')),
      ...over.claims,
    };
    const assertion = await secondFactor.assert(claims, over.at ?? clock.now());
    const request: AuthoriseRequest = {
      keyId,
      assertion,
      digests,
      hashAlgorithm: hash,
      clientId: '',
      signatures: 0,
      digestKind: DigestKind.UNSPECIFIED,
      openSeconds: 0,
    };
    return { keyId, publicKey, texts, digests, claims, request };
  };
  /** The same, authorised by the user himself: for the product, or for an application, whose token signs then. */
  const authorised = async (over: Parameters<typeof prepare>[0] & { order?: Partial<AuthoriseRequest> } = {}) => {
    const prepared = await prepare(over);
    const request = { ...prepared.request, ...over.order };
    const authorisation = await signer.authorise(request, await as(alice));
    const { keyId, digests, hashAlgorithm, clientId } = request;
    const { handle, authorisationId } = authorisation;
    const sign: SignDigestsRequest = { keyId, digests, hashAlgorithm, clientId, handle, signedAttributes: [] };
    const actor: TestActor =
      clientId === ''
        ? alice
        : { ...alice, client: { id: clientId, scope: 'credential', credentialId: keyId, authorisationId } };
    return { ...prepared, request, authorisation, sign, actor };
  };
  return {
    clock,
    db,
    macKeyring,
    secondFactor,
    trust,
    signer,
    /** The signer as an operator calls it. */
    ops: service.caller(SignerServiceService, 'ops'),
    as,
    prepare,
    authorised,
    again,
    ...made,
    /** What a crash between reserving and storing leaves: a signer that reserved, and whose custody opens no key. */
    crashWhileSigning: async (sign: SignDigestsRequest, actor: TestActor = alice) => {
      const { handlers } = again({ keyring: randomKeyring() });
      const outcome = await handlers.signDigests(sign, await contextOf(actor)).catch((error: unknown) => error);
      if (!(outcome instanceof SealBrokenError)) throw new Error('it did not crash');
    },
    contextOf,
    signRoot: () => signAuditRoot({ db, clock, ownKey: made.ownKey }),
    giveUpLost: () => giveUpLost({ db, clock }),
    accessFaults: () => findAccessFaults(service, SignerServiceService, access),
    close: async () => {
      await service.close();
      await database.destroy();
    },
  };
}

export type TestSigner = Awaited<ReturnType<typeof startSigner>>;
