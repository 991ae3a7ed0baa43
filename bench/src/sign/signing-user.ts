import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTokenKey } from '../../../test/src/forged-tokens.ts';
import { stepsToSigning, type World, walkJourney } from '../../../test/src/journey.ts';
import { uploadDocument } from '../../../test/src/signing.ts';
import { appPin } from '../../../test/src/steps/factors.ts';
import { knownBuyerSteps } from '../../../test/src/steps/known-buyer.ts';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import type { BenchmarkContext } from '../benchmark.ts';
import type { Algorithm, UserPlace } from './orders.ts';
import type { SampleDocument } from './sample-documents.ts';

/** Somebody who signs, and what he signs with. */
export interface SigningUser {
  place: UserPlace;
  credentialIds: Readonly<Record<Algorithm, string>>;
  /** Certificate of the credential on P-256, and of its issuer. */
  certificate: Buffer;
  issuer: Buffer;
  /** Ids of the documents, in their order. */
  documentIds: readonly string[];
}

/** The shortest way to two licences for signing. */
const steps = [...stepsToSigning, ...knownBuyerSteps];

/** Somebody who may have signing certificates, his session, and who let him in. */
export interface PreparedUser {
  world: World;
  place: UserPlace;
}

/** Buys, sets up an app and is validated, as an outside client would. */
export async function prepareUser(
  platform: TestPlatform,
  { closing, note }: Pick<BenchmarkContext, 'closing' | 'note'>,
): Promise<PreparedUser> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-bench-app-'));
  closing.add(() => rm(folder, { recursive: true, force: true }));
  let failure: unknown;
  const { world } = await walkJourney({
    ...platform,
    folder,
    steps,
    onStep: (_result, error) => (failure ??= error),
    onWait: (ms) => note(`waiting ${(ms / 1000).toFixed(0)} s for the next code`),
  });
  if (failure !== undefined) throw new Error('no user could be prepared', { cause: failure });
  const { token } = world.signer;
  if (token === undefined) throw new Error('the journey ended without an access token');
  const place = {
    url: platform.url,
    tokenKey: await readTokenKey(platform.platform),
    claims: claimsOf(token),
    appHome: path.join(folder, 'phone'),
    pin: appPin,
  };
  return { world, place };
}

/** Prepares a user who makes credentials and stores documents. */
export async function makeSigningUser(
  platform: TestPlatform,
  documents: readonly SampleDocument[],
  context: BenchmarkContext,
): Promise<SigningUser> {
  const { world, place } = await prepareUser(platform, context);
  const { api, signer } = world;
  const { token } = signer;

  const create = async (keyAlgorithm: Algorithm) =>
    await api.ask<{ id: string; certificatePem: string; chainPem: string }>('POST', '/v1/credentials', {
      token,
      idempotent: true,
      body: { keyAlgorithm },
    });
  const [elliptic, rsa] = [await create('P-256'), await create('RSA-3072')];
  const documentIds: string[] = [];
  for (const document of documents) {
    // oxlint-disable-next-line no-await-in-loop -- a handful
    documentIds.push(await uploadDocument(api, signer, document));
  }
  return {
    place,
    credentialIds: { 'P-256': elliptic.id, 'RSA-3072': rsa.id },
    certificate: new X509Certificate(elliptic.certificatePem).raw,
    issuer: new X509Certificate(elliptic.chainPem).raw,
    documentIds,
  };
}

/** What an access token says. */
function claimsOf(token: string): object {
  const [, claims = ''] = token.split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as object;
}
