import type { SignatureReport } from '@countersign/proto/remote-signing';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { getTime, getWordOf, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { inOwnTime } from '../../own-time.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, moment, oneOf, said } from '../../schemas.ts';

/** 50 MiB are read, after those of others who came before. */
const validateLimitMs = 60_000;
const indications = ['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'] as const;
const changes = ['none', 'permitted', 'other'] as const;
const outcomes = ['passed', 'failed', 'unknown', 'not-applicable'] as const;

const SignatureReportSchema = closed(
  {
    name: said('Name of the field in a PDF; otherwise the number of the signer, from 1.', 'Signature_1'),
    indication: oneOf(indications, 'Whether it is valid (EN 319 102-1 5.1.3).'),
    subIndication: Type.Optional(said('Why it is not; absent when it passed.', 'HASH_FAILURE')),
    level: Type.Optional(
      said(
        'PAdES-B-B to CAdES-B-LT, CMS for what is no AdES signature, or document-time-stamp; absent when it cannot be read.',
        'PAdES-B-T',
      ),
    ),
    signedBy: Type.Optional(
      said('Subject of the certificate of the signer (RFC 4514); absent when it is not known.', 'CN=Robin Sample,C=US'),
    ),
    claimedAt: Type.Optional(moment('Time that the signer claims.')),
    provedAt: Type.Optional(moment('Time at which a time-stamp proves that the signature was there.')),
    coversWholeDocument: Type.Boolean({
      description: 'Whether nothing at all was added to the document after it.',
      examples: [true],
    }),
    laterChanges: oneOf(
      changes,
      'What was added after it: nothing, only signatures, time-stamps and validation data, or something else.',
    ),
    checks: Type.Array(
      closed(
        {
          name: said('Stable name of the check.', 'certificate-path'),
          outcome: oneOf(outcomes, 'What became of it.'),
          finding: said('One sentence for people.', 'A path that holds leads to an authority that is trusted.'),
        },
        { title: 'ValidationCheck' },
      ),
      { description: 'All that was looked at.' },
    ),
  },
  { title: 'SignatureReport' },
);

const validate = {
  operationId: 'validateDocument',
  summary: 'Validate the signatures in a document',
  description:
    'R9: reports on every signature of a PDF, or of a CMS signature, as EN 319 102-1 says, at this moment. Nothing of it is kept. Changes after a signature that are more than further signatures and validation data make it INDETERMINATE.',
  tags: ['Signing'],
  body: closed(
    {
      documentId: id('doc', 'the signed PDF, or of the CMS signature'),
      contentDocumentId: Type.Optional(id('doc', 'what a detached CMS signature is over')),
    },
    { examples: [{ documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
  ),
  response: {
    200: closed(
      {
        indication: oneOf(indications, 'TOTAL-PASSED when every signature passed, otherwise the worst of them.'),
        signatures: Type.Array(SignatureReportSchema, { description: 'The signatures, in their order.' }),
        validatedAt: moment('Moment of the validation.'),
      },
      { title: 'ValidationReport' },
    ),
  },
};

/** `/v1/validations`. */
export const validationRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  app.post(
    '/validations',
    {
      schema: validate,
      config: {
        acr: twoFactors,
        problems: {
          400: ['NOT_SIGNED', 'DOCUMENT_INVALID'],
          404: ['DOCUMENT_NOT_FOUND'],
          409: ['DOCUMENT_WRONG_STATE'],
          503: ['DOCUMENTS_BUSY'],
        },
      },
    },
    async ({ body: { documentId, contentDocumentId = '' }, call }) => {
      const report = await inOwnTime(call, validateLimitMs, () =>
        remoteSigning.validateDocument({ documentId, contentDocumentId }, { timeoutMs: validateLimitMs }),
      );
      return {
        indication: getWordOf(indications, report.indication, 'indication'),
        signatures: report.signatures.map(toReportJson),
        validatedAt: getTime(report.validatedAt, 'validated_at'),
      };
    },
  );
};

function toReportJson(report: SignatureReport): Static<typeof SignatureReportSchema> {
  return omitUndefined({
    name: report.name,
    indication: getWordOf(indications, report.indication, 'indication'),
    subIndication: orAbsent(report.subIndication),
    level: orAbsent(report.level),
    signedBy: orAbsent(report.signedBy),
    claimedAt: timeOrAbsent(report.claimedAt),
    provedAt: timeOrAbsent(report.provedAt),
    coversWholeDocument: report.coversWholeDocument,
    laterChanges: getWordOf(changes, report.laterChanges, 'later_changes'),
    checks: report.checks.map(({ name, outcome, finding }) => ({
      name,
      outcome: getWordOf(outcomes, outcome, 'outcome'),
      finding,
    })),
  });
}
