import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { signerOf } from '../content-signer.ts';
import { readRootList } from '../revocation-list-reading.ts';
import { planCertification } from './certification.ts';
import { writeCertificationRequest } from './certification-request.ts';
import type { LedgerEntry } from './ledger.ts';
import { makeRoot, type Root } from './root.ts';
import { signRootList } from './root-list.ts';
import { findCeremonyFaults, findRootFaults } from './verification.ts';

const at = new Date('2026-11-22T12:00:00Z');
const pkiUrl = 'http://pki.example.com';
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' });
let root: Root;
let signers: Buffer;

beforeAll(async () => {
  const entries: LedgerEntry[] = [];
  const ledger = { read: async () => entries, append: async (entry: LedgerEntry) => void entries.push(entry) };
  const organisation = { name: 'Example', country: 'FR' };
  root = await makeRoot(generateKeyPairSync('ec', { namedCurve: 'P-384' }), { organisation, ledger, at });
  const request = await writeCertificationRequest(publicKey, signerOf(keys.privateKey, 'SHA-256'));
  signers = await (await planCertification(root, { name: 'signers', request }, { pkiUrl, at })).certify();
});

/** Octets in which a change is not found. */
const missedIn = (whole: Buffer, findFaults: (changed: Buffer) => unknown[]): number[] =>
  Array.from({ length: whole.length }, (_, octet) => octet).filter((octet) => {
    const changed = Buffer.from(whole);
    changed[octet] = (changed[octet] ?? 0) ^ (1 << (octet & 7));
    return findFaults(changed).length === 0;
  });

describe('what a ceremony made', () => {
  it('is accepted as it is, and with no octet changed', () => {
    const check = (certificate: Buffer) =>
      findCeremonyFaults({ name: 'signers', certificate }, { root: root.certificate, publicKey, pkiUrl });
    expect(findRootFaults(root.certificate)).toEqual([]);
    expect(check(signers)).toEqual([]);
    expect(missedIn(root.certificate, findRootFaults)).toEqual([]);
    expect(missedIn(signers, check)).toEqual([]);
  });

  it('is not accepted as something else', () => {
    const expected = { root: root.certificate, publicKey, pkiUrl };
    const faultsAs = (name: string, over: Partial<typeof expected> = {}) =>
      findCeremonyFaults({ name, certificate: signers }, { ...expected, ...over });
    expect(findRootFaults(signers)).not.toEqual([]);
    for (const name of ['tls', 'services', 'ocsp:root', 'root', 'nobody']) expect(faultsAs(name)).not.toEqual([]);
    expect(faultsAs('signers', { pkiUrl: 'http://other.example.com' })).not.toEqual([]);
    const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      format: 'der',
      type: 'spki',
    });
    expect(faultsAs('signers', { publicKey: otherKey })).not.toEqual([]);
  });

  it('has a list that is read as it is, and with no octet changed', async () => {
    const { crl } = await signRootList(root, at);
    expect(readRootList(crl, root.certificate)).toMatchObject({
      number: 1n,
      thisUpdate: at,
      nextUpdate: new Date('2027-11-22T12:00:00Z'),
    });
    const faultsOf = (changed: Buffer) => {
      try {
        readRootList(changed, root.certificate);
        return [];
      } catch (error) {
        return [error];
      }
    };
    expect(missedIn(crl, faultsOf)).toEqual([]);
  });
});
