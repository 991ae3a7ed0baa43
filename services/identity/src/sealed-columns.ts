import type { PepperColumn, SealedColumn } from '@countersign/sealing';

/** What is sealed under the keyring: a key that is replaced is let go when none of it needs it. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'users', column: 'mobile_sealed' },
  { table: 'contact_changes', column: 'wanted_sealed' },
  { table: 'contact_changes', column: 'former_sealed' },
  { table: 'evidence_files', column: 'content_sealed' },
  { table: 'personal_validations', column: 'mobile_sealed', key: ['id', 'version'] },
  { table: 'personal_validations', column: 'evidence_sealed', key: ['id', 'version'] },
];

/** What tells its version of the pepper: a hash moves when its owner uses it, a link when it is made anew. */
export const pepperColumns: readonly PepperColumn[] = [
  { table: 'users', column: 'pepper_version' },
  { table: 'recovery_answers', column: 'pepper_version' },
  { table: 'operator_invitations', column: 'pepper_version' },
  { table: 'signer_invitations', column: 'pepper_version' },
];
