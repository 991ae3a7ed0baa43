import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { certificateFiles, ensureServiceCertificates, localCertificates } from './certificate-files.ts';
import { createServiceCertificates, type KeyAndCertificate } from './certificates.ts';
import { openSecrets } from './secrets.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-secrets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function modeOf(file: string): Promise<number> {
  // oxlint-disable-next-line no-bitwise -- the permission bits of a mode
  return (await stat(file)).mode & 0o777;
}

async function readKeys(file: string): Promise<JWK[]> {
  return (JSON.parse(await readFile(file, 'utf8')) as { keys: JWK[] }).keys;
}

describe('secrets', () => {
  it('are made once, differ, and stay over a restart', () => {
    const place = path.join(folder, 'secrets');
    const first = openSecrets(place);
    const [a, b] = [first.text('a'), first.text('b')];
    expect(a).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(a).not.toBe(b);
    expect(openSecrets(place).text('a')).toBe(a);
    expect(first.smsAccount()).toMatch(/^AC[0-9a-f]{32}$/);
  });

  it('are for their owner only', async () => {
    const place = path.join(folder, 'secrets');
    const secrets = openSecrets(place);
    secrets.text('a');
    secrets.keyringFile('keyring-order');
    await secrets.signingKeyFiles('token');
    expect(await modeOf(place)).toBe(0o700);
    const names = await readdir(place);
    expect(names.toSorted()).toEqual(['a', 'keyring-order.json', 'token-jwks.json', 'token-key.json']);
    expect(await Promise.all(names.map((name) => modeOf(path.join(place, name))))).toEqual([
      0o600, 0o600, 0o600, 0o600,
    ]);
  });

  it('include keyrings of 32 bytes, one per service', async () => {
    const secrets = openSecrets(folder);
    const keyring = JSON.parse(await readFile(secrets.keyringFile('keyring-order'), 'utf8')) as {
      current: number;
      keys: Record<string, string>;
    };
    expect(keyring.current).toBe(1);
    expect(Buffer.from(keyring.keys['1'] ?? '', 'base64')).toHaveLength(32);
    expect(await readFile(secrets.keyringFile('keyring-identity'), 'utf8')).not.toBe(JSON.stringify(keyring));
  });

  it('include signing keys whose public half verifies what the private half signs, and holds nothing more', async () => {
    const { privateFile, publicFile } = await openSecrets(folder).signingKeyFiles('token');
    const again = await openSecrets(folder).signingKeyFiles('token');
    expect(again).toEqual({ privateFile, publicFile });
    const [[privateKey], [publicKey]] = [await readKeys(privateFile), await readKeys(publicFile)] as [[JWK], [JWK]];
    expect(Object.keys(publicKey).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(publicKey.kid).toBe(privateKey.kid);
    const jwt = await new SignJWT({ sub: 'usr_1' })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(await importJWK(privateKey));
    expect((await jwtVerify(jwt, await importJWK(publicKey))).payload.sub).toBe('usr_1');
  });
});

describe('certificates of services', () => {
  const day = 86_400_000;
  const ensure = (names: string[], at = new Date()) =>
    ensureServiceCertificates({ place: localCertificates({ tls: folder, secrets: folder }), names, at });
  const read = async (name: string) => new X509Certificate(await readFile(certificateFiles(folder, name).cert));

  it('name their service and are of the authority', async () => {
    await ensure(['order', 'gateway']);
    const ca = new X509Certificate(await readFile(path.join(folder, 'ca.pem')));
    const order = await read('order');
    expect(ca.ca).toBe(true);
    expect(order.verify(ca.publicKey)).toBe(true);
    expect(order.checkIssued(ca)).toBe(true);
    expect(order.subjectAltName).toContain('URI:spiffe://countersign/order');
    expect([order.checkHost('localhost'), order.checkIP('127.0.0.1'), order.ca]).toEqual([
      'localhost',
      '127.0.0.1',
      false,
    ]);
    expect(order.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(await modeOf(certificateFiles(folder, 'order').key)).toBe(0o600);
  });

  it('stay as they are until 30 days before their end, and are then renewed under the same authority', async () => {
    const start = new Date();
    await ensure(['order'], start);
    const [ca, first] = [await readFile(path.join(folder, 'ca.pem'), 'utf8'), await read('order')];
    await ensure(['order'], new Date(start.getTime() + 334 * day));
    expect((await read('order')).serialNumber).toBe(first.serialNumber);
    await ensure(['order'], new Date(start.getTime() + 336 * day));
    expect((await read('order')).serialNumber).not.toBe(first.serialNumber);
    expect(await readFile(path.join(folder, 'ca.pem'), 'utf8')).toBe(ca);
  });

  it('are made anew when the authority is another one', async () => {
    await ensure(['order']);
    const first = await read('order');
    await writeFile(path.join(folder, 'ca.pem'), (await createServiceCertificates([])).ca);
    await rm(path.join(folder, 'service-authority-key.pem'));
    await ensure(['order']);
    expect((await read('order')).serialNumber).not.toBe(first.serialNumber);
  });

  it('let two services know each other over TLS', async () => {
    const { ca, services } = await createServiceCertificates(['order', 'gateway']);
    const { order, gateway } = services as Record<'order' | 'gateway', KeyAndCertificate>;
    const server = createServer({ ...order, ca, requestCert: true }, (socket) => {
      socket.end(socket.authorized ? (socket.getPeerX509Certificate()?.subjectAltName ?? '') : 'unknown');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const socket = connect({
        host: 'localhost',
        port: (server.address() as AddressInfo).port,
        ca,
        ...gateway,
      });
      const [data] = (await once(socket, 'data')) as [Buffer];
      expect(socket.authorized).toBe(true);
      expect(data.toString()).toContain('URI:spiffe://countersign/gateway');
      socket.destroy();
    } finally {
      server.close();
    }
  });
});
