import { clearAttempts, clearThrottle } from '@countersign/attempts';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { revokeDevicesOf } from '../device/device-store.ts';
import { clearPasswordBudgets, userIdHashOf } from '../login/password-budget.ts';
import { answersBucket } from '../question/question-budget.ts';
import { recoveryBucket } from '../recovery/recovery-flow.ts';
import type { User } from '../user/user.ts';

/**
 * Gives a user his attempts back: at his password from every device, at a recovery, and at his questions, which are drawn
 * anew. No device is known any more.
 */
export async function openBudgets(
  trx: IdentityTransaction,
  { pepper }: Pick<IdentityDeps, 'pepper'>,
  { user: { id, email }, at }: { user: Pick<User, 'id' | 'email'>; at: Date },
): Promise<void> {
  // In the order of a recovery's steps: budgets before devices, drawn questions before the budget of their answers.
  const userIdHash = userIdHashOf(pepper, email);
  await clearPasswordBudgets(trx, userIdHash);
  await clearAttempts(trx, recoveryBucket(userIdHash));
  await trx.deleteFrom('questionChallenges').where('userId', '=', id).execute();
  await clearThrottle(trx, answersBucket(id));
  await revokeDevicesOf(trx, id, at);
}
