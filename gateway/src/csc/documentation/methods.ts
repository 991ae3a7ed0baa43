import type { CscMethod, CscVersion } from '../call.ts';
import { authorisationDocuments } from './authorisations.ts';
import { credentialDocuments } from './credentials.ts';
import type { MethodDocument } from './parts.ts';
import { signatureDocuments } from './signatures.ts';

/** What the OpenAPI document says of each method of a version. */
export const methodDocuments: Readonly<Record<CscMethod, (version: CscVersion) => MethodDocument>> = {
  ...credentialDocuments,
  ...authorisationDocuments,
  ...signatureDocuments,
};
