import type { CredentialTable } from './credential/tables.ts';
import type { SignatureDocumentTable, SignatureRequestTable } from './signature/tables.ts';

/** Tables of remote signing. */
export interface RemoteSigningDatabase {
  credentials: CredentialTable;
  signatureRequests: SignatureRequestTable;
  signatureDocuments: SignatureDocumentTable;
}
