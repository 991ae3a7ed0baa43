import type {
  ApplicationAuthorisationTable,
  ApplicationResponseTable,
  ApplicationSigningTable,
} from './application/tables.ts';
import type { CredentialNoticeTable, CredentialTable } from './credential/tables.ts';
import type { DocumentChunkTable, DocumentTable } from './document/tables.ts';
import type {
  OAuthClientTable,
  OAuthEndedTokenTable,
  OAuthGrantTable,
  OAuthRefreshTokenTable,
  OAuthRequestTable,
  OAuthUsedAssertionTable,
} from './oauth/tables.ts';
import type { SignatureDocumentTable, SignatureItemTable, SignatureRequestTable } from './signature/tables.ts';

/** Tables of remote signing. */
export interface RemoteSigningDatabase {
  credentials: CredentialTable;
  credentialNotices: CredentialNoticeTable;
  documents: DocumentTable;
  documentChunks: DocumentChunkTable;
  signatureRequests: SignatureRequestTable;
  signatureItems: SignatureItemTable;
  signatureDocuments: SignatureDocumentTable;
  oauthClients: OAuthClientTable;
  oauthUsedAssertions: OAuthUsedAssertionTable;
  oauthGrants: OAuthGrantTable;
  oauthRefreshTokens: OAuthRefreshTokenTable;
  oauthEndedTokens: OAuthEndedTokenTable;
  oauthRequests: OAuthRequestTable;
  applicationAuthorisations: ApplicationAuthorisationTable;
  applicationSignings: ApplicationSigningTable;
  applicationResponses: ApplicationResponseTable;
}
