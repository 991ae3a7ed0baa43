import { notFound, unavailable } from '@countersign/errors';
import { fakeClock } from '@countersign/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CertificateAuthorityClient } from '../src/clients.ts';
import { createPkiCache } from '../src/pki-cache.ts';
import { startGateway, type TestGateway } from './gateway.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

/** A certificate authority that can go away. */
function anAuthority(nextUpdate: Date) {
  const asked: string[] = [];
  const state = { away: false };
  const check = (what: string) => {
    asked.push(what);
    if (state.away) throw unavailable('SERVICE_UNAVAILABLE', 'away');
  };
  const client: CertificateAuthorityClient = {
    getCrl: async ({ authority }) => {
      check(`crl ${authority}`);
      if (authority !== 'signers') throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
      return { crl: Buffer.from(`list ${asked.length}`), nextUpdate };
    },
    listAuthorities: async () => {
      check('authorities');
      return { authorities: [{ name: 'root', certificate: Buffer.from('root certificate') }] };
    },
  };
  return { client, asked, state };
}

describe('/pki', () => {
  it('serves revocation lists and certificates to everybody, as DER that may be cached', async () => {
    const { client } = anAuthority(new Date(Date.now() + 3_600_000));
    const gateway = await startGateway({ answers: { certificateAuthority: client } });
    open.push(gateway);
    const crl = await gateway.app.inject('/pki/signers.crl');
    expect(crl.statusCode).toBe(200);
    expect(crl.headers).toMatchObject({
      'content-type': 'application/pkix-crl',
      'cache-control': 'public, max-age=60',
    });
    expect(crl.body).toBe('list 1');
    const certificate = await gateway.app.inject('/pki/root.cer');
    expect(certificate.headers['content-type']).toBe('application/pkix-cert');
    expect(certificate.body).toBe('root certificate');
    for (const url of ['/pki/nobody.crl', '/pki/nobody.cer']) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await gateway.app.inject(url);
      expect(response.json()).toMatchObject({ status: 404, code: 'AUTHORITY_NOT_FOUND' });
      expect(response.headers['cache-control']).toBe('no-store');
    }
    expect((await gateway.app.inject('/pki/Signers!.crl')).statusCode).toBe(400);
    expect((await gateway.app.inject('/pki/signers.pem')).statusCode).toBe(404);
  });
});

describe('what is kept of the certificate authority', () => {
  it('is asked for again after a minute, and not before', async () => {
    const clock = fakeClock();
    const { client, asked } = anAuthority(new Date(clock.now().getTime() + 3_600_000));
    const cache = createPkiCache(client, clock);
    await cache.getCrl('signers');
    clock.advance(59_000);
    expect((await cache.getCrl('signers')).toString()).toBe('list 1');
    clock.advance(1_000);
    expect((await cache.getCrl('signers')).toString()).toBe('list 2');
    expect(asked).toHaveLength(2);
  });

  it('is served while the authority is away, a list only until its next update is due', async () => {
    const clock = fakeClock();
    const { client, state } = anAuthority(new Date(clock.now().getTime() + 3_600_000));
    const cache = createPkiCache(client, clock);
    await cache.getCrl('signers');
    await cache.findCertificate('root');
    state.away = true;
    clock.advance(3_599_000);
    expect((await cache.getCrl('signers')).toString()).toBe('list 1');
    clock.advance(1_000);
    await expect(cache.getCrl('signers')).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    expect((await cache.findCertificate('root'))?.toString()).toBe('root certificate');
  });

  it('is never a name that does not exist', async () => {
    const { client, asked } = anAuthority(new Date(Date.now() + 3_600_000));
    const cache = createPkiCache(client, fakeClock());
    await expect(cache.getCrl('nobody')).rejects.toMatchObject({ reason: 'AUTHORITY_NOT_FOUND' });
    await expect(cache.getCrl('nobody')).rejects.toMatchObject({ reason: 'AUTHORITY_NOT_FOUND' });
    expect(asked).toHaveLength(2);
  });
});
