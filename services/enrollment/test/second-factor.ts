import { conflict, type DomainError, invalidField, notFound } from '@countersign/errors';
import { implement, requireActor } from '@countersign/grpc';
import { type Authenticator, FactorStanding, SecondFactorServiceService } from '@countersign/proto/second-factor';
import type { FakeClock } from '@countersign/testing';

/** The part of second-factor's contract that enrollment uses. */
export const secondFactorContract = {
  listUserAuthenticators: SecondFactorServiceService.listUserAuthenticators,
  changeUserAuthenticator: SecondFactorServiceService.changeUserAuthenticator,
  assignGridCard: SecondFactorServiceService.assignGridCard,
};

const states = {
  AUTHENTICATOR_CHANGE_SUSPEND: 'AUTHENTICATOR_STATE_SUSPENDED',
  AUTHENTICATOR_CHANGE_RESUME: 'AUTHENTICATOR_STATE_ACTIVE',
  AUTHENTICATOR_CHANGE_UNLOCK: 'AUTHENTICATOR_STATE_ACTIVE',
  AUTHENTICATOR_CHANGE_REVOKE: 'AUTHENTICATOR_STATE_REVOKED',
} as const;

/** Stands for second-factor: keeps authenticators by user, and who changed what. */
export function createSecondFactorFake(clock: FakeClock) {
  const authenticators = new Map<string, Authenticator[]>();
  const fake = {
    authenticators,
    changes: [] as { by: string; userId: string; change: string; reason: string }[],
    /** Cards of the stock that nobody has. */
    stock: new Set<string>(),
    /** Thrown when the next change is done: its answer is lost. */
    nextLoss: undefined as DomainError | undefined,
    /** Gives a user an app. */
    give: (userId: string, id: string) => {
      const app = anAuthenticator({ id, createdAt: clock.now() });
      authenticators.set(userId, [...(authenticators.get(userId) ?? []), app]);
      return app;
    },
  };
  const implementation = implement(
    secondFactorContract,
    {
      async listUserAuthenticators({ userId }) {
        return { authenticators: authenticators.get(userId) ?? [], standing: FactorStanding.ACTIVE };
      },
      async changeUserAuthenticator({ userId, authenticatorId, change, reason }, context) {
        const { userId: by } = requireActor(context);
        const found = authenticators.get(userId)?.find(({ id }) => id === authenticatorId);
        if (found === undefined) throw notFound('AUTHENTICATOR_NOT_FOUND', 'no such authenticator');
        if (reason.length < 3) throw invalidField('REASON_INVALID', '/reason', 'must be 3 to 200 characters');
        const state = Object.entries(states).find(([name]) => name === change)?.[1];
        if (state === undefined) throw new Error('no change');
        if (found.state === 'AUTHENTICATOR_STATE_REVOKED' && state !== found.state) {
          throw conflict('AUTHENTICATOR_WRONG_STATE', 'it is revoked');
        }
        Object.assign(found, { state, stateReason: reason });
        fake.changes.push({ by, userId, change, reason });
        const { nextLoss } = fake;
        fake.nextLoss = undefined;
        if (nextLoss !== undefined) throw nextLoss;
        return { authenticator: found };
      },
      async assignGridCard({ userId, serial, label }, context) {
        requireActor(context);
        if (!fake.stock.delete(serial)) throw notFound('CARD_NOT_FOUND', 'no such card');
        const state = 'AUTHENTICATOR_STATE_ISSUED';
        const card = anAuthenticator({ id: `aut_${serial}`, kind: 'grid_card', serial, label, state });
        authenticators.set(userId, [...(authenticators.get(userId) ?? []), card]);
        return { authenticator: card };
      },
    },
    {
      listUserAuthenticators: ['enrollment'],
      changeUserAuthenticator: ['enrollment'],
      assignGridCard: ['enrollment'],
    },
  );
  return { fake, implementation };
}

function anAuthenticator(over: Partial<Authenticator>): Authenticator {
  return {
    id: 'aut_1',
    kind: 'totp',
    label: 'Phone',
    state: 'AUTHENTICATOR_STATE_ACTIVE',
    createdAt: undefined,
    lastUsedAt: undefined,
    serial: '',
    platform: '',
    maskedDestination: '',
    replacesId: '',
    expiresAt: undefined,
    stateReason: '',
    challengesLeft: undefined,
    profile: 'guide',
    device: '',
    ...over,
  };
}
