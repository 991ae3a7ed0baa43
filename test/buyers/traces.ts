import { randomBytes } from 'node:crypto';
import { type CollectedSpan, drawSpans, type TraceCollector } from '@countersign/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { awaitOrder, fillCart, orderCart, payOrder } from '../src/buying.ts';
import { newPerson } from '../src/members.ts';
import { type Answer, type Problem, type RequestOptions, RestClient } from '../src/rest-client.ts';
import { waitFor } from '../src/waiting.ts';

/** A client whose requests are all parts of one piece of work of its own. */
class TracedClient extends RestClient {
  readonly traceId = randomBytes(16).toString('hex');
  readonly spanId = randomBytes(8).toString('hex');
  readonly #inner: RestClient;

  constructor(inner: RestClient) {
    super(inner.url);
    this.#inner = inner;
  }

  override async send<T = Problem>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const headers = { ...options.headers, traceparent: `00-${this.traceId}-${this.spanId}-01` };
    return await this.#inner.send<T>(method, path, { ...options, headers });
  }
}

/** What the collector of traces is told of an order. */
export function describeTraces(running: () => AbusedPlatform, collector: () => TraceCollector): void {
  describe('the trace of an order', () => {
    let client: TracedClient;
    let tree: CollectedSpan[];

    beforeAll(async () => {
      const { api } = running();
      client = new TracedClient(api);
      const order = await orderCart(client, await fillCart(client), newPerson('lee'));
      await payOrder(client, order);
      await awaitOrder(api, order);
      const read = async () => collector().spans.filter(({ traceId }) => traceId === client.traceId);
      // The last hop, and the job that it belongs to.
      tree = await waitFor(read, (spans) => {
        const jobs = spans.filter(({ attributes }) => attributes['countersign.topic'] === 'activation-mail');
        return jobs.some(({ kind }) => kind === 'consumer') && spans.some(isLastHop);
      });
    }, 60_000);

    /** Draws the tree where it is not as it should be. */
    const looking = (look: () => void) => {
      try {
        look();
      } catch (error) {
        throw new Error(`${(error as Error).message}\n\n${drawSpans(tree)}`, { cause: error });
      }
    };

    it('is one tree through all processes, below the span of the client', () => {
      looking(() => {
        const known = new Set([client.spanId, ...tree.map(({ spanId }) => spanId)]);
        expect(tree.filter(({ parentSpanId }) => !known.has(parentSpanId))).toEqual([]);
        expect([...new Set(tree.map(({ service }) => service))].toSorted()).toEqual([
          'catalog',
          'enrollment',
          'gateway',
          'order',
        ]);
      });
    });

    it('leads from the completion over the provider’s event and two jobs to the report of the enrolment', () => {
      looking(() => {
        const path: string[] = [];
        for (let span = tree.find(isLastHop); span !== undefined; span = parentOf(span)) {
          path.unshift(`${span.service} ${span.kind} ${span.name}`);
        }
        const rpc = 'countersign.order.v1.OrderService';
        expect(path).toEqual([
          'gateway server POST /v1/orders/:orderId/completion',
          `gateway client ${rpc}/CompleteOrder`,
          `order server ${rpc}/CompleteOrder`,
          'order producer send order',
          'order consumer process order',
          'order producer send enrollment',
          'enrollment consumer process enrollment',
          'enrollment producer send enrollment',
          'enrollment consumer process enrollment',
          `enrollment client ${rpc}/RecordEnrolmentStep`,
          `order server ${rpc}/RecordEnrolmentStep`,
        ]);
      });
    });

    it('shows statements of each database, the count in Redis, the provider and the message', () => {
      looking(() => {
        const namespaces = tree.flatMap(({ attributes }) => attributes['db.namespace'] ?? []);
        expect(new Set(namespaces)).toEqual(
          new Set(['countersign_catalog', 'countersign_order', 'countersign_enrollment']),
        );
        const names = new Set(tree.map(({ name }) => name));
        for (const name of ['EVALSHA', 'sandbox charge', 'send e-mail']) expect(names).toContain(name);
      });
    });

    const isLastHop = ({ kind, name }: CollectedSpan) => kind === 'server' && name.endsWith('/RecordEnrolmentStep');
    const parentOf = ({ parentSpanId }: CollectedSpan) => tree.find(({ spanId }) => spanId === parentSpanId);
  });
}

/** To come last: no span of any process tells what was sent as a secret, was given out as one, or was mailed. */
export function describeSpans(running: () => AbusedPlatform, collector: () => TraceCollector): void {
  it('no secret, address or number that was sent or given out reaches a span', async () => {
    // Of statements and routes there are few.
    const told = new Set(collector().spans.map(({ name, attributes }) => JSON.stringify({ name, attributes })));
    expect(await running().leaksIn(told)).toEqual([]);
  });
}
