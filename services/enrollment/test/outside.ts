import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { conflict, type DomainError, invalidField, notFound, unavailable } from '@countersign/errors';
import { implement, requireActor } from '@countersign/grpc';
import { AccountTier, CatalogServiceService } from '@countersign/proto/catalog';
import { IdentityServiceService, PersonalValidationState } from '@countersign/proto/identity';
import { type Order, OrderServiceService, OrderStatus, SubscriptionStatus } from '@countersign/proto/order';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { productContract, productHandlers } from './products.ts';

/** The part of order's contract that enrollment uses. */
export const orderContract = {
  getPaidOrder: OrderServiceService.getPaidOrder,
  recordEnrolmentStep: OrderServiceService.recordEnrolmentStep,
  getSubscriptionState: OrderServiceService.getSubscriptionState,
  getRefund: OrderServiceService.getRefund,
  moveOrder: OrderServiceService.moveOrder,
  getOrder: OrderServiceService.getOrder,
};

/** The part of catalog's contract that enrollment uses. */
export const catalogContract = { listTiers: CatalogServiceService.listTiers, ...productContract };

/** The part of identity's contract that enrollment uses. */
export const identityContract = {
  registerUser: IdentityServiceService.registerUser,
  getMe: IdentityServiceService.getMe,
  getStaffRoles: IdentityServiceService.getStaffRoles,
};

/** Stands for order: answers for the orders in `orders` when they are paid, and keeps what it is told of them. */
export function createOrderFake() {
  const orders = new Map<string, Order>();
  const reports: { orderId: string; step: string; accountId: string; trouble: string }[] = [];
  const waiting: { step: string; tell: () => void }[] = [];
  const fake = {
    orders,
    /** When orders were paid; those of before there were subscriptions do not tell. */
    paidAt: new Map<string, Date>(),
    /** Signed-in buyers by order. */
    buyers: new Map<string, string>(),
    /** Secrets of guests by order. */
    secrets: new Map<string, string>(),
    /** Ends of terms by subscription. */
    terms: new Map<string, Date>(),
    /** Where subscriptions stand, where that is not active. */
    statuses: new Map<string, SubscriptionStatus>(),
    /** Refunds. */
    refunds: new Map<string, { orderId: string; lineIds: string[]; granted: boolean }>(),
    /** Accounts to which orders moved. */
    moves: new Map<string, string>(),
    reports,
    /** Thrown by the next report or move, once. */
    nextFault: undefined as DomainError | undefined,
    /** Steps that an order was told of as reached. */
    stepsOf: (orderId: string) =>
      reports.filter((each) => each.orderId === orderId && each.trouble === '').map(({ step }) => step),
    /** Resolves with the next report of a step. */
    reported: (step: string) => new Promise<void>((tell) => waiting.push({ step, tell })),
  };
  const failOnce = () => {
    const fault = fake.nextFault;
    fake.nextFault = undefined;
    if (fault !== undefined) throw fault;
  };
  const implementation = implement(
    orderContract,
    {
      async getPaidOrder({ orderId }) {
        const order = orders.get(orderId);
        if (order === undefined) throw notFound('ORDER_NOT_FOUND', 'no such order');
        if (order.status !== OrderStatus.PAID) throw conflict('ORDER_NOT_PAID', 'the order is not paid');
        return { order, buyerUserId: fake.buyers.get(orderId) ?? '', paidAt: fake.paidAt.get(orderId) };
      },
      async recordEnrolmentStep({ earlierSteps, ...report }) {
        failOnce();
        for (const step of [...earlierSteps, report.step]) {
          reports.push({ ...report, step });
          for (const each of waiting) if (each.step === step) each.tell();
        }
        return {};
      },
      async getSubscriptionState({ subscriptionId }) {
        const termEnd = fake.terms.get(subscriptionId);
        if (termEnd === undefined) throw notFound('SUBSCRIPTION_NOT_FOUND', 'no such subscription');
        const status = fake.statuses.get(subscriptionId) ?? SubscriptionStatus.ACTIVE;
        return { status, termEnd, accountId: '' };
      },
      async getRefund({ refundId }) {
        const refund = fake.refunds.get(refundId);
        if (refund === undefined) throw notFound('REFUND_NOT_FOUND', 'no such refund');
        return refund;
      },
      async moveOrder({ orderId, accountId }) {
        failOnce();
        fake.moves.set(orderId, accountId);
        return {};
      },
      async getOrder({ key }, context) {
        const { orderId, secret } = key ?? { orderId: '', secret: '' };
        const order = orders.get(orderId);
        const buyer = fake.buyers.get(orderId);
        const isOwn =
          secret === '' ? buyer !== undefined && buyer === context.actor?.userId : fake.secrets.get(orderId) === secret;
        const isOfAccount = secret === '' && order?.accountId !== '' && order?.accountId === context.actor?.accountId;
        if (order === undefined || !(isOwn || isOfAccount)) throw notFound('ORDER_NOT_FOUND', 'no such order');
        return { order };
      },
    },
    {
      getPaidOrder: ['enrollment'],
      recordEnrolmentStep: ['enrollment'],
      getSubscriptionState: ['enrollment'],
      getRefund: ['enrollment'],
      moveOrder: ['enrollment'],
      getOrder: ['enrollment'],
    },
  );
  return { fake, implementation };
}

/** Stands for catalog: three members and no approvals for Starter, no limits for Enterprise. */
export function createCatalogFake() {
  const fake = { isAway: false, asked: 0 };
  const none = { organisations: false, apiKeys: false };
  const all = { organisations: true, apiKeys: true };
  const implementation = implement(
    catalogContract,
    {
      ...productHandlers,
      async listTiers() {
        fake.asked += 1;
        if (fake.isAway) throw unavailable('SERVICE_UNAVAILABLE', 'away');
        return {
          tiers: [
            { tier: AccountTier.STARTER, maxMembers: 3, approvalWorkflow: false, ...none },
            { tier: AccountTier.ENTERPRISE, maxMembers: 0, approvalWorkflow: true, ...all },
          ],
        };
      },
    },
    {
      listTiers: ['enrollment'],
      getProduct: ['enrollment'],
      getProductVersion: ['enrollment'],
      getValidity: ['enrollment'],
      planRenewals: ['enrollment'],
    },
  );
  return { fake, implementation };
}

/** Stands for identity: keeps users by address, creates one per activation, and refuses short passwords. */
export function createIdentityFake() {
  const users = new Map<string, { userId: string; activationId: string; mobile: string; language: string }>();
  const fake = {
    users,
    /** Staff roles by user id; nobody else is staff. */
    staff: new Map<string, string[]>(),
    /** Awaited before a user is registered. */
    gate: undefined as Promise<void> | undefined,
    /** Told when a registration begins. */
    entered: () => undefined as void,
    /** Thrown by the next registration, once. */
    nextFault: undefined as DomainError | undefined,
    registrations: 0,
  };
  const implementation = implement(
    identityContract,
    {
      async registerUser({ activationId, email, password, mobile, language }) {
        fake.registrations += 1;
        const { gate, nextFault } = fake;
        fake.nextFault = undefined;
        fake.entered();
        await gate;
        if (nextFault !== undefined) throw nextFault;
        const known = users.get(email);
        const isTaken = [...users].some(([other, user]) => user.activationId === activationId && other !== email);
        if (isTaken || (known !== undefined && known.activationId !== activationId)) {
          throw conflict('USER_EXISTS', 'user exists');
        }
        if (password.length < 8) throw invalidField('PASSWORD_TOO_SHORT', '/password', 'must have 8 characters');
        const userId = known?.userId ?? `usr_${users.size + 1}`;
        users.set(email, { userId, activationId, mobile, language });
        return { userId };
      },
      async getMe(_request, context) {
        const { userId } = requireActor(context);
        const [email] = [...users].find(([, user]) => user.userId === userId) ?? [];
        if (email === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
        return {
          userId,
          email,
          givenName: 'Ada',
          surname: 'Example',
          language: 'en',
          maskedMobile: '',
          staffRoles: [],
          personalValidation: PersonalValidationState.UNSPECIFIED,
          recoveryQuestionsSet: false,
        };
      },
      async getStaffRoles({ userId }) {
        return { roles: fake.staff.get(userId) ?? [] };
      },
    },
    { registerUser: ['enrollment'], getMe: ['enrollment'], getStaffRoles: ['enrollment'] },
  );
  return { fake, implementation };
}

export interface ReceivedMail {
  to: string[];
  subject: string;
  text: string;
  messageId: string;
}

/** A mail server that keeps what it takes. */
export async function startMailServer() {
  const mails: ReceivedMail[] = [];
  const state = { mails, refuseNext: false, refusedForGood: new Set<string>() };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onRcptTo: ({ address }, _session, done) => {
      const isRefused = state.refusedForGood.has(address);
      done(isRefused ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    },
    onData: (stream, session, done) => {
      const keep = async () => {
        const mail = await PostalMime.parse(await buffer(stream));
        if (state.refuseNext) {
          state.refuseNext = false;
          throw Object.assign(new Error('greylisted'), { responseCode: 451 });
        }
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          subject: mail.subject ?? '',
          text: mail.text ?? '',
          messageId: mail.messageId ?? '',
        });
      };
      keep().then(() => done(), done);
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    state,
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
