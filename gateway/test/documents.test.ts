import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { conflict, notFound } from '@countersign/errors';
import type {
  AppendDocumentRequest,
  FinishDocumentRequest,
  StartDocumentRequest,
} from '@countersign/proto/remote-signing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { aDocument } from './samples.ts';

const mebibyte = 1_048_576;
/** What a service would keep. */
const kept = {
  started: [] as StartDocumentRequest[],
  chunks: [] as AppendDocumentRequest[],
  finished: [] as FinishDocumentRequest[],
};
/** A document that was stored with the key before. */
let stored: Buffer | undefined;
let appended = Promise.withResolvers<void>();
let gateway: TestGateway;
let port = 0;
let token = '';

beforeAll(async () => {
  gateway = await startGateway({
    // A client that sends nothing is given up at once, so that no test waits.
    uploadLimits: { stallMs: 150, totalMs: 20_000 },
    answers: {
      remoteSigning: {
        startDocument: async (request) => {
          kept.started.push(request);
          const sha256 = createHash('sha256')
            .update(stored ?? '')
            .digest();
          return { document: aDocument({ complete: stored !== undefined, sha256 }) };
        },
        appendDocument: async (request) => {
          kept.chunks.push(request);
          if (request.ordinal === 1) appended.resolve();
          return {};
        },
        finishDocument: async (request) => {
          kept.finished.push(request);
          return { document: aDocument() };
        },
        getDocument: async ({ documentId }) => {
          if (documentId !== 'doc_1') throw notFound('DOCUMENT_NOT_FOUND', 'no such document');
          return { document: aDocument({ name: 'Vertrag "ä".pdf', size: BigInt(2 * mebibyte + 1) }) };
        },
        readDocument: async ({ ordinal }) => ({
          content: Buffer.alloc(ordinal === 2 ? 1 : mebibyte, ordinal),
          last: ordinal === 2,
        }),
        deleteDocument: async () => {
          throw conflict('DOCUMENT_IN_USE', 'in use');
        },
      },
    },
  });
  await gateway.app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = gateway.app.server.address() as AddressInfo);
  token = await gateway.tokenFor();
});

afterAll(() => gateway.close());

beforeEach(() => {
  for (const list of Object.values(kept)) list.splice(0);
  stored = undefined;
  appended = Promise.withResolvers();
});

/** Begins an upload over a real connection; chunked unless a length is announced. */
function begin(headers: Record<string, string> = {}, path = '/v1/documents?name=a.bin'): ClientRequest {
  return httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'attempt-1', ...headers },
  });
}

async function answerOf(request: ClientRequest): Promise<{ status: number | undefined; code: unknown }> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const body = JSON.parse(await text(response)) as { code?: unknown };
  return { status: response.statusCode, code: body.code };
}

async function send(content: Buffer, headers: Record<string, string> = {}, path?: string) {
  const request = begin(headers, path);
  const answer = answerOf(request);
  for (let at = 0; at < content.length; at += mebibyte) {
    // As much as the connection takes, like any client.
    // oxlint-disable-next-line no-await-in-loop
    if (!request.write(content.subarray(at, at + mebibyte))) await Promise.race([once(request, 'drain'), answer]);
  }
  request.end();
  return await answer;
}

describe('an upload', () => {
  it('is handed on in pieces of 1 MiB, and its digest with the end', async () => {
    const content = randomBytes(3 * mebibyte + 5);
    expect(await send(content, { 'content-type': 'Application/PDF; x=y' })).toMatchObject({ status: 201 });
    expect(kept.started).toMatchObject([{ name: 'a.bin', mediaType: 'application/pdf', size: 0n }]);
    expect(kept.chunks.map(({ ordinal, content: { length } }) => [ordinal, length])).toEqual([
      [0, mebibyte],
      [1, mebibyte],
      [2, mebibyte],
      [3, 5],
    ]);
    expect(Buffer.concat(kept.chunks.map((chunk) => chunk.content)).equals(content)).toBe(true);
    expect(kept.finished[0]?.sha256).toEqual(createHash('sha256').update(content).digest());
  });

  it('says how long it will be, and may be without a type or a name', async () => {
    const content = Buffer.from('hello');
    expect(await send(content, { 'content-length': '5' }, '/v1/documents')).toMatchObject({ status: 201 });
    expect(kept.started).toMatchObject([{ name: 'document', mediaType: 'application/octet-stream', size: 5n }]);
    const disposition = `attachment; filename="x.pdf"; filename*=UTF-8''Vertrag%20%C3%A4.pdf`;
    await send(content, { 'content-disposition': disposition }, '/v1/documents');
    await send(content, { 'content-disposition': 'attachment; filename="a \\"b\\".pdf"' }, '/v1/documents');
    expect(kept.started.slice(1).map(({ name }) => name)).toEqual(['Vertrag ä.pdf', 'a "b".pdf']);
  });

  it('of more than 50 MiB is refused before it is read, when it says so', async () => {
    const request = begin({ 'content-length': String(50 * mebibyte + 1) });
    const answer = answerOf(request);
    request.write('x');
    expect(await answer).toEqual({ status: 413, code: 'DOCUMENT_TOO_LARGE' });
    request.destroy();
    expect(kept.started).toEqual([]);
  });

  it('of more than 50 MiB is refused, also when it does not say so', async () => {
    const answer = await send(Buffer.alloc(51 * mebibyte, 1));
    expect(answer).toEqual({ status: 413, code: 'DOCUMENT_TOO_LARGE' });
    expect(kept.chunks).toHaveLength(50);
    expect(kept.finished).toEqual([]);
  });

  it('that is too slow is refused, and never whole', async () => {
    const request = begin();
    const answer = answerOf(request);
    request.write(Buffer.alloc(mebibyte));
    expect(await answer).toEqual({ status: 408, code: 'REQUEST_TIMEOUT' });
    request.destroy();
    expect(kept.finished).toEqual([]);
  });

  it('whose client goes away is never whole', async () => {
    const request = begin();
    request.on('error', () => undefined);
    request.write(Buffer.alloc(2 * mebibyte));
    await appended.promise;
    request.destroy();
    await gateway.app.inject({ url: '/v1/documents/doc_1', headers: { authorization: `Bearer ${token}` } });
    expect(kept.finished).toEqual([]);
  });

  it('that is repeated is compared with what is stored, and not stored again', async () => {
    stored = randomBytes(mebibyte + 1);
    expect(await send(stored)).toMatchObject({ status: 201 });
    expect(kept.chunks).toEqual([]);
    expect(await send(Buffer.from('other'))).toEqual({ status: 409, code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('a download', () => {
  it('is the content piece by piece, under its own name, to be saved', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await gateway.app.inject({ url: '/v1/documents/doc_1/content', headers });
    expect(response.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(2 * mebibyte + 1),
      'content-disposition': `attachment; filename="Vertrag____.pdf"; filename*=UTF-8''Vertrag%20%22%C3%A4%22.pdf`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(response.rawPayload.length).toBe(2 * mebibyte + 1);
    const other = await gateway.app.inject({ url: '/v1/documents/doc_2/content', headers });
    expect(other.json()).toMatchObject({ status: 404, code: 'DOCUMENT_NOT_FOUND' });
  });
});
