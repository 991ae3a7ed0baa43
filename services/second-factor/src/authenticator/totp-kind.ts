import { randomBytes } from 'node:crypto';
import { findAppSecret, fittingStep, matchApp, sealSeed } from './app-code.ts';
import type { FactorKind, GivenCode } from './factor-kind.ts';
import { otpauthUri, qrSvgOf } from './otpauth.ts';
import { matchResync } from './totp.ts';

/** 160 bits, as RFC 4226 4 (R6) recommends for SHA-1. */
const seedBytes = 20;

/** How an app that is held to a given code is looked at: when it waits for its first one, or when it is in use. */
const appCodeOf = ({ authenticator, purpose, recovery, code, at }: GivenCode) => ({
  userId: authenticator.userId,
  recovery,
  code,
  at,
  state: purpose === 'activation' ? ('pending' as const) : ('active' as const),
});

/** What all apps do with codes of a seed and the time, whoever made the seed. */
export const appCodes: Pick<FactorKind, 'match' | 'form'> & Required<Pick<FactorKind, 'matchResync'>> = {
  form: /^(?:[0-9]{6}|[0-9]{8})$/,
  async match(deps, given) {
    const secret = await findAppSecret(deps, given.authenticator.id);
    return secret === undefined ? undefined : matchApp(deps.policy, secret, appCodeOf(given));
  },
  async matchResync(deps, { nextCode, ...given }) {
    const secret = await findAppSecret(deps, given.authenticator.id);
    if (secret === undefined) return undefined;
    const { seed, algorithm, digits } = secret;
    const match = matchResync(seed, { code: given.code, nextCode, at: given.at, algorithm, digits });
    seed.fill(0);
    return match === undefined ? undefined : fittingStep(secret, match, appCodeOf(given));
  },
};

/** Any authenticator app: a seed of ours, shown once. */
export const totpKind: FactorKind = {
  kind: 'totp',
  defaultLabel: 'Authenticator app',
  async prepare({ keyring }, { label }, { userId }) {
    const seed = randomBytes(seedBytes);
    const name = label.trim();
    return {
      columns: (id) => ({ seed: sealSeed(keyring, id, seed) }),
      async show() {
        const uri = otpauthUri({ seed, account: name === '' ? userId : name });
        seed.fill(0);
        return { otpauthUri: uri, qrSvg: await qrSvgOf(uri) };
      },
    };
  },
  ...appCodes,
};
