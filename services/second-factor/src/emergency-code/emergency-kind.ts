import { conflict } from '@countersign/errors';
import { listAuthenticators, moveAuthenticator } from '../authenticator/authenticator-store.ts';
import { changeAuthenticator } from '../authenticator/change.ts';
import type { FactorKind } from '../authenticator/factor-kind.ts';
import { isPending, stateAt } from '../authenticator/state.ts';
import { readSymbols } from '../crockford.ts';
import type { SecondFactorTransaction } from '../database.ts';
import { putGrant } from '../replacement/replacement-store.ts';
import { matchesSlowHash } from '../slow-hash.ts';
import { emergencyLabel, emergencyLifeMs } from './emergency-code.ts';

/** A code that officers issued: one login, in which lost authenticators are replaced. */
export const emergencyKind: FactorKind = {
  kind: 'emergency_code',
  defaultLabel: 'Emergency code',
  form: /^[0-9A-Za-z]{10}$/,
  setUpOnly: true,
  prepare() {
    throw new Error('an emergency code is issued, not enrolled');
  },
  async match({ db, pepper }, { authenticator: { id }, code, at }) {
    const row = await db
      .selectFrom('emergencyCodes')
      .select('codeHash')
      .where('authenticatorId', '=', id)
      .where('usedAt', 'is', null)
      .executeTakeFirst();
    const stored = row?.codeHash ?? null;
    if (stored === null) return undefined;
    if (!(await matchesSlowHash(pepper, stored, emergencyLabel, id, readSymbols(code)))) return undefined;
    return {
      authenticatorId: id,
      kind: 'emergency_code',
      async use(trx) {
        const { numUpdatedRows } = await trx
          .updateTable('emergencyCodes')
          .set({ usedAt: at, codeHash: null })
          .where('authenticatorId', '=', id)
          .where('usedAt', 'is', null)
          .where('codeHash', '=', stored)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      },
    };
  },
  async used(trx, _deps, { authenticator: { id, userId }, at }) {
    const revoked = await moveAuthenticator(trx, { id, to: 'revoked', reason: 'used' });
    // It was suspended or revoked between the look at it and its use.
    if (revoked === undefined) throw conflict('AUTHENTICATOR_WRONG_STATE', 'this emergency code is not good any more');
    await putGrant(trx, { causeId: id, userId, at, expiresAt: new Date(at.getTime() + emergencyLifeMs) });
    await suspendLost(trx, userId, at);
  },
};

/** What its owner says is lost may be in other hands. */
async function suspendLost(trx: SecondFactorTransaction, userId: string, at: Date): Promise<void> {
  for (const one of await listAuthenticators(trx, userId)) {
    const state = stateAt(one, at);
    if (one.kind === 'emergency_code' || (state !== 'active' && !isPending(state))) continue;
    const change = isPending(state) ? 'removed' : 'suspended';
    // oxlint-disable-next-line no-await-in-loop -- one transaction, one connection
    await changeAuthenticator(trx, one, { change, actorId: userId, reason: 'lost', at });
  }
}
