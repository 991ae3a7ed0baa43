import type { Migrations } from '@countersign/db';
import { createCertificateAuthority } from './2026-11-21T0900_create_certificate_authority.ts';
import { issueToServersAndRevoke } from './2026-11-22T0900_issue_to_servers_and_revoke.ts';
import { ceremoniesAndDelegates } from './2026-11-22T1120_ceremonies_and_delegates.ts';
import { numberTimestamps } from './2026-11-22T1125_number_timestamps.ts';
import { certificatesOfTheRoot } from './2026-11-22T1126_certificates_of_the_root.ts';

export const migrations: Migrations = {
  '2026-11-21T0900_create_certificate_authority': createCertificateAuthority,
  '2026-11-22T0900_issue_to_servers_and_revoke': issueToServersAndRevoke,
  '2026-11-22T1120_ceremonies_and_delegates': ceremoniesAndDelegates,
  '2026-11-22T1125_number_timestamps': numberTimestamps,
  '2026-11-22T1126_certificates_of_the_root': certificatesOfTheRoot,
};
