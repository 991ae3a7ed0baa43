import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createCaller, newContext, tokenIssuer } from '@countersign/grpc';
import { DigestKind, SignerServiceService } from '@countersign/proto/signer';
import { signJwt } from '../json-web-token.ts';
import type { Algorithm, SignerPlace } from './orders.ts';

/** Authorises and signs at the signer, as remote-signing does, for a user of its own. */
export interface SignerClient {
  /** One authorisation over so many digests, and their signatures. */
  sign: (algorithm: Algorithm, digests: number) => Promise<void>;
  close: () => void;
}

const keysOfEach: Record<Algorithm, number> = { 'P-256': 8, 'RSA-3072': 3 };
const mostDigests = 1000;

/** Makes keys, and looks once whether what is signed with them verifies. */
export async function createSignerClient(place: SignerPlace): Promise<SignerClient> {
  const { address, tls, tokenKey, assertionKey } = place;
  const rpc = createCaller(SignerServiceService, { address, callee: 'signer', tls, timeoutMs: 25_000 });
  const run = `${process.pid}x${Date.now()}`;
  const user = { sub: `usr_${run}`, sid: `ses_${run}` };
  const now = () => Math.floor(Date.now() / 1000);
  const newActor = () => {
    const at = now();
    const login = { acr: 'urn:countersign:aal2', amr: ['pwd', 'otp', 'mfa'], scope: 'full', auth_time: at };
    const claims = { iss: tokenIssuer, aud: tokenIssuer, ...user, ...login, iat: at, exp: at + 300 };
    return { madeAt: at, token: signJwt(tokenKey, 'at+jwt', claims) };
  };
  let actor = newActor();
  const context = () => {
    if (now() - actor.madeAt > 120) actor = newActor();
    return { context: newContext({ actorToken: actor.token }) };
  };
  let number = 0;
  const signDigests = async (keyId: string, digests: Buffer[]): Promise<Buffer[]> => {
    number += 1;
    const at = now();
    const assertion = signJwt(assertionKey, 'JWT', {
      iss: 'second-factor',
      aud: 'signer',
      ...user,
      jti: `chl_${run}x${number}`,
      credential_id: keyId,
      digests: digests.map((digest) => digest.toString('base64url')),
      amr: ['otp'],
      factor: { id: `aut_${run}`, kind: 'soft_token' },
      bound: true,
      auth_time: at,
      iat: at,
      exp: at + 120,
    });
    const common = { keyId, digests, hashAlgorithm: 'SHA-256', clientId: '' };
    const { handle } = await rpc.authorise(
      { ...common, assertion, signatures: 0, digestKind: DigestKind.UNSPECIFIED, openSeconds: 0 },
      context(),
    );
    const { signatures } = await rpc.signDigests({ ...common, handle, signedAttributes: [] }, context());
    if (signatures.length !== digests.length) throw new Error('the signer left digests out');
    return signatures;
  };
  const makeKey = async (algorithm: Algorithm, index: number): Promise<string> => {
    const keyId = `crd_${run}${algorithm.replace('-', '')}x${index}`;
    const policy = {
      factorKinds: [],
      contentBound: true,
      maxDigests: mostDigests,
      openSignatures: 0,
      openSeconds: 0,
    };
    const { publicKey } = await rpc.generateKey({ keyId, algorithm, nonce: randomBytes(32), policy }, context());
    const text = randomBytes(20);
    const [signature = Buffer.alloc(0)] = await signDigests(keyId, [createHash('sha256').update(text).digest()]);
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    if (!verify('sha256', text, key, signature)) throw new Error('what the signer signed does not verify');
    return keyId;
  };
  const keys: Record<Algorithm, string[]> = { 'P-256': [], 'RSA-3072': [] };
  for (const algorithm of ['P-256', 'RSA-3072'] as const) {
    for (let index = 0; index < keysOfEach[algorithm]; index += 1) {
      // RSA keys are made one after the other anyway.
      // oxlint-disable-next-line no-await-in-loop
      keys[algorithm].push(await makeKey(algorithm, index));
    }
  }
  return {
    sign: async (algorithm, count) => {
      const own = keys[algorithm];
      const digests = Array.from({ length: count }, () => randomBytes(32));
      await signDigests(own[number % own.length] ?? '', digests);
    },
    close: () => rpc.close(),
  };
}
