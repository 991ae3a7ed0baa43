import type { Generated } from 'kysely';
import type { EvidenceMediaType } from './evidence-file.ts';

interface EvidenceFilesTable {
  id: string;
  /** Null while it is an invitation's. */
  userId: string | null;
  invitationId: string | null;
  mediaType: EvidenceMediaType;
  digest: Buffer;
  contentSealed: Buffer;
  /** Null until a submission refers to it. */
  validationId: Generated<string | null>;
  version: Generated<number | null>;
  createdAt: Date;
}

/** Tables of personal validation. */
export interface PersonalValidationTables {
  evidenceFiles: EvidenceFilesTable;
}
