import { enumValue } from '@countersign/grpc';
import type { InventoryEntry } from '@countersign/proto/enrollment';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import { CertificateSchema, toCertificateJson } from '../../certificates.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { getPart, getTime, omitUndefined, orAbsent, toCount } from '../../json.ts';
import { InventoryCounterSchema, LicenceSchema, licenceStates, toCounterJson, toLicenceJson } from '../../licences.ts';
import { PlannedCertificateSchema, toPlannedJson } from '../../lines.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, count, id, moment, oneOf, said, text } from '../../schemas.ts';

const counters = Type.Array(InventoryCounterSchema, { description: 'One per product.' });

const getInventory = {
  operationId: 'getInventory',
  summary: 'Read what the account holds',
  description: 'E12: counters by product, and the licences, oldest first, 1000 at most.',
  tags: ['Account'],
  response: {
    200: closed(
      { counters, licences: Type.Array(LicenceSchema, { description: 'The licences.' }) },
      { title: 'Inventory' },
    ),
  },
};

const listLicences = {
  operationId: 'listLicences',
  summary: 'List the licences of the account',
  description: 'E12: in the order in which they were granted.',
  tags: ['Account'],
  querystring: closed({
    productCode: Type.Optional(
      text({ description: 'Only this product.', maxLength: 64, pattern: '^[a-z0-9-]+$', example: 'tls-ov-multi' }),
    ),
    state: Type.Optional(oneOf(licenceStates, 'Only this state.')),
    ...pageQuery,
  }),
  response: { 200: page(LicenceSchema, 'One page of licences.') },
};

const params = closed({ licenceId: id('lic', 'the licence') });

const getLicence = {
  operationId: 'getLicence',
  summary: 'Read a licence with its certificates',
  description: 'E2, E12: and the certificates to come until its term ends, if they are renewed as planned.',
  tags: ['Account'],
  params,
  response: {
    200: closed(
      {
        licence: LicenceSchema,
        certificates: Type.Array(CertificateSchema, { description: 'Its certificates, oldest first.' }),
        calendar: Type.Array(PlannedCertificateSchema, { description: 'The certificates to come.' }),
      },
      { title: 'LicenceDetails' },
    ),
  },
};

const recycle = {
  operationId: 'recycleLicence',
  summary: 'Free a licence for the rest of its term',
  description: 'E12: its live certificates are revoked, for good. Repeating changes nothing.',
  tags: ['Account'],
  params,
  response: { 200: LicenceSchema },
};

const EntrySchema = closed(
  {
    sequence: count('Rising number.', 17),
    licenceId: said('Licence that it is about.', 'lic_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    kind: said(
      'grant, reserve, consume, release, recycle, hold, resume, extend, expire, void, or move (to or from another account).',
      'grant',
    ),
    reference: Type.Optional(said('What it was done for.', 'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    at: moment('When.'),
  },
  { title: 'InventoryEntry' },
);

const listEntries = {
  operationId: 'listInventoryEntries',
  summary: "List the entries of the inventory's ledger",
  description: 'E12: oldest first; every change of a licence is one.',
  tags: ['Account'],
  querystring: closed({ licenceId: Type.Optional(id('lic', 'the licence')), ...pageQuery }),
  response: { 200: page(EntrySchema, 'One page of entries.') },
};

const prove = {
  operationId: 'proveInventory',
  summary: 'Prove the inventory',
  description: 'E12: ledger and licences are counted independently, and compared.',
  tags: ['Account'],
  response: {
    200: closed(
      {
        balanced: Type.Boolean({ description: 'Whether ledger, licences and certificates agree.', examples: [true] }),
        counters,
        differences: Type.Array(Type.String(), { description: 'What does not agree.', examples: [[]] }),
        entries: count('Entries that were counted.', 17),
      },
      { title: 'InventoryProof' },
    ),
  },
};

const problems = { 404: ['ACCOUNT_NOT_FOUND'] };
const paged = { ...problems, 400: ['PAGE_TOKEN_INVALID'] };
const missing = { 404: ['ACCOUNT_NOT_FOUND', 'LICENCE_NOT_FOUND'] };

/** `/v1/inventory`. */
export const inventoryRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get('/inventory', { schema: getInventory, config: { problems } }, async (request) => {
    const inventory = await enrollment.getInventory({ accountId: getAccountId(request) });
    return { counters: inventory.counters.map(toCounterJson), licences: inventory.licences.map(toLicenceJson) };
  });

  app.get('/inventory/licences', { schema: listLicences, config: { problems: paged } }, async (request) => {
    const { productCode, state } = request.query;
    const { licences, nextPageToken } = await enrollment.listLicences({
      accountId: getAccountId(request),
      productCode: productCode ?? '',
      state: enumValue('LICENCE_STATE', state ?? 'unspecified'),
      ...toPageRequest(request.query),
    });
    return toPageJson(licences.map(toLicenceJson), nextPageToken);
  });

  app.get('/inventory/licences/:licenceId', { schema: getLicence, config: { problems: missing } }, async (request) => {
    const { licenceId } = request.params;
    const answer = await enrollment.getLicence({ accountId: getAccountId(request), licenceId });
    return {
      licence: toLicenceJson(getPart(answer.licence, 'licence')),
      certificates: answer.certificates.map(toCertificateJson),
      calendar: answer.calendar.map(toPlannedJson),
    };
  });

  app.post(
    '/inventory/licences/:licenceId/recycle',
    {
      schema: recycle,
      config: {
        acr: twoFactors,
        problems: { ...missing, 403: ['ROLE_REQUIRED'], 409: ['LICENCE_WRONG_STATE'] },
      },
    },
    async (request) => {
      const { licenceId } = request.params;
      const { licence } = await enrollment.recycleLicence({ accountId: getAccountId(request), licenceId });
      return toLicenceJson(getPart(licence, 'licence'));
    },
  );

  app.get('/inventory/entries', { schema: listEntries, config: { problems: paged } }, async (request) => {
    const { licenceId } = request.query;
    const { entries, nextPageToken } = await enrollment.listInventoryEntries({
      accountId: getAccountId(request),
      licenceId: licenceId ?? '',
      ...toPageRequest(request.query),
    });
    return toPageJson(entries.map(toEntryJson), nextPageToken);
  });

  app.get('/inventory/proof', { schema: prove, config: { problems } }, async (request) => {
    const proof = await enrollment.proveInventory({ accountId: getAccountId(request) });
    return {
      balanced: proof.balanced,
      counters: proof.counters.map(toCounterJson),
      differences: proof.differences,
      entries: toCount(proof.entries),
    };
  });
};

function toEntryJson({ sequence, licenceId, kind, reference, at }: InventoryEntry): Static<typeof EntrySchema> {
  return omitUndefined({
    sequence: toCount(sequence),
    licenceId,
    kind,
    reference: orAbsent(reference),
    at: getTime(at, 'at'),
  });
}
