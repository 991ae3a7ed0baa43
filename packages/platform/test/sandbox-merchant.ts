import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';

const secretKey = 'sk_sandbox_key';

/** An event as the merchant gets it. */
export interface ReceivedEvent {
  id: string;
  type: string;
  data: {
    chargeId: string;
    reference: string;
    amount?: number;
    currency?: string;
    idempotencyKey?: string;
    savedMethod?: string;
    refundId?: string;
    disputeId?: string;
    code?: string;
    won?: boolean;
  };
}

/** What the sandbox answers, by the fields that tests look at. */
export interface Reply {
  status: number;
  body: {
    id: string;
    status: string;
    actionUrl: string;
    amount: number;
    charges: { id: string; status: string; amount: number; declineCode: string }[];
    error: { code: string };
  };
}

interface Plan {
  delayMs: number;
  run: () => void;
}

export type Merchant = Awaited<ReturnType<typeof openMerchant>>;

/** A sandbox, and a merchant who sees its events when the test lets them happen. */
export async function openMerchant() {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-sandbox-'));
  const state = { events: [] as ReceivedEvent[], planned: [] as Plan[], keys: 0 };
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    state.events.push(JSON.parse(await text(request)) as ReceivedEvent);
    response.writeHead(204).end();
    server.emit('delivered');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const start = (): Promise<Sandbox> =>
    startSandbox({
      host: '127.0.0.1',
      port: 0,
      file: path.join(folder, 'ledger.jsonl'),
      secretKey,
      webhookSecret: 'whsec_sandbox',
      webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
      schedule: (delayMs, run) => {
        const plan = { delayMs, run };
        state.planned.push(plan);
        return () => {
          state.planned = state.planned.filter((other) => other !== plan);
        };
      },
    });
  const running = { sandbox: await start() };
  const address = (target: string): string =>
    target.startsWith('http') ? target : `http://127.0.0.1:${running.sandbox.port}${target}`;

  const send = async (
    method: string,
    target: string,
    { body, key, secret = secretKey }: { body?: object; key?: string; secret?: string } = {},
  ): Promise<Reply> => {
    const response = await fetch(address(target), {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    return { status: response.status, body: (answered === '' ? {} : JSON.parse(answered)) as Reply['body'] };
  };
  const nextKey = (): string => {
    state.keys += 1;
    return `key_${state.keys}`;
  };
  const post = (target: string, body: object, key = nextKey()): Promise<Reply> => send('POST', target, { body, key });
  const tokenOf = async (number: string): Promise<string> => {
    const card = { number, expMonth: 12, expYear: 2099, cvc: '123' };
    const { body } = await send('POST', '/tokens', { body: card });
    return (body as unknown as { token: string }).token;
  };
  const charge = (request: object, key?: string): Promise<Reply> =>
    post('/charges', { amount: 12_300, currency: 'EUR', reference: 'ord_1', ...request }, key);
  /** Lets everything happen that is planned, the soonest first; returns the delays. */
  const settle = async (): Promise<number[]> => {
    const delays: number[] = [];
    while (state.planned.length > 0) {
      const [next] = state.planned.toSorted((one, other) => one.delayMs - other.delayMs) as [Plan];
      state.planned = state.planned.filter((plan) => plan !== next);
      const delivered = once(server, 'delivered');
      next.run();
      // One after the other: the order is what the test looks at.
      // oxlint-disable-next-line no-await-in-loop
      await delivered;
      delays.push(next.delayMs);
    }
    return delays;
  };
  return {
    address,
    send,
    post,
    tokenOf,
    charge,
    settle,
    /** Charges a card, with its token. */
    pay: async (number: string, request: object = {}) => charge({ token: await tokenOf(number), ...request }),
    /** The events that came since the last call. */
    takeEvents: async (): Promise<ReceivedEvent[]> => {
      await settle();
      return state.events.splice(0);
    },
    restart: async () => {
      await running.sandbox.close();
      state.planned = [];
      running.sandbox = await start();
    },
    close: async () => {
      await running.sandbox.close();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
