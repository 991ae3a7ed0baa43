import { appendAudit } from '@countersign/audit';
import { conflict } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { drawSymbols } from '../crockford.ts';
import { lockUser, type SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireId } from '../request-fields.ts';
import { slowHash } from '../slow-hash.ts';
import { emergencyLabel, emergencyLifeMs, emergencySymbols, showEmergencyCode } from './emergency-code.ts';
import { emergencyKind } from './emergency-kind.ts';

/** The RPC by which identity has a code issued to a user whom officers called back. */
export function createEmergencyCodeHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'issueEmergencyCode'> {
  return {
    issueEmergencyCode: (request, { actor }) =>
      deps.outcomes('emergency_code', async () => {
        const userId = requireId(request.userId, 'userId');
        const causeId = requireId(request.causeId, 'causeId');
        return await issue(deps, { userId, causeId, actorId: actor?.userId ?? 'identity' });
      }),
  };
}

async function issue(
  deps: SecondFactorDeps,
  { userId, causeId, actorId }: { userId: string; causeId: string; actorId: string },
): Promise<{ code: string; expiresAt: Date }> {
  const { db, clock, pepper, logger } = deps;
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + emergencyLifeMs);
  const id = newId('aut');
  const code = drawSymbols(emergencySymbols);
  const codeHash = await slowHash(pepper, emergencyLabel, id, code);
  await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    await endOthers(trx, userId);
    await trx
      .insertInto('authenticators')
      .values({
        id,
        userId,
        kind: emergencyKind.kind,
        label: emergencyKind.defaultLabel,
        state: 'active',
        profile: deps.policy.profile,
        createdAt: at,
        expiresAt,
        activatedAt: at,
        validUntil: expiresAt,
      })
      .execute();
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('emergencyCodes')
      .values({ authenticatorId: id, causeId, codeHash })
      .onConflict((clash) => clash.column('causeId').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) {
      throw conflict('EMERGENCY_CODE_ISSUED', 'the code of this approval was issued before');
    }
    await appendAudit(trx, {
      stream: userId,
      actor: actorId,
      action: 'emergency_code.issued',
      subject: id,
      detail: { causeId },
      at,
    });
  });
  logger.info({ userId, authenticatorId: id }, 'emergency code issued');
  return { code: showEmergencyCode(code), expiresAt };
}

/** A new code makes those before void. */
async function endOthers(trx: SecondFactorTransaction, userId: string): Promise<void> {
  await trx
    .updateTable('authenticators')
    .set({ state: 'revoked', stateReason: 'replaced' })
    .where('userId', '=', userId)
    .where('kind', '=', 'emergency_code')
    .where('state', 'in', ['active', 'suspended'])
    .execute();
}
