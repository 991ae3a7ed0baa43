import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { conflict, type DomainError, invalidField, notFound } from '@countersign/errors';
import { implement, requireActor } from '@countersign/grpc';
import { IdentityServiceService, PersonalValidationState } from '@countersign/proto/identity';
import { type Order, OrderServiceService, OrderStatus } from '@countersign/proto/order';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** The part of order's contract that enrollment uses. */
export const orderContract = {
  getPaidOrder: OrderServiceService.getPaidOrder,
  recordEnrolmentStep: OrderServiceService.recordEnrolmentStep,
};

/** The part of identity's contract that enrollment uses. */
export const identityContract = {
  registerUser: IdentityServiceService.registerUser,
  getMe: IdentityServiceService.getMe,
};

/** Stands for order: answers for the orders in `orders` when they are paid, and keeps the steps reported to it. */
export function createOrderFake() {
  const orders = new Map<string, Order>();
  const steps: { orderId: string; step: string }[] = [];
  const waiting: { step: string; tell: () => void }[] = [];
  const fake = {
    orders,
    steps,
    /** Thrown by the next report, once. */
    nextFault: undefined as DomainError | undefined,
    stepsOf: (orderId: string) => steps.filter((each) => each.orderId === orderId).map(({ step }) => step),
    /** Resolves with the next report of a step. */
    reported: (step: string) => new Promise<void>((tell) => waiting.push({ step, tell })),
  };
  const implementation = implement(
    orderContract,
    {
      async getPaidOrder({ orderId }) {
        const order = orders.get(orderId);
        if (order === undefined) throw notFound('ORDER_NOT_FOUND', 'no such order');
        if (order.status !== OrderStatus.PAID) throw conflict('ORDER_NOT_PAID', 'the order is not paid');
        return { order };
      },
      async recordEnrolmentStep({ orderId, step }) {
        const fault = fake.nextFault;
        fake.nextFault = undefined;
        if (fault !== undefined) throw fault;
        steps.push({ orderId, step });
        for (const each of waiting) if (each.step === step) each.tell();
        return {};
      },
    },
    { getPaidOrder: ['enrollment'], recordEnrolmentStep: ['enrollment'] },
  );
  return { orders, fake, implementation };
}

/** Stands for identity: keeps users by address, creates one per activation, and refuses short passwords. */
export function createIdentityFake() {
  const users = new Map<string, { userId: string; activationId: string; mobile: string; language: string }>();
  const fake = {
    users,
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
        if (known !== undefined && known.activationId !== activationId) throw conflict('USER_EXISTS', 'user exists');
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
        };
      },
    },
    { registerUser: ['enrollment'], getMe: ['enrollment'] },
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
  const state = { mails, refuseNext: false };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
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
