import { createHash } from 'node:crypto';
import { appendAudit } from '@countersign/audit';
import { conflict, notFound } from '@countersign/errors';
import { type CallContext, type Handlers, requireActor, requireStaff } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import { findSessionLoss } from '../factor-loss/session-loss.ts';
import { requireUsable } from '../invitation/invitation.ts';
import { findInvitationByToken } from '../signer-invitation/signer-invitation-store.ts';
import { openFile, requireEvidenceFile, sealFile, unusedFilesAtMost } from './evidence-file.ts';
import { type FileOwner, findFileOfValidation, insertFile } from './evidence-file-store.ts';

/** RPCs of files of evidence. */
export function createEvidenceFileHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'addEvidenceFile' | 'getEvidenceFile'> {
  const { db, clock, keyring, logger } = deps;
  return {
    async addEvidenceFile({ mediaType: given, content, invitationToken }, context) {
      const owner = await findOwner(deps, invitationToken, context);
      const mediaType = requireEvidenceFile(given, content);
      const id = newId('evf');
      const digest = createHash('sha256').update(content).digest();
      const file = { id, mediaType, digest, contentSealed: sealFile(keyring, id, content), createdAt: clock.now() };
      const stored = await db.transaction().execute((trx) => insertFile(trx, { owner, file }));
      if (!stored) {
        throw conflict(
          'EVIDENCE_LIMIT_REACHED',
          `${unusedFilesAtMost} files wait already; submit with those, or store others tomorrow`,
        );
      }
      return { fileId: id, digest };
    },

    async getEvidenceFile({ personalValidationId: validationId, fileId: id }, context) {
      const { userId: officerId } = requireStaff(context, 'registration_officer');
      const { mediaType, contentSealed } = await db.transaction().execute(async (trx) => {
        const file = await findFileOfValidation(trx, { id, validationId });
        if (file?.userId == null) throw notFound('EVIDENCE_FILE_NOT_FOUND', 'no such file, or it is erased');
        await appendAudit(trx, {
          stream: file.userId,
          actor: officerId,
          action: 'evidence_file.read',
          subject: id,
          detail: { personalValidationId: validationId },
          at: clock.now(),
        });
        return file;
      });
      logger.info({ evidenceFileId: id, officer: officerId }, 'evidence file read');
      return { mediaType, content: openFile(keyring, id, contentSealed) };
    },
  };
}

/** Whose a new file is: the holder's of an invitation, or the actor's. */
async function findOwner(deps: IdentityDeps, token: string, context: CallContext): Promise<FileOwner> {
  const { db, clock } = deps;
  if (token === '') {
    const allowSetUp = (await findSessionLoss(deps, context)) !== undefined;
    return { userId: requireActor(context, { allowSetUp }).userId };
  }
  const { id } = requireUsable(await findInvitationByToken(db, hashToken(token)), clock.now());
  return { invitationId: id };
}
