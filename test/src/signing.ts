import { type RestClient, UnexpectedAnswer } from './rest-client.ts';
import { SoftTokenApp } from './soft-token-app.ts';

/** A signature as the gateway shows it. */
export interface Signature {
  id: string;
  state: string;
  digests: { digest: string; label: string }[];
  signatures: string[];
  documents: { documentId: string; format: string; level: string; signedDocumentId?: string }[];
  transactionUri?: string;
  receipt?: string;
  soleControlLevel?: number;
}

/** Who signs: his access token, and the app that makes his codes. */
export interface Signatory {
  token?: string | undefined;
  app?: unknown;
}

/** Stores a file, and answers with its id. */
export async function uploadDocument(
  api: RestClient,
  { token }: Signatory,
  { name, content, type = 'application/pdf' }: { name: string; content: Buffer; type?: string },
): Promise<string> {
  const { id } = await api.ask<{ id: string }>('POST', `/v1/documents?name=${encodeURIComponent(name)}`, {
    token,
    idempotent: true,
    headers: { 'content-type': type },
    body: content,
  });
  return id;
}

/** Prepares signatures over documents or digests; they wait for a code. */
export async function prepareSignature(
  api: RestClient,
  { token }: Signatory,
  body: { credentialId: string; documents?: object[]; digests?: object[]; hashAlgorithm?: string },
): Promise<Signature> {
  return await api.ask<Signature>('POST', '/v1/signatures', { token, body, idempotent: true });
}

/** Has the app of a soft token show what is to be signed, and signs with the code that it makes for just that. */
export async function confirmSignature(
  api: RestClient,
  { token, app }: Signatory,
  { id, transactionUri = '' }: Signature,
): Promise<Signature> {
  if (!(app instanceof SoftTokenApp)) throw new UnexpectedAnswer('the signer has no soft token');
  const { code } = await app.confirm(transactionUri);
  await api.ask('POST', `/v1/signatures/${id}/authorisation`, { token, body: { code } });
  return await api.ask<Signature>('GET', `/v1/signatures/${id}`, { token });
}

/** Reads the content of a stored document. */
export async function downloadDocument(api: RestClient, { token }: Signatory, id: string): Promise<Buffer> {
  const path = `/v1/documents/${id}/content`;
  const { status, bytes } = await api.send('GET', path, { token });
  if (status !== 200) throw new UnexpectedAnswer(`GET ${path} answered ${status}`);
  return bytes;
}
