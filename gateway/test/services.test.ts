import { notFound } from '@countersign/errors';
import { type CallContext, type Handlers, implement } from '@countersign/grpc';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { createTestTrust, startTestService, type TestService, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Connections, connect } from '../src/clients.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { aProduct, aValidity } from './shop-samples.ts';

let trust: TestTrust;
let service: TestService;
let connections: Connections;
let gateway: TestGateway;
const contexts: CallContext[] = [];

const unused = async () => {
  throw new Error('nobody calls this here');
};

/** The contract of the catalog, with one product. */
const handlers: Handlers<typeof CatalogServiceService> = {
  listFamilies: async (_request, context) => {
    contexts.push(context);
    return { families: [{ code: 'tls', name: 'TLS', summary: 'For web servers.' }] };
  },
  listProducts: async () => ({ products: [aProduct()], nextPageToken: '' }),
  getProduct: async () => {
    throw notFound('PRODUCT_NOT_FOUND', 'no product has that code');
  },
  getValidity: async () => ({ validity: aValidity(), upcoming: [] }),
  getGeneration: async () => ({ generation: 'one' }),
  getProductVersion: unused,
  planRenewals: unused,
  listTiers: unused,
  getSupport: unused,
  priceLines: unused,
};

beforeAll(async () => {
  trust = await createTestTrust();
  const all = ['gateway'];
  const access = {
    listFamilies: all,
    listProducts: all,
    getProduct: all,
    getValidity: all,
    getGeneration: all,
    getProductVersion: all,
    planRenewals: all,
    listTiers: all,
    getSupport: all,
    priceLines: ['order'],
  };
  service = await startTestService('catalog', implement(CatalogServiceService, handlers, access), trust);
  const nowhere = 'localhost:1';
  connections = connect(
    {
      catalog: service.address,
      // The catalog answers here too, but its certificate does not say so.
      order: service.address,
      enrollment: nowhere,
      identity: nowhere,
      'second-factor': nowhere,
      'remote-signing': nowhere,
      'certificate-authority': nowhere,
      signer: nowhere,
    },
    { tls: trust.tls('gateway') },
  );
  gateway = await startGateway({ answers: connections.clients, probes: connections.probes });
});
afterAll(async () => {
  await gateway.close();
  connections.close();
  await service.close();
});

describe('over mutual TLS', () => {
  it('requests reach the service with id and address of the client, and money and dates come back whole', async () => {
    const headers = { 'x-request-id': 'client-chosen-3' };
    expect((await gateway.app.inject({ url: '/v1/product-families', headers })).statusCode).toBe(200);
    expect(contexts[0]).toMatchObject({
      requestId: 'client-chosen-3',
      clientAddress: '127.0.0.1',
      caller: 'gateway',
    });
    expect(contexts[0]).not.toHaveProperty('actor');
    expect((await gateway.app.inject('/v1/products')).json()).toMatchObject({
      items: [
        {
          licenceYearPrice: { amount: 40_000, currency: 'USD', exponent: 2 },
          validity: { issuedAt: '2026-11-21T12:00:00.000Z' },
        },
      ],
    });
  });

  it('errors of the service become problems', async () => {
    const response = await gateway.app.inject('/v1/products/unknown');
    expect(response.json()).toMatchObject({ status: 404, code: 'PRODUCT_NOT_FOUND' });
  });

  it('a service that is away or is not who it should be is a 503, and shows in the readiness', async () => {
    const flow = { url: '/v1/login-flows/lfl_1', headers: { 'login-flow-secret': 's' } };
    const order = { url: '/v1/orders/ord_1', headers: { 'order-secret': 's' } };
    for (const request of [flow, order]) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await gateway.app.inject(request);
      expect(response.statusCode).toBe(503);
      expect(response.headers['retry-after']).toMatch(/^\d+$/);
      expect(response.body).not.toMatch(/localhost|certificate|ECONNREFUSED/);
    }
    const { degraded, dependencies } = (await gateway.app.inject('/health/ready')).json<{
      degraded: string[];
      dependencies: Record<string, string>;
    }>();
    expect(dependencies).toMatchObject({ catalog: 'up', order: 'down', identity: 'down' });
    expect(degraded).not.toContain('catalog');
  });
});
