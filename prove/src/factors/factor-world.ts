import { randomBytes } from 'node:crypto';
import type { Actor } from '@countersign/grpc';
import type { FactorStrength } from '@countersign/proto/second-factor';
import { type FakeClock, fakeClock } from '@countersign/testing/clock';
import type { SecondFactorDeps } from '../../../services/second-factor/src/dependencies.ts';
import type { PolicySettings } from '../../../services/second-factor/src/policy/policy.ts';
import { sweep } from '../../../services/second-factor/src/sweep.ts';
import { findServer, takeJobs } from '../in-process.ts';
import { openSecondFactor, type SecondFactor, type SentMessage } from '../second-factor.ts';

/** Second-factor with a database of its own, in this process, and a clock that goes as it is told. */
export interface FactorWorld {
  clock: FakeClock;
  deps: SecondFactorDeps;
  /** Every message that went out, the latest last. */
  messages: SentMessage[];
  /** Its RPCs as identity calls them. */
  identity: SecondFactor;
  /** As a service calls them for a user in a full session. */
  by: (caller: 'gateway' | 'remote-signing', userId: string, over?: Partial<Actor>) => SecondFactor;
  /** What the service says of its own strength, by kind. */
  strengths: () => Promise<ReadonlyMap<string, FactorStrength>>;
  /** Delivers what waits to be delivered. */
  work: () => Promise<void>;
  /** What a service does by itself as time goes by. */
  sweep: () => Promise<void>;
  close: () => Promise<void>;
}

/** Builds the world on a PostgreSQL of its own, or on the one at TEST_DATABASE_URL. */
export async function buildFactorWorld(settings: PolicySettings = {}): Promise<FactorWorld> {
  const server = await findServer();
  const clock = fakeClock('2026-11-23T00:00:00Z');
  const messages: SentMessage[] = [];
  const { deps, as, jobs, close } = await openSecondFactor({ clock, messages, settings });
  const identity = as();
  return {
    clock,
    deps,
    messages,
    identity,
    by: (caller, userId, over) => as({ caller, actor: actorOf(clock, userId, over) }),
    strengths: async () => {
      const { strengths } = await identity.listPolicyDeviations({});
      return new Map(strengths.map((strength) => [strength.kind, strength]));
    },
    work: async () => {
      for (const { topic, payload, id } of await takeJobs(deps.db)) {
        // oxlint-disable-next-line no-await-in-loop
        await jobs[topic]?.handle(payload as never, id);
      }
    },
    sweep: () => sweep(deps.db, clock.now()),
    close: async () => {
      await close();
      await server.stop();
    },
  };
}

/** An id of somebody or something that was never there before. */
export const newName = (prefix: string): string => `${prefix}_${randomBytes(10).toString('hex')}`;

function actorOf(clock: FakeClock, userId: string, over: Partial<Actor> = {}): Actor {
  return {
    userId,
    sessionId: `ses_of_${userId}`,
    roles: [],
    staffRoles: [],
    acr: 'urn:countersign:aal2',
    amr: ['pwd', 'otp', 'mfa'],
    scope: 'full',
    language: 'en',
    authenticatedAt: clock.now(),
    ...over,
  };
}
