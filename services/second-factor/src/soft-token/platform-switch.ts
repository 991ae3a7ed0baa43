import { appendAudit } from '@countersign/audit';
import type { Actor } from '@countersign/grpc';
import type { SwitchSoftTokenPlatformRequest, SwitchSoftTokenPlatformResponse } from '@countersign/proto/second-factor';
import { findPending } from '../authenticator/activation.ts';
import { activationLimitMs, toMessage, wrongState } from '../authenticator/authenticator.ts';
import { spendAttempt } from '../budgets.ts';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { drawCodes, requirePlatform, showCodes, tokenHashOf } from './issued-codes.ts';
import { issueAgain, putIssued } from './soft-token-store.ts';

/** Issues codes for a platform in place of those of before, which are void from then on. */
export async function switchPlatform(
  deps: SecondFactorDeps,
  actor: Actor,
  request: SwitchSoftTokenPlatformRequest,
): Promise<SwitchSoftTokenPlatformResponse> {
  const { db, clock, keyring, policy } = deps;
  const at = clock.now();
  const id = request.authenticatorId;
  const { userId } = actor;
  if ((await findPending(deps, actor, id)).kind !== 'soft_token') throw wrongState();
  const platform = requirePlatform(request.platform);
  await spendAttempt(deps, 'soft-token-switch', userId);
  const codes = await drawCodes(deps, platform);
  const expiresAt = new Date(at.getTime() + activationLimitMs);
  const issued = await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const { digits } = policy.softToken;
    const again = await issueAgain(trx, { id, serial: codes.serial, platform, digits, expiresAt });
    if (again === undefined) throw wrongState();
    await putIssued(trx, keyring, { id, verifier: codes.verifier, activationTokenHash: tokenHashOf(codes) });
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'authenticator.issued_again',
      subject: id,
      detail: { kind: 'soft_token', platform },
      at,
    });
    return again;
  });
  return { authenticator: toMessage(issued, at), softToken: await showCodes(deps, codes, expiresAt), expiresAt };
}
