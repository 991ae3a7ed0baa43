import { X509Certificate } from 'node:crypto';
import {
  planCertification,
  readTbsFields,
  revokeInLedger,
  signRootList,
  writeCertificationRequest,
} from '@countersign/certificates';
import { readFields, tags } from '@countersign/der';
import { fakeClock, itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signerOfAuthority } from '../src/authority.ts';
import { listAuthorities } from '../src/authority-store.ts';
import { installCeremonyResult } from '../src/ceremony/installation.ts';
import { pkiUrl } from './fixture.ts';
import { delegatesOf, type Online, startOnline } from './online.ts';
import { openssl, opensslMakes, runWitness, toPem, witnessed } from './openssl.ts';

let online: Online;
beforeAll(async () => {
  online = await startOnline();
});
afterAll(() => online.close());

const serialOf = (certificate: Buffer) => new X509Certificate(certificate).serialNumber.toLowerCase();
const ask = (authority: string, request: Buffer) => online.gateway.answerOcsp({ authority, request });

/** A request of openssl for certificates of an authority. */
function aRequestFor(certificates: readonly Buffer[], { authority = 'signers', args = ['-no_nonce'] } = {}): Buffer {
  const named = Object.fromEntries(certificates.map((certificate, index) => [`cert${index}`, toPem(certificate)]));
  return opensslMakes(
    [
      'ocsp',
      '-issuer',
      '{issuer}',
      ...args,
      ...Object.keys(named).flatMap((name) => ['-cert', `{${name}}`]),
      '-reqout',
      '{out}',
    ],
    { issuer: toPem(online.certificateOf(authority)), ...named },
  );
}

/** What openssl says of an answer, with nothing but the root to believe in. */
function verdict(
  request: Buffer,
  response: Buffer,
  certificate: Buffer,
  { authority = 'signers', hash = '-sha1' } = {},
): string {
  return openssl(
    [
      'ocsp',
      '-no_nonce',
      '-reqin',
      '{request}',
      '-respin',
      '{response}',
      '-issuer',
      '{issuer}',
      hash,
      '-cert',
      '{cert}',
    ].concat(['-CAfile', '{root}', '-verify_other', '{issuer}']),
    {
      request,
      response,
      issuer: toPem(online.certificateOf(authority)),
      cert: toPem(certificate),
      root: toPem(online.certificateOf('root')),
    },
  );
}

/** A request for another certificate for the key of an authority. */
async function requestOf(name: 'services'): Promise<Buffer> {
  const authority = (await listAuthorities(online.database.db)).find((each) => each.name === name);
  if (authority === undefined) throw new Error('the authority is not there');
  return await writeCertificationRequest(
    readTbsFields(authority.certificate).publicKey.raw,
    signerOfAuthority(online.deps.custody, authority),
  );
}

/** The status of an OCSPResponse: 0 is success. */
const statusOf = (response: Buffer) =>
  readFields(readFields({ content: response }).take(tags.sequence)).take(tags.enumerated).content[0];
const errors = { malformedRequest: '30030a0101', tryLater: '30030a0103', unauthorized: '30030a0106' };

describe('the status of certificates', () => {
  witnessed('is good for what was issued, and openssl believes it by the root alone', async () => {
    const certificate = await online.issue();
    const request = aRequestFor([certificate], { args: [] });
    const { response, nextUpdate, cacheable } = await ask('signers', request);
    const said = verdict(request, response, certificate);
    expect(said).toContain('Response verify OK');
    expect(said).toMatch(/: good\n/);
    expect(said).not.toContain('WARNING: no nonce');
    expect(cacheable).toBe(false);
    expect(nextUpdate?.getTime()).toBeGreaterThan(online.clock.now().getTime() + 10 * 60_000);

    const flipped = Buffer.from(response);
    flipped[90] = (flipped[90] ?? 0) ^ 1;
    expect(verdict(request, flipped, certificate)).not.toContain('Response verify OK');
  });

  itWitnessedBy('openssl', 'ocsptool')(
    'is read and verified by ocsptool, too, and not with a bit flipped',
    async () => {
      const certificate = await online.issue();
      const { response } = await ask('signers', aRequestFor([certificate]));
      const verify = (answer: Buffer) =>
        runWitness('ocsptool', ['--verify-response', '--load-response', '{response}', '--load-trust', '{trust}'], {
          response: answer,
          trust: toPem(online.certificateOf('signers')),
        });
      expect(verify(response)).toMatchObject({ status: 0, said: expect.stringContaining('Success') });
      const flipped = Buffer.from(response);
      flipped[90] = (flipped[90] ?? 0) ^ 1;
      expect(verify(flipped).said).not.toContain('Verifying OCSP Response: Success');
    },
  );

  witnessed('is revoked with moment and reason from the moment on when it was', async () => {
    const certificate = await online.issue();
    const request = aRequestFor([certificate]);
    expect(verdict(request, (await ask('signers', request)).response, certificate)).toMatch(/: good\n/);
    const { revokedAt } = await online.service
      .as('remote-signing')
      .revokeCertificate({ authority: 'signers', serialNumber: serialOf(certificate), reason: 'superseded' });
    const said = verdict(request, (await ask('signers', request)).response, certificate);
    expect(said).toContain('Response verify OK');
    expect(said).toMatch(/: revoked\n/);
    expect(said).toContain('Reason: superseded');
    const moment = /Revocation Time: (.+)/.exec(said)?.[1] ?? '';
    expect(new Date(moment).getTime()).toBe(Math.floor((revokedAt?.getTime() ?? 0) / 1000) * 1000);
  });

  witnessed('is on hold for as long as it is, and good again afterwards', async () => {
    const certificate = await online.issue();
    const request = aRequestFor([certificate]);
    const hold = (onHold: boolean) =>
      online.service
        .as('remote-signing')
        .holdCertificate({ authority: 'signers', serialNumber: serialOf(certificate), onHold });
    await hold(true);
    const held = verdict(request, (await ask('signers', request)).response, certificate);
    expect(held).toMatch(/: revoked\n/);
    expect(held).toContain('Reason: certificateHold');
    await hold(false);
    expect(verdict(request, (await ask('signers', request)).response, certificate)).toMatch(/: good\n/);
  });

  witnessed('is unknown for what was never issued, and told for several certificates at once', async () => {
    const known = await online.issue();
    const other = await online.issue();
    const args = ['-no_nonce', '-sha256', '-serial', '0x0123456789abcdef'];
    const request = aRequestFor([known, other], { args: ['-no_nonce', '-sha256'] });
    const { response } = await ask('signers', request);
    for (const certificate of [known, other]) {
      expect(verdict(request, response, certificate, { hash: '-sha256' })).toMatch(/: good\n/);
    }
    const never = aRequestFor([], { args });
    const said = openssl(['ocsp', '-respin', '{response}', '-noverify', '-resp_text'], {
      response: (await ask('signers', never)).response,
    });
    expect(said).toContain('Cert Status: unknown');
  });

  it('is told still when a certificate has ended, and signed once for those who ask the same', async () => {
    const certificate = await online.issue();
    const request = aRequestFor([certificate]);
    const first = await ask('signers', request);
    expect((await ask('signers', request)).response.equals(first.response)).toBe(true);
    expect(first.cacheable).toBe(true);
    // What repeats a long request is not kept: whoever asks decides how long it is.
    const long = aRequestFor(Array.from({ length: 10 }, () => certificate));
    const [one, other] = [await ask('signers', long), await ask('signers', long)];
    expect(one.response.equals(other.response)).toBe(false);
    await online.database.db
      .updateTable('issuances')
      .set({ notAfter: new Date(online.clock.now().getTime() - 1000) })
      .where('serialNumber', '=', serialOf(certificate))
      .execute();
    expect((await ask('signers', request)).response.equals(first.response)).toBe(true);
    expect(await online.service.registry.getSingleMetricAsString('ocsp_answers_total')).toMatch(
      /authority="signers",outcome="kept"\} [2-9]/,
    );
  });

  witnessed('of authorities and of its own delegate is told by the delegate of the root', async () => {
    const [delegate] = await delegatesOf(online.database, 'ocsp:root');
    for (const certificate of [online.certificateOf('tls'), delegate?.certificate ?? Buffer.alloc(0)]) {
      const request = aRequestFor([certificate], { authority: 'root' });
      // oxlint-disable-next-line no-await-in-loop
      const said = verdict(request, (await ask('root', request)).response, certificate, { authority: 'root' });
      expect(said).toContain('Response verify OK');
      expect(said).toMatch(/: good\n/);
    }
    const { root, clock, deps } = online;
    await revokeInLedger(root, { name: 'private', reason: 'cessationOfOperation', at: clock.now() });
    const { crl } = await signRootList(root, clock.now());
    await installCeremonyResult(deps, { certificates: [], rootCrl: crl }, 'ops');
    const revoked = online.certificateOf('private');
    const request = aRequestFor([revoked], { authority: 'root' });
    const said = verdict(request, (await ask('root', request)).response, revoked, { authority: 'root' });
    expect(said).toMatch(/: revoked\n/);
    expect(said).toContain('Reason: cessationOfOperation');
  });

  witnessed(
    'of an authority is told still when it has a successor, and revoked when it has left the list',
    async () => {
      const { root, clock, deps, database } = online;
      const nearItsEnd = fakeClock(new Date(clock.now().getTime() + 4.5 * 365 * 86_400_000));
      const former = online.certificateOf('services');
      const request = aRequestFor([former], { authority: 'root' });
      const planned = await planCertification(
        root,
        { name: 'services', request: await requestOf('services') },
        { pkiUrl, at: nearItsEnd.now() },
      );
      const certificates = [{ name: 'services', certificate: await planned.certify() }];
      expect(
        await installCeremonyResult({ ...deps, clock: nearItsEnd }, { certificates, rootCrl: Buffer.alloc(0) }, 'ops'),
      ).toEqual(['services']);
      expect(verdict(request, (await ask('root', request)).response, former, { authority: 'root' })).toMatch(
        /: good\n/,
      );
      const { serialNumber } = new X509Certificate(former);
      await revokeInLedger(root, { name: 'services', serialNumber, reason: 'superseded', at: clock.now() });
      const list = await signRootList(root, clock.now());
      await installCeremonyResult(deps, { certificates: [], rootCrl: list.crl }, 'ops');
      await database.db.deleteFrom('revocationLists').where('authority', '=', 'root').execute();
      const said = verdict(request, (await ask('root', request)).response, former, { authority: 'root' });
      expect(said).toContain('Reason: superseded');
    },
  );
});

describe('a request for status that cannot be answered', () => {
  witnessed('about certificates of another authority is not for this delegate', async () => {
    const certificate = await online.issue();
    const request = aRequestFor([certificate]);
    const { response, cacheable, nextUpdate } = await ask('tls', request);
    expect({ response: response.toString('hex'), cacheable, nextUpdate }).toEqual({
      response: errors.unauthorized,
      cacheable: false,
      nextUpdate: undefined,
    });
  });

  it('because it is malformed gets the answer of the protocol for that', async () => {
    for (const request of [Buffer.alloc(0), Buffer.from('hello'), Buffer.from('3000', 'hex')]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await ask('signers', request)).response.toString('hex')).toBe(errors.malformedRequest);
    }
    await expect(ask('nobody', Buffer.alloc(0))).rejects.toMatchObject({ reason: 'AUTHORITY_NOT_FOUND' });
  });

  witnessed('because no delegate is there is to be repeated later, until there is one', async () => {
    const [stamper] = await delegatesOf(online.database, 'tsa');
    const request = aRequestFor([stamper?.certificate ?? Buffer.alloc(0)], { authority: 'services' });
    const stored = await online.database.db
      .selectFrom('delegates')
      .selectAll()
      .where('name', '=', 'ocsp:services')
      .execute();
    await online.database.db.deleteFrom('delegates').where('name', '=', 'ocsp:services').execute();
    expect((await ask('services', request)).response.toString('hex')).toBe(errors.tryLater);
    await online.database.db.insertInto('delegates').values(stored).execute();
    expect(statusOf((await ask('services', request)).response)).toBe(0);
  });
});
