import { randomBytes } from 'node:crypto';
import { listTokens, openApp } from '@countersign/soft-token';
import { readTransactionUri, transactionCodeOf } from '@countersign/soft-token/protocol';
import { openWithPin } from '../../../packages/soft-token/src/pin.ts';
import { lookUp } from '../../../test/src/grid-reader.ts';
import { RestClient } from '../../../test/src/rest-client.ts';
import { prepareSignature, type Signature } from '../../../test/src/signing.ts';
import { signJwt } from '../json-web-token.ts';
import type { Card, DocumentOrder, UserPlace } from './orders.ts';

/** Signs over REST as a user with a soft token: each code is made for just that request. */
export interface RestSigner {
  /** His access token, good for two minutes and more. */
  token: () => string;
  /** So many digests with one code. */
  signDigests: (credentialId: string, count: number) => Promise<void>;
  /** The same by the cells of a card, which are asked for. */
  signDigestsByCard: (credentialId: string, count: number, card: Card) => Promise<void>;
  /** One document; what was made of it is deleted again, for a user's space is limited. */
  signDocument: (credentialId: string, order: DocumentOrder) => Promise<void>;
}

const renewAfterMs = 120_000;

/** Opens the app once: its slow hash of the PIN is not what is measured. */
export async function createRestSigner({ url, tokenKey, claims, appHome, pin }: UserPlace): Promise<RestSigner> {
  const api = new RestClient(url);
  const [stored] = await listTokens(openApp({ home: appHome }));
  if (stored === undefined) throw new Error('the app has no token');
  const { transaction } = await openWithPin(stored.secrets, pin);
  let token = '';
  let madeAt = Number.NEGATIVE_INFINITY;
  const person = () => {
    if (Date.now() - madeAt > renewAfterMs) {
      madeAt = Date.now();
      const seconds = Math.floor(madeAt / 1000);
      token = signJwt(tokenKey, 'at+jwt', { ...claims, iat: seconds, exp: seconds + 300 });
    }
    return { token };
  };
  const authorise = async (id: string, body: object) =>
    await api.ask<Signature>('POST', `/v1/signatures/${id}/authorisation`, { ...person(), body });
  const confirm = async ({ id, transactionUri = '' }: Signature): Promise<Signature> => {
    const { payloadText } = readTransactionUri(transactionUri);
    const code = transactionCodeOf(transaction, payloadText, Date.now());
    return await authorise(id, { code });
  };
  const confirmByCard = async ({ id }: Signature, { authenticatorId, grid }: Card): Promise<Signature> => {
    const asked = await api.ask<{ cells: string[]; challengeId: string }>('POST', `/v1/signatures/${id}/factor`, {
      ...person(),
      body: { authenticatorId },
    });
    const code = lookUp(new Map(grid), asked.cells);
    return await authorise(id, { code, authenticatorId, challengeId: asked.challengeId });
  };
  const prepare = async (credentialId: string, count: number) => {
    const digests = Array.from({ length: count }, (_, index) => ({
      digest: randomBytes(32).toString('base64'),
      label: `Lease ${index}`,
    }));
    return await prepareSignature(api, person(), { credentialId, digests });
  };
  const requireAll = ({ signatures }: Signature, count: number) => {
    if (signatures.length !== count) throw new Error('digests were left out');
  };
  return {
    token: () => person().token,
    signDigests: async (credentialId, count) => requireAll(await confirm(await prepare(credentialId, count)), count),
    signDigestsByCard: async (credentialId, count, card) =>
      requireAll(await confirmByCard(await prepare(credentialId, count), card), count),
    signDocument: async (credentialId, { documentId, level }) => {
      const documents = [{ documentId, format: 'pades', level, reason: 'I agree' }];
      const signed = await confirm(await prepareSignature(api, person(), { credentialId, documents }));
      const made = signed.documents[0]?.signedDocumentId;
      if (made === undefined) throw new Error('nothing was made of the document');
      await api.ask('DELETE', `/v1/documents/${made}`, person());
    },
  };
}
