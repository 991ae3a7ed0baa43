import type { Migrations } from '@countersign/db';
import { createCertificateAuthority } from './2026-11-21T0900_create_certificate_authority.ts';

export const migrations: Migrations = {
  '2026-11-21T0900_create_certificate_authority': createCertificateAuthority,
};
