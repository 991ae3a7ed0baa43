import { generateKeyPairSync } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { type CallContext, newContext } from '@countersign/grpc';
import type { JobHandler } from '@countersign/jobs';
import type { EnrolAuthenticatorRequest } from '@countersign/proto/second-factor';
import { createLogger, createMetrics } from '@countersign/runtime';
import type { FakeClock } from '@countersign/testing/clock';
import { testDatabase } from '@countersign/testing/database';
import { createDeliveryJob } from '../../services/second-factor/src/code/delivery-job.ts';
import { deliveryTopic } from '../../services/second-factor/src/code/delivery-topics.ts';
import type { SecondFactorDatabase } from '../../services/second-factor/src/database.ts';
import type { SecondFactorDeps } from '../../services/second-factor/src/dependencies.ts';
import { readIdentityKey } from '../../services/second-factor/src/identity-key.ts';
import { migrations } from '../../services/second-factor/src/migrations/index.ts';
import { createSecondFactorOutcomes } from '../../services/second-factor/src/outcomes.ts';
import { type PolicySettings, readPolicy } from '../../services/second-factor/src/policy/policy.ts';
import { createSecondFactorService } from '../../services/second-factor/src/second-factor-service.ts';
import { startActivationWorkers } from '../../services/second-factor/src/soft-token/activation-workers.ts';
import { aKeyring, type Calls, calling } from './in-process.ts';

/** Second-factor's RPCs. */
export type SecondFactor = Calls<ReturnType<typeof createSecondFactorService>>;

/** A message that went out. */
export interface SentMessage {
  to: string;
  text: string;
}

/** An enrolment in which everything is left to the service: an authenticator app. */
export const plainEnrolment: EnrolAuthenticatorRequest = {
  label: '',
  kind: '',
  replacesId: '',
  platform: '',
  destination: '',
  serial: '',
  language: '',
};

/** Second-factor in this process, with a database of its own. */
export interface SecondFactorInProcess {
  deps: SecondFactorDeps;
  /** Its RPCs, as somebody calls them in whatever session. */
  as: (over?: Partial<CallContext>) => SecondFactor;
  /** What its jobs do, by topic. */
  jobs: Readonly<Record<string, JobHandler>>;
  close: () => Promise<void>;
}

/** Opens it on a fresh database; messages that it delivers are added to `messages`. */
export async function openSecondFactor({
  clock,
  messages,
  settings = {},
}: {
  clock: FakeClock;
  messages: SentMessage[];
  settings?: PolicySettings;
}): Promise<SecondFactorInProcess> {
  const logger = createLogger({ service: 'prove', level: 'silent' });
  const { db, destroy } = await testDatabase<SecondFactorDatabase>({
    migrate: (fresh) => runMigrations(fresh, migrations),
  });
  const deps: SecondFactorDeps = {
    db,
    policy: readPolicy(settings),
    clock,
    keyring: aKeyring(),
    pepper: aKeyring(),
    // What it says of a signature is not looked at here.
    signAssertion: async () => 'an assertion',
    identityKey: readIdentityKey(anIdentityKey()),
    publicUrl: 'https://shop.example.com',
    smsToken: 'sms-token',
    providerName: 'Example Trust',
    activationWorkers: startActivationWorkers({ limitMs: 60_000 }),
    logger,
    outcomes: createSecondFactorOutcomes(createMetrics('second-factor')),
  };
  const handlers = createSecondFactorService(deps);
  const send = async ({ to, text }: SentMessage) => {
    messages.push({ to, text });
    return {};
  };
  const mailer = { send: async (mail: SentMessage) => void (await send(mail)), close: () => undefined };
  return {
    deps,
    as: (over = {}) => calling(handlers, () => newContext({ caller: 'identity', ...over })),
    jobs: { [deliveryTopic]: createDeliveryJob({ ...deps, mailer, sms: { send }, publicHost: 'shop.example.com' }) },
    close: async () => {
      await deps.activationWorkers.close();
      await destroy();
    },
  };
}

function anIdentityKey(): string {
  return JSON.stringify({ keys: [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })] });
}
