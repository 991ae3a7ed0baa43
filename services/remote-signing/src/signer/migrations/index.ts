import type { Migrations } from '@countersign/db';
import { keys } from './2026-11-21_keys.ts';
import { evidence } from './2026-11-22T1030_evidence.ts';
import { authorisations } from './2026-11-22T1130_authorisations.ts';
import { keyChanges } from './2026-11-22T1230_key_changes.ts';
import { digestRows } from './2026-11-22T1240_digest_rows.ts';
import { openSignatures } from './2026-11-22T1510_open_signatures.ts';

/** The schema of the signer, in order. */
export const migrations: Migrations = {
  '2026-11-21_keys': keys,
  '2026-11-22T1030_evidence': evidence,
  '2026-11-22T1130_authorisations': authorisations,
  '2026-11-22T1230_key_changes': keyChanges,
  '2026-11-22T1240_digest_rows': digestRows,
  '2026-11-22T1510_open_signatures': openSignatures,
};
