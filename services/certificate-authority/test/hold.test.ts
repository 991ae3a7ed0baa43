import { X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { x509 } from '@countersign/certificates';
import { fakeClock, type TestDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { aDatabase, aKey, aKeyring, aRequest, aServerRequest, startService } from './fixture.ts';
import { openssl, toCrlPem, toPem, witnessed } from './openssl.ts';

const keyring = aKeyring();
const clock = fakeClock('2026-11-22T12:00:00.500Z');
let database: TestDatabase<CertificateAuthorityDatabase>;
let service: Awaited<ReturnType<typeof startService>>;

beforeAll(async () => {
  database = await aDatabase(keyring);
  service = await startService({ database, keyring, clock });
});
afterAll(async () => {
  await service.close();
  await database.destroy();
});

const issue = async (over: Parameters<typeof aRequest>[0] = {}) => {
  const { certificate, chain } = await service.as('remote-signing').issueSigningCertificate(aRequest(over));
  return { certificate, chain, serialNumber: new X509Certificate(certificate).serialNumber };
};
const hold = (serialNumber: string, onHold = true, authority = 'signers') =>
  service.as('remote-signing').holdCertificate({ authority, serialNumber, onHold });
const revoke = (serialNumber: string, reason = 'superseded') =>
  service.as('remote-signing').revokeCertificate({ authority: 'signers', serialNumber, reason });
const readList = async () => {
  const { crl } = await service.as('gateway').getCrl({ authority: 'signers' });
  const list = new x509.X509Crl(crl);
  const number = Buffer.from(list.getExtension('2.5.29.20')?.value ?? new ArrayBuffer(0)).subarray(2);
  return { crl, list, number: Number.parseInt(number.toString('hex'), 16) };
};
const reasonOf = async (serialNumber: string) => (await readList()).list.findRevoked(serialNumber)?.reason;

describe('a certificate on hold', () => {
  witnessed('is on the list as openssl reads it, and leaves it when it is taken off', async () => {
    const { certificate, chain, serialNumber } = await issue();
    await hold(serialNumber);
    const root = await service.as('gateway').getCrl({ authority: 'root' });
    const verify = async () => {
      const { crl } = await readList();
      const text = openssl(['crl', '-inform', 'der', '-in', '{crl}', '-noout', '-text'], { crl });
      const files = {
        leaf: toPem(certificate),
        signers: toPem(chain[0] ?? Buffer.alloc(0)),
        root: toPem(chain[1] ?? Buffer.alloc(0)),
        crls: Buffer.concat([toCrlPem(crl), toCrlPem(root.crl)]),
      };
      const at = ['-attime', String(Math.ceil(clock.now().getTime() / 1000))];
      const args = ['verify', '-x509_strict', '-crl_check_all', ...at, '-CAfile', '{root}', '-untrusted', '{signers}'];
      return { text, outcome: openssl([...args, '-CRLfile', '{crls}', '{leaf}'], files) };
    };
    const held = await verify();
    expect(held.text).toMatch(
      new RegExp(
        `Serial Number: ${serialNumber}\\s+Revocation Date.*\\s+CRL entry extensions:\\s+X509v3 CRL Reason Code: \\s+Certificate Hold`,
      ),
    );
    expect(held.outcome).toMatch(/certificate revoked/);
    await hold(serialNumber, false);
    const released = await verify();
    expect(released.text).not.toContain(serialNumber);
    expect(released.outcome).toMatch(/leaf: OK/);
  });

  it('is put there and taken off once, however often that is asked', async () => {
    const { serialNumber } = await issue();
    const { number } = await readList();
    await Promise.all([1, 2, 3].map(() => hold(serialNumber)));
    expect((await readList()).number).toBe(number + 1);
    await Promise.all([1, 2, 3].map(() => hold(serialNumber.toLowerCase(), false)));
    expect((await readList()).number).toBe(number + 2);
    const records = await listAudit(database.db, 'authority:signers', { after: 0, limit: 100 });
    expect(records.slice(-2)).toMatchObject([
      { action: 'certificate.held', actor: 'remote-signing', detail: { reason: 'certificateHold' } },
      { action: 'certificate.released', actor: 'remote-signing' },
    ]);
  });

  it('is revoked for good with its own reason, and then not held or taken off', async () => {
    const { serialNumber } = await issue();
    await hold(serialNumber);
    clock.advance(60_000);
    expect(await revoke(serialNumber, 'cessationOfOperation')).toEqual({ revokedAt: clock.now() });
    expect(await reasonOf(serialNumber)).toBe(x509.X509CrlReason.cessationOfOperation);
    for (const onHold of [true, false]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(hold(serialNumber, onHold)).rejects.toMatchObject({ reason: 'CERTIFICATE_REVOKED' });
    }
    expect(await reasonOf(serialNumber)).toBe(x509.X509CrlReason.cessationOfOperation);
  });

  it('is one of a signer: servers, other authorities and unknown ones have none', async () => {
    const server = await service.as('enrollment').issueServerCertificate(aServerRequest());
    await expect(hold(server.serialNumber, true, 'tls')).rejects.toMatchObject({ reason: 'CERTIFICATE_NOT_FOUND' });
    await expect(hold('01', true)).rejects.toMatchObject({ reason: 'CERTIFICATE_NOT_FOUND' });
    await expect(hold('01', true, 'none')).rejects.toMatchObject({ reason: 'AUTHORITY_NOT_FOUND' });
  });
});

describe('that a key was compromised', () => {
  it('may be told after another reason, blocks the key, and is the last word', async () => {
    const key = aKey();
    const { serialNumber } = await issue(key.proved());
    const { revokedAt } = await revoke(serialNumber, 'superseded');
    clock.advance(60_000);
    expect(await revoke(serialNumber, 'keyCompromise')).toEqual({ revokedAt });
    expect(await reasonOf(serialNumber)).toBe(x509.X509CrlReason.keyCompromise);
    await expect(issue(key.proved())).rejects.toMatchObject({ reason: 'PUBLIC_KEY_BLOCKED' });
    await expect(revoke(serialNumber, 'superseded')).rejects.toMatchObject({ reason: 'CERTIFICATE_REVOKED' });
    expect(await reasonOf(serialNumber)).toBe(x509.X509CrlReason.keyCompromise);
  });
});

describe('a delegate', () => {
  it("is not revoked or held by who may do that to the authority's signers", async () => {
    const { serialNumber } = await issue();
    await database.db
      .updateTable('certifiedKeys')
      .set({ certifiedFor: 'delegates' })
      .where('publicKeyHash', '=', (set) =>
        set.selectFrom('issuances').select('publicKeyHash').where('serialNumber', '=', serialNumber.toLowerCase()),
      )
      .execute();
    await expect(revoke(serialNumber)).rejects.toMatchObject({ reason: 'CERTIFICATE_NOT_FOUND' });
    await expect(hold(serialNumber)).rejects.toMatchObject({ reason: 'CERTIFICATE_NOT_FOUND' });
  });
});
