import type { Migrations } from '@countersign/db';
import { credentials } from './2026-11-21_credentials.ts';
import { accountAudit } from './2026-11-22T0500_account_audit.ts';
import { factors } from './2026-11-22T1030_factors.ts';
import { documents } from './2026-11-22T1135_documents.ts';
import { credentialLife } from './2026-11-22T1140_credential_life.ts';
import { oauth } from './2026-11-22T1500_oauth.ts';
import { applicationResponses } from './2026-11-22T1510_application_responses.ts';
import { traces } from './2026-11-22T1800_traces.ts';

/** The schema of the service, in order. */
export const migrations: Migrations = {
  '2026-11-21_credentials': credentials,
  '2026-11-22T0500_account_audit': accountAudit,
  '2026-11-22T1030_factors': factors,
  '2026-11-22T1135_documents': documents,
  '2026-11-22T1140_credential_life': credentialLife,
  '2026-11-22T1500_oauth': oauth,
  '2026-11-22T1510_application_responses': applicationResponses,
  '2026-11-22T1800_traces': traces,
};
