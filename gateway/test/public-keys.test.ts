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
  const client: Pick<CertificateAuthorityClient, 'getCrl' | 'listAuthorities'> = {
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
      'cache-control': 'public, max-age=25',
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
  it('and by those who keep our answers shows a revocation within a minute', async () => {
    const clock = fakeClock();
    const state = { list: 'before' };
    const crl = async () => ({ crl: Buffer.from(state.list), nextUpdate: new Date(clock.now().getTime() + 3_600_000) });
    const { client } = anAuthority(clock.now());
    const gateway = await startGateway({ clock, answers: { certificateAuthority: { ...client, getCrl: crl } } });
    open.push(gateway);
    await gateway.app.inject('/pki/tls.crl');
    state.list = 'after';
    clock.advance(24_999);
    // The worst case: somebody asks at the last moment of our freshness and keeps what he got for as long as he may.
    const stale = await gateway.app.inject('/pki/tls.crl');
    expect(stale.body).toBe('before');
    const maxAge = Number(/max-age=(\d+)/.exec(String(stale.headers['cache-control']))?.[1]);
    clock.advance(maxAge * 1000);
    expect((await gateway.app.inject('/pki/tls.crl')).body).toBe('after');
    expect(24_999 + maxAge * 1000).toBeLessThan(60_000);
  });

  it('has every authority that exists: list and certificate under its name', async () => {
    const names = ['root', 'signers', 'tls', 'private', 'services'];
    const gateway = await startGateway({
      answers: {
        certificateAuthority: {
          getCrl: async ({ authority }) => ({
            crl: Buffer.from(`list of ${authority}`),
            nextUpdate: new Date(Date.now() + 3_600_000),
          }),
          listAuthorities: async () => ({
            authorities: names.map((name) => ({ name, certificate: Buffer.from(`certificate of ${name}`) })),
          }),
        },
      },
    });
    open.push(gateway);
    for (const name of names) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await gateway.app.inject(`/pki/${name}.crl`)).body).toBe(`list of ${name}`);
      // oxlint-disable-next-line no-await-in-loop
      expect((await gateway.app.inject(`/pki/${name}.cer`)).body).toBe(`certificate of ${name}`);
    }
  });

  it('is asked for again after 25 seconds, and not before', async () => {
    const clock = fakeClock();
    const { client, asked } = anAuthority(new Date(clock.now().getTime() + 3_600_000));
    const cache = createPkiCache(client, clock);
    await cache.getCrl('signers');
    clock.advance(24_000);
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
