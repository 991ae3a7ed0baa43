import type { Readable } from 'node:stream';
import { type CallContext, runInContext } from '@countersign/grpc';
import type { KeyHistoryRecord, ListKeyHistoryResponse } from '@countersign/proto/signer';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { credentialParams } from '../../credentials.ts';
import { sendFile } from '../../files.ts';
import { getPart, getTime, omitUndefined, orAbsent, toCount } from '../../json.ts';
import { toContent } from '../../paged-content.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, count, moment, said } from '../../schemas.ts';

const hash = (description: string) =>
  said(description, '5f78c33274e43fa9de5659265c1d917e25c03722dcb0b8d27db8d5feaa813953');

const RecordSchema = closed(
  {
    seq: count('Position in the chain, from 1, without gaps.', 3),
    at: moment('When it happened.'),
    actor: said('Who did it.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    action: said('What was done.', 'digests.signed'),
    subject: said('What it was done to.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    // Open: each action has its own.
    detail: Type.Unsafe<Record<string, unknown>>({
      description: 'Particulars, an object.',
      examples: [{ digests: 1, kind: 'soft_token', bound: true }],
    }),
    prevHash: hash('SHA-256 of the record before, hex; zeros for the first.'),
    hash: hash('SHA-256 over the canonical JSON (RFC 8785) of the record with its chain and without it, hex.'),
  },
  { title: 'KeyHistoryRecord' },
);

const listHistory = {
  operationId: 'listCredentialHistory',
  summary: 'List what was ever done with the key of a signing certificate',
  description:
    'R9: oldest first, as the signer wrote it: its making, every authorisation and signature, suspensions, its end.',
  tags: ['Signing'],
  params: credentialParams,
  querystring: closed({
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'Position after which to go on.',
        examples: [100],
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Records at most.', examples: [100] }),
    ),
  }),
  response: {
    200: closed(
      {
        records: Type.Array(RecordSchema, { description: 'The records, in their order.' }),
        hasMore: Type.Boolean({ description: 'Whether there are more.', examples: [false] }),
        root: Type.Optional(
          said(
            'Newest signed root over the heads of all chains, compact JWS; see /.well-known/signing-keys.json.',
            'eyJ…',
          ),
        ),
        // Open: a path in a tree, for programs.
        inclusion: Type.Optional(
          Type.Unsafe<Record<string, unknown>>({
            description: 'How the head of this chain leads to that root (a path in a Merkle tree, RFC 9162 2.1).',
            examples: [{ seq: 3, head: '5f78', position: 0, size: 1, path: [] }],
          }),
        ),
      },
      { description: 'A page of the history.' },
    ),
  },
};

const exportHistory = {
  operationId: 'exportCredentialHistory',
  summary: 'Download what was ever done with the key of a signing certificate',
  description:
    'R9: all of it as JSON lines, and as the last line the newest signed root, how the chain leads to it, and the keys; verified offline by npm run ops -- history verify. The root covers what was done until a minute ago. A download that breaks off is not whole.',
  tags: ['Signing'],
  params: credentialParams,
  response: {
    200: {
      description: 'The file.',
      content: { 'application/x-ndjson': { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) } },
    },
  },
};

const config = { acr: twoFactors, problems: { 404: ['CREDENTIAL_NOT_FOUND'] } };

/** `/v1/credentials/{credentialId}/history`. */
export const credentialHistoryRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  app.get(
    '/credentials/:credentialId/history',
    { schema: listHistory, config },
    async ({ params, query: { after = 0, limit = 100 } }) => {
      const { history } = await remoteSigning.listCredentialHistory({ ...params, after: BigInt(after), limit });
      const { records, hasMore, root, inclusion } = getPart(history, 'history');
      return omitUndefined({
        records: records.map(toRecordJson),
        hasMore,
        root: orAbsent(root),
        inclusion: inclusion === '' ? undefined : (JSON.parse(inclusion) as Record<string, unknown>),
      });
    },
  );

  app.get(
    '/credentials/:credentialId/history/export',
    { schema: exportHistory, config },
    async ({ params: { credentialId }, call }, reply) => {
      const chunks = exportPages(remoteSigning, { credentialId, call });
      const content = await toContent(chunks);
      return sendFile(reply, {
        content,
        mediaType: 'application/x-ndjson',
        fileName: `history-${credentialId}.jsonl`,
      });
    },
  );
};

const pageSize = 500;
/** Time for one page: the deadline of a request would end a long export. */
const pageLimitMs = 5_000;

/** The file page by page, and the signed root at its end; the next one is asked for when the client has taken the one before. */
async function* exportPages(
  remoteSigning: RemoteSigningClient,
  { credentialId, call }: { credentialId: string; call: CallContext },
): AsyncGenerator<string, void> {
  const within = async <T>(work: () => Promise<T>) =>
    await runInContext({ ...call, deadlineMs: Date.now() + pageLimitMs }, work);
  let position = 0n;
  let page: ListKeyHistoryResponse;
  do {
    const request = { credentialId, after: position, limit: pageSize };
    // oxlint-disable-next-line no-await-in-loop
    const { history } = await within(() => remoteSigning.listCredentialHistory(request));
    page = getPart(history, 'history');
    position = page.records.at(-1)?.seq ?? position;
    yield page.records.map((record) => toLine({ stream: credentialId, ...toRecordJson(record) })).join('');
  } while (page.hasMore);
  if (page.root === '' || page.inclusion === '') return;
  const { jwks } = await within(() => remoteSigning.getVerificationKeys({}));
  yield toLine({ root: page.root, inclusion: JSON.parse(page.inclusion), keys: JSON.parse(jwks) });
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function toRecordJson({ seq, at, actor, action, subject, detail, prevHash, hash: own }: KeyHistoryRecord) {
  return {
    seq: toCount(seq),
    at: getTime(at, 'at'),
    actor,
    action,
    subject,
    detail: JSON.parse(detail) as Record<string, unknown>,
    prevHash: prevHash.toString('hex'),
    hash: own.toString('hex'),
  };
}
