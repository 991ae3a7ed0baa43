import { invalidField } from '@countersign/errors';
import { matchesKeyedHash } from '@countersign/sealing';
import { isTransactionCode, ProtocolError, readRegistrationCode } from '@countersign/soft-token/protocol';
import { wrongState } from '../authenticator/authenticator.ts';
import { moveAuthenticator } from '../authenticator/authenticator-store.ts';
import type { FactorKind, FittingCode, GivenCode } from '../authenticator/factor-kind.ts';
import { appCodes } from '../authenticator/totp-kind.ts';
import { spendAttempt } from '../budgets.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { registrationLabel } from './activation.ts';
import { drawCodes, requirePlatform, showCodes, tokenHashOf } from './issued-codes.ts';
import {
  findTransactionKey,
  markUsed,
  putIssued,
  spendRegistrationTry,
  useRegistrationCode,
} from './soft-token-store.ts';
import { presentTransaction, transactionOf } from './transaction.ts';

const registrationTries = 3;

/** The app of ours: it and the service derive the seed together, and it asks for a PIN before it shows a code. */
export const softTokenKind: FactorKind = {
  kind: 'soft_token',
  defaultLabel: 'Soft token',
  ownSession: true,
  async prepare(deps, request, { userId }) {
    const platform = requirePlatform(request.platform);
    await spendAttempt(deps, 'soft-token-issue', userId);
    const codes = await drawCodes(deps, platform);
    return {
      columns: () => ({
        serial: codes.serial,
        platform,
        algorithm: 'sha256',
        digits: deps.policy.softToken.digits,
      }),
      async write(trx, { id }) {
        const { verifier } = codes;
        await putIssued(trx, deps.keyring, { id, verifier, activationTokenHash: tokenHashOf(codes) });
      },
      async show({ expiresAt }) {
        return { softToken: await showCodes(deps, codes, expiresAt) };
      },
    };
  },
  ...appCodes,
  requireFirst(authenticator, code) {
    if (authenticator.state !== 'bound') throw wrongState();
    if (authenticator.platform === 'desktop') requireRegistrationCode(code);
  },
  // What an app was bound with is worth nothing before the browser that showed the codes has said that it was this app.
  async matchFirst(deps, given) {
    return given.authenticator.platform === 'desktop'
      ? await matchRegistrationCode(deps, given)
      : await appCodes.match(deps, given);
  },
  signing: {
    present: presentTransaction,
    isOne: (code) => /^[0-9]{8}$/.test(code),
    async match(deps, { authenticator, challenge, code, at }) {
      const key = await findTransactionKey(deps.db, deps.keyring, authenticator.id);
      if (key === undefined) return undefined;
      const fits = isTransactionCode(key, transactionOf(deps, challenge), code, at.getTime());
      key.fill(0);
      if (!fits) return undefined;
      // It is good for one challenge, which is answered once.
      const { id, kind } = authenticator;
      return { authenticatorId: id, kind, use: (trx) => markUsed(trx, { id, at }) };
    },
  },
};

/** A registration code has tries of its own; the last wrong one makes the token void: somebody else may have bound it. */
async function matchRegistrationCode(
  deps: SecondFactorDeps,
  { authenticator, code }: GivenCode,
): Promise<FittingCode | undefined> {
  const { db, pepper } = deps;
  const { id, kind } = authenticator;
  const spent = await spendRegistrationTry(db, id, registrationTries);
  if (spent === undefined) throw wrongState();
  if (matchesKeyedHash(pepper, spent.hash, registrationLabel, id, requireRegistrationCode(code))) {
    return { authenticatorId: id, kind, use: (trx) => useRegistrationCode(trx, id) };
  }
  if (spent.tries === registrationTries) {
    await moveAuthenticator(db, { id, to: 'void', reason: 'wrong registration codes' });
  }
  return undefined;
}

/** A registration code, digits only. Throws `CODE_MALFORMED` for one whose check digit does not fit: no guess, but a slip. */
function requireRegistrationCode(code: string): string {
  try {
    return readRegistrationCode(code);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw invalidField('CODE_MALFORMED', '/code', 'must be ten digits, of which the last one fits the others');
  }
}
