import { at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const report = {
  name: 'Signature_1',
  indication: 'TOTAL-FAILED',
  subIndication: 'HASH_FAILURE',
  level: 'PAdES-B-T',
  signedBy: 'CN=Robin Sample,C=US',
  coversWholeDocument: true,
  laterChanges: 'none',
  checks: [{ name: 'digest', outcome: 'failed', finding: 'The content was changed after it was signed.' }],
};

/** Validation of signed documents. */
export const validationCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/validations',
    answers: {
      remoteSigning: {
        validateDocument: async () => ({
          indication: 'TOTAL-FAILED',
          signatures: [{ ...report, claimedAt: at, provedAt: undefined }],
          validatedAt: at,
        }),
      },
    },
    call: ['remoteSigning.validateDocument', { documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K', contentDocumentId: '' }],
    status: 200,
    body: {
      indication: 'TOTAL-FAILED',
      signatures: [{ ...report, claimedAt: at.toISOString() }],
      validatedAt: at.toISOString(),
    },
    access: 'aal2',
  },
];
