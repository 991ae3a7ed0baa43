import { randomBytes } from 'node:crypto';
import { createImprintRequest } from '../../../services/remote-signing/src/format/timestamp.ts';
import { lookUp } from '../../../test/src/grid-reader.ts';
import { RestClient } from '../../../test/src/rest-client.ts';
import type { CscPlace, Lane } from './orders.ts';

/** Digests that may be signed now, and what proves it. */
export interface Authorised {
  token: string;
  sad: string;
  hashes: readonly string[];
}

/** An application that collects the codes of a card itself, and signs by version 2 of the API. */
export interface Application {
  /** credentials/getChallenge and credentials/authorize, for digests of its own. */
  authorise: (lane: Lane, count: number) => Promise<Authorised>;
  /** signatures/signHash. */
  signHash: (authorised: Authorised) => Promise<void>;
  /** signatures/timestamp. */
  timestamp: (lane: Lane) => Promise<void>;
  /** The same by RFC 3161, which asks for no token. */
  askTsa: () => Promise<void>;
}

const sha256 = '2.16.840.1.101.3.4.2.1';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/** Connects to the gateway. */
export function createApplication({
  user: { url },
  credentialId,
}: Pick<CscPlace, 'user' | 'credentialId'>): Application {
  const api = new RestClient(url);
  const call = async <T>(method: string, token: string, body: object): Promise<T> =>
    await api.ask<T>('POST', `/csc/v2/${method}`, { token, body });
  return {
    authorise: async ({ token, card: { authenticatorId, grid } }, count) => {
      const hashes = Array.from({ length: count }, () => randomBytes(32).toString('base64'));
      const asked = { credentialID: credentialId, authObjectID: authenticatorId };
      const { challenge } = await call<{ challenge: string }>('credentials/getChallenge', token, asked);
      const value = lookUp(new Map(grid), challenge.split(' '));
      const { SAD: sad } = await call<{ SAD: string }>('credentials/authorize', token, {
        credentialID: credentialId,
        numSignatures: count,
        hashes,
        hashAlgorithmOID: sha256,
        authData: [{ id: authenticatorId, value }],
      });
      return { token, sad, hashes };
    },
    signHash: async ({ token, sad, hashes }) => {
      const { signatures } = await call<{ signatures: string[] }>('signatures/signHash', token, {
        credentialID: credentialId,
        SAD: sad,
        hashes,
        hashAlgorithmOID: sha256,
        signAlgo: ecdsaWithSha256,
      });
      if (signatures.length !== hashes.length) throw new Error('digests were left out');
    },
    timestamp: async ({ token }) => {
      const body = {
        hash: randomBytes(32).toString('base64'),
        hashAlgo: sha256,
        nonce: randomBytes(8).toString('hex'),
      };
      const { timestamp } = await call<{ timestamp: string }>('signatures/timestamp', token, body);
      if (timestamp.length < 100) throw new Error('no time-stamp came');
    },
    askTsa: async () => {
      const nonce = randomBytes(8).readBigUInt64BE();
      const { request, readToken } = createImprintRequest({ hash: 'sha256', imprint: randomBytes(32), nonce });
      const headers = { 'content-type': 'application/timestamp-query' };
      const { bytes } = await api.send('POST', '/pki/tsa', { headers, body: request });
      readToken(bytes);
    },
  };
}
