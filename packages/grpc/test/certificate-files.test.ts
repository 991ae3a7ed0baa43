import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { createServiceAuthority, createServiceCertificate, type ServiceAuthority } from '@countersign/platform';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { ConfigError, createLogger, createMetrics } from '@countersign/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Registry } from 'prom-client';
import { certificatesIn, observeCertificates } from '../src/certificate-files.ts';
import { createCaller, type GrpcServer, implement, newContext, startGrpcServer, tlsOf } from '../src/index.ts';
import type { TlsMaterial } from '../src/tls.ts';

const hour = 3_600_000;
const refuse = () => Promise.reject(new Error('not part of this test'));
const handlers = {
  listFamilies: refuse,
  listProducts: refuse,
  getValidity: refuse,
  getProductVersion: refuse,
  planRenewals: refuse,
  listTiers: refuse,
  getSupport: refuse,
  getGeneration: async () => ({ generation: 'one' }),
  priceLines: refuse,
  getProduct: refuse,
};
const access = Object.fromEntries(Object.keys(handlers).map((name) => [name, ['gateway']]));

/** Files of two processes, as their settings name them. */
let folder: string;
const filesOf = (name: string) => ({
  ca: path.join(folder, 'ca.crt'),
  cert: path.join(folder, `${name}.crt`),
  key: path.join(folder, `${name}.key`),
});
async function put(name: string, authority: ServiceAuthority, from = new Date()): Promise<TlsMaterial> {
  const { cert, key } = await createServiceCertificate(authority, name, from);
  const files = filesOf(name);
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return { ca: authority.cert, cert, key, files };
}
const trust = (...authorities: ServiceAuthority[]) =>
  writeFileSync(filesOf('').ca, authorities.map(({ cert }) => cert).join('\n'));

let authority: ServiceAuthority;
let ofServer: TlsMaterial;
let ofCaller: TlsMaterial;
let server: GrpcServer;
let metrics: Registry;
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-tls-'));
  authority = await createServiceAuthority();
  trust(authority);
  ofServer = await put('catalog', authority);
  ofCaller = await put('gateway', authority);
  metrics = createMetrics('catalog');
  // Its own: the certificates of the test before, whose files are gone, are still looked at now and then.
  const own: string[] = [];
  lines = own;
  const logger = createLogger({ service: 'catalog', destination: { write: (line) => void own.push(line) } });
  observeCertificates(ofServer, { metrics, logger });
  server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: ofServer,
    implementations: [implement(CatalogServiceService, handlers as never, access as never)],
    verifyActor: refuse,
    logger,
    metrics: createMetrics('catalog'),
    checks: {},
  });
});
afterEach(async () => {
  await server.close(500);
  rmSync(folder, { recursive: true, force: true });
});

/** Asks over a connection of its own. */
async function ask(tls: TlsMaterial): Promise<string> {
  const caller = createCaller(CatalogServiceService, { address: `127.0.0.1:${server.port}`, callee: 'catalog', tls });
  try {
    return (await caller.getGeneration({}, { context: newContext(), timeoutMs: 2_000 })).generation;
  } catch (error) {
    return (error as { reason?: string }).reason ?? 'fault';
  } finally {
    caller.close();
  }
}
/** The certificate that the server shows to whoever connects now. */
const shown = (tls: TlsMaterial): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      port: server.port,
      host: '127.0.0.1',
      ...tls,
      ALPNProtocols: ['h2'],
      checkServerIdentity: () => undefined,
    });
    socket.once('secureConnect', () => {
      resolve(socket.getPeerX509Certificate()?.serialNumber ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });
const serialOf = ({ cert }: { cert: string }) => new X509Certificate(cert).serialNumber;
const figure = async (name: string, labels: object) =>
  (await metrics.getSingleMetric(name)?.get())?.values.find(
    (value) => JSON.stringify(value.labels) === JSON.stringify(labels),
  )?.value;

describe('certificates that are replaced in their files', () => {
  it('are used for new connections of servers and callers without a restart', async () => {
    await expect(ask(ofCaller)).resolves.toBe('one');
    const renewed = await put('catalog', authority);
    await put('gateway', authority);
    await expect(certificatesIn(ofServer).look()).resolves.toEqual({ outcome: 'loaded' });
    await expect(certificatesIn(ofCaller).look()).resolves.toEqual({ outcome: 'loaded' });
    await expect(certificatesIn(ofCaller).look()).resolves.toEqual({ outcome: 'same' });
    await expect(shown(ofCaller)).resolves.toBe(serialOf(renewed));
    await expect(ask(ofCaller)).resolves.toBe('one');
    await expect(figure('mtls_certificate_reloads_total', { outcome: 'loaded' })).resolves.toBe(1);
  });

  it('may be of a new authority, which all trust first', async () => {
    const next = await createServiceAuthority();
    trust(authority, next);
    await Promise.all([certificatesIn(ofServer).look(), certificatesIn(ofCaller).look()]);
    await put('gateway', next);
    await certificatesIn(ofCaller).look();
    await expect(ask(ofCaller)).resolves.toBe('one');
    await put('catalog', next);
    await certificatesIn(ofServer).look();
    trust(next);
    await Promise.all([certificatesIn(ofServer).look(), certificatesIn(ofCaller).look()]);
    await expect(ask(ofCaller)).resolves.toBe('one');
    // Who stayed with the old authority is not heard any more.
    const { files: _files, ...old } = ofCaller;
    await expect(ask(old)).resolves.toBe('SERVICE_UNAVAILABLE');
  });

  it.each([
    [
      'half of them',
      () => writeFileSync(filesOf('catalog').key, ofCaller.key),
      'the key is not that of the certificate',
    ],
    ['text of another kind', () => writeFileSync(filesOf('catalog').cert, 'soon'), 'it is not PEM'],
    ['nothing', () => rmSync(filesOf('catalog').cert), 'a file cannot be read'],
  ])('are not used when there is %s, and the process goes on with what it has', async (_what, replace, reason) => {
    replace();
    await expect(certificatesIn(ofServer).look()).resolves.toEqual({ outcome: 'refused', reason });
    await certificatesIn(ofServer).look();
    expect(lines.filter((line) => line.includes(reason))).toHaveLength(1);
    await expect(shown(ofCaller)).resolves.toBe(serialOf(ofServer));
    await expect(ask(ofCaller)).resolves.toBe('one');
    await expect(figure('mtls_certificate_reloads_total', { outcome: 'refused' })).resolves.toBe(2);
    // Once all of it is there, it is used.
    const renewed = await put('catalog', authority);
    await expect(certificatesIn(ofServer).look()).resolves.toEqual({ outcome: 'loaded' });
    await expect(shown(ofCaller)).resolves.toBe(serialOf(renewed));
  });

  it('are not used when a stranger issued them, or they have ended', async () => {
    await put('catalog', await createServiceAuthority());
    await expect(certificatesIn(ofServer).look()).resolves.toMatchObject({
      reason: 'the certificate is not of the authority',
    });
    await put('catalog', authority, new Date(Date.now() - 366 * 24 * hour));
    await expect(certificatesIn(ofServer).look()).resolves.toMatchObject({ reason: 'the certificate has ended' });
    await expect(ask(ofCaller)).resolves.toBe('one');
  });

  it('are not used when they are those of another process', async () => {
    const other = await put('order', authority);
    writeFileSync(filesOf('catalog').cert, other.cert);
    writeFileSync(filesOf('catalog').key, other.key);
    await expect(certificatesIn(ofServer).look()).resolves.toEqual({
      outcome: 'refused',
      reason: 'the certificate is for order, and not for catalog',
    });
    await expect(ask(ofCaller)).resolves.toBe('one');
  });

  it('are asked of callers: nobody comes in without one', async () => {
    const { ca } = ofCaller;
    const closed = new Promise<string>((resolve) => {
      const options = { port: server.port, host: '127.0.0.1', ca, ALPNProtocols: ['h2'] };
      const socket = connect({ ...options, checkServerIdentity: () => undefined });
      socket.once('error', ({ message }) => resolve(message));
      socket.once('close', () => resolve('closed'));
      // With TLS 1.3 a caller is refused after it thinks that it is connected.
      socket.on('data', (data) => resolve(`heard ${data.length} bytes`));
    });
    await expect(closed).resolves.toMatch(/certificate required|closed|ECONNRESET/i);
  });

  it('show when they end', async () => {
    const end = (pem: string) => new X509Certificate(pem).validToDate.getTime() / 1000;
    const name = 'mtls_certificate_expiry_timestamp_seconds';
    await expect(figure(name, { certificate: 'own' })).resolves.toBe(end(ofServer.cert));
    await expect(figure(name, { certificate: 'authority' })).resolves.toBe(end(authority.cert));
  });
});

it('a process does not start with certificates that are of no use', () => {
  const settings = { TLS_CA: ofServer.ca, TLS_CERT: ofServer.cert, TLS_KEY: ofCaller.key };
  expect(() => tlsOf(settings)).toThrow(ConfigError);
  expect(() => tlsOf({ ...settings, TLS_KEY: ofServer.key })).not.toThrow();
});
