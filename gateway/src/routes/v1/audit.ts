import type { Readable } from 'node:stream';
import { type CallContext, runInContext } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AuditProofSchema, AuditRecordSchema, toAuditJson } from '../../audit.ts';
import { type AuditFormat, auditFormats } from '../../audit-export.ts';
import type { IdentityClient } from '../../clients.ts';
import { sendFile } from '../../files.ts';
import { omitUndefined, toCount } from '../../json.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { toContent } from '../../paged-content.ts';
import { closed, id, oneOf } from '../../schemas.ts';

const params = closed({ accountId: id('acc', 'the account; must be that of the token') });

const listAudit = {
  operationId: 'listAccountAudit',
  summary: 'List what was done to the account',
  description: 'R8: oldest first, in the order in which it was told of; for its owners and auditors.',
  tags: ['Account'],
  params,
  querystring: closed(pageQuery),
  response: { 200: page(AuditRecordSchema, 'One page of records.') },
};

const proveAudit = {
  operationId: 'proveAccountAudit',
  summary: 'Prove the audit of the account',
  description: 'R8: every record is compared with its hash and with the one before it.',
  tags: ['Account'],
  params,
  response: { 200: AuditProofSchema },
};

const bytes = { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) };

const exportAudit = {
  operationId: 'exportAccountAudit',
  summary: 'Download the audit of the account',
  description:
    'R8: all of it, oldest first. JSON lines hold all that the chain is checked with offline (npm run ops -- audit verify); in CSV a cell that a spreadsheet would run begins with an apostrophe. A download that breaks off is not whole.',
  tags: ['Account'],
  params,
  querystring: closed({
    format: Type.Optional(oneOf(['jsonl', 'csv'], 'JSON lines, as without a format, or CSV (RFC 4180).')),
  }),
  response: {
    200: { description: 'The file.', content: { 'application/x-ndjson': bytes, 'text/csv': bytes } },
  },
};

const listMine = {
  operationId: 'listMyAudit',
  summary: 'List what was done by and to the user',
  description: 'R8: logins, sessions and changes of the own user, oldest first.',
  tags: ['Me'],
  querystring: closed(pageQuery),
  response: { 200: page(AuditRecordSchema, 'One page of records.') },
};

const problems = { 403: ['ROLE_REQUIRED'], 404: ['ACCOUNT_NOT_FOUND'] };
const pageProblems = { 400: ['PAGE_TOKEN_INVALID'] };

/** `/v1/accounts/{accountId}/audit` and `/v1/me/audit`. */
export const auditRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get(
    '/accounts/:accountId/audit',
    { schema: listAudit, config: { problems: { ...problems, ...pageProblems } } },
    async ({ params: { accountId }, query }) => {
      const answer = await identity.listAccountAudit({ accountId, ...toPageRequest(query) });
      return toPageJson(answer.records.map(toAuditJson), answer.nextPageToken);
    },
  );

  app.get('/accounts/:accountId/audit/proof', { schema: proveAudit, config: { problems } }, async (request) => {
    const { whole, records, head, brokenAt } = await identity.proveAccountAudit(request.params);
    return omitUndefined({
      whole,
      records: toCount(records),
      head: head.toString('hex'),
      brokenAt: whole ? undefined : toCount(brokenAt),
    });
  });

  app.get(
    '/accounts/:accountId/audit/export',
    { schema: exportAudit, config: { problems } },
    async ({ params: { accountId }, query: { format = 'jsonl' }, call }, reply) => {
      const chunks = exportPages(identity, { accountId, call, format: auditFormats[format] });
      const content = await toContent(chunks);
      const { mediaType } = auditFormats[format];
      return sendFile(reply, { content, mediaType, fileName: `audit-${accountId}.${format}` });
    },
  );

  app.get('/me/audit', { schema: listMine, config: { problems: pageProblems } }, async ({ query }) => {
    const { records, nextPageToken } = await identity.listMyAudit(toPageRequest(query));
    return toPageJson(records.map(toAuditJson), nextPageToken);
  });
};

const pageSize = 500;
/** Time for one page: the deadline of a request would end a long export. */
const pageLimitMs = 5_000;

/** The file page by page; the next one is asked for when the client has taken the one before. */
async function* exportPages(
  identity: IdentityClient,
  { accountId, call, format }: { accountId: string; call: CallContext; format: AuditFormat },
): AsyncGenerator<string, void> {
  let start = format.head;
  let pageToken = '';
  do {
    const context = { ...call, deadlineMs: Date.now() + pageLimitMs };
    const request = { accountId, pageSize, pageToken };
    // oxlint-disable-next-line no-await-in-loop
    const { records, nextPageToken } = await runInContext(context, () => identity.listAccountAudit(request));
    yield start + records.map((record) => format.line(record, accountId)).join('');
    start = '';
    pageToken = nextPageToken;
  } while (pageToken !== '');
}
