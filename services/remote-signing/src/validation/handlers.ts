import { conflict, DomainError, unavailable } from '@countersign/errors';
import { findContext, type Handlers, requireSecondFactor } from '@countersign/grpc';
import type { RemoteSigningServiceService, ValidateDocumentRequest } from '@countersign/proto/remote-signing';
import { createWorkLimit } from '@countersign/runtime';
import type { Clients } from '../clients.ts';
import { readContent } from '../document/content.ts';
import { findDocument } from '../document/store.ts';
import { type DocumentDependencies, documentNotFound } from '../document/upload.ts';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import { worstIndication } from './report.ts';
import type { DocumentValidation } from './validation-process.ts';

export type ValidationDependencies = Pick<DocumentDependencies, 'db' | 'keyring' | 'clock'> & {
  clients: Pick<Clients, 'certificateAuthority'>;
  validations: DocumentValidation;
  /** Certificates that are trusted besides our own root, DER. */
  trustAnchors: readonly Buffer[];
  counted: RemoteSigningOutcomes;
};

/** The handler of validation. */
export function createValidationHandlers(
  deps: ValidationDependencies,
): Pick<Handlers<typeof RemoteSigningServiceService>, 'validateDocument'> {
  // Before anything is read: those that wait must not lie in memory, 100 MiB each.
  const inMemory = createWorkLimit({
    atOnce: 2,
    waitingAtMost: 30,
    waitMs: 60_000,
    busy: () =>
      unavailable('DOCUMENTS_BUSY', 'too many documents wait to be read; try again shortly', { retryAfterSeconds: 8 }),
  });
  const validate = async ({ documentId, contentDocumentId }: ValidateDocumentRequest, userId: string) => {
    const document = await contentOf(deps, { id: documentId, userId });
    const content = contentDocumentId === '' ? undefined : await contentOf(deps, { id: contentDocumentId, userId });
    const { authorities, root, crls } = await askAuthorities(deps);
    const now = deps.clock.now();
    const anchors = [...root, ...deps.trustAnchors];
    const reports = await deps.validations.validate({ document, content, now, anchors, authorities, crls });
    return { indication: worstIndication(reports), signatures: reports, validatedAt: now };
  };
  return {
    validateDocument: (request, context) =>
      deps.counted('validate_document', async () => {
        const { userId } = requireSecondFactor(context);
        return await inMemory.run(() => validate(request, userId), findContext()?.signal);
      }),
  };
}

async function contentOf(
  { db, keyring, clock }: ValidationDependencies,
  { id, userId }: { id: string; userId: string },
): Promise<Buffer> {
  const document = await findDocument(db, { id, userId, at: clock.now() });
  if (document === undefined) throw documentNotFound();
  if (document.completedAt === null)
    throw conflict('DOCUMENT_WRONG_STATE', 'the upload of this document is not finished');
  return await readContent({ db, keyring }, document);
}

/** Our authorities, and their lists as they are now: an authority signs a new one with each revocation. */
async function askAuthorities({
  clients: { certificateAuthority },
}: ValidationDependencies): Promise<{ authorities: Buffer[]; root: Buffer[]; crls: Buffer[] }> {
  const { authorities } = await certificateAuthority.listAuthorities({});
  const crls = await Promise.all(
    authorities.map(async ({ name: authority }) => {
      try {
        return [(await certificateAuthority.getCrl({ authority })).crl];
      } catch (error) {
        // Before its ceremony the root has none: then nothing tells of revocations by it.
        if (error instanceof DomainError && error.kind === 'not_found') return [];
        throw error;
      }
    }),
  );
  return {
    authorities: authorities.map(({ certificate }) => certificate),
    root: authorities.filter(({ name }) => name === 'root').map(({ certificate }) => certificate),
    crls: crls.flat(),
  };
}
