import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  type CertificatePlace,
  containerCertificates,
  ensureServiceCertificates,
  listCertificateEnds,
  localCertificates,
  replaceAuthority,
} from './certificate-files.ts';

const names = ['gateway', 'order'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-authority-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const places: [string, () => CertificatePlace][] = [
  ['a local platform', () => localCertificates({ tls: path.join(folder, 'tls'), secrets: path.join(folder, 'keys') })],
  ['containers', () => containerCertificates(folder)],
];

it.each(places)(
  'the authority of %s is replaced so that no two processes refuse each other on the way',
  async (...[, of]) => {
    const place = of();
    await ensureServiceCertificates({ place, names });
    /** What a process holds after a step: it may be late by one. */
    const held = async () =>
      await Promise.all(
        names.map(async (name) => {
          const { ca, cert } = place.filesOf(name);
          const [trusted, own] = await Promise.all([readFile(ca, 'utf8'), readFile(cert, 'utf8')]);
          return {
            own: new X509Certificate(own),
            trusted: trusted.split(/(?<=END CERTIFICATE-----)\n/).filter(Boolean),
          };
        }),
      );
    const steps: string[] = [];
    let before = await held();
    const [first] = before;
    for (const expected of ['trusted', 'issued', 'forgotten']) {
      // oxlint-disable-next-line no-await-in-loop
      steps.push(await replaceAuthority({ place, names }));
      // What starts meanwhile changes nothing.
      // oxlint-disable-next-line no-await-in-loop
      await expect(ensureServiceCertificates({ place, names })).resolves.toEqual([]);
      // oxlint-disable-next-line no-await-in-loop
      const after = await held();
      const all = [...before, ...after];
      for (const one of all) {
        for (const other of all) {
          const accepted = one.trusted.some((pem) => other.own.verify(new X509Certificate(pem).publicKey));
          expect({ expected, accepted }).toEqual({ expected, accepted: true });
        }
      }
      before = after;
    }
    expect(steps).toEqual(['trusted', 'issued', 'forgotten']);
    const [last] = before;
    expect(last?.trusted).toHaveLength(1);
    expect(last?.trusted).not.toEqual(first?.trusted);
    expect(last?.own.serialNumber).not.toBe(first?.own.serialNumber);
  },
);

it('only what ends soon is renewed, or all when asked for, and each certificate tells its end', async () => {
  const place = containerCertificates(folder);
  const start = new Date();
  await expect(ensureServiceCertificates({ place, names, at: start })).resolves.toEqual(names);
  await expect(ensureServiceCertificates({ place, names, at: start })).resolves.toEqual([]);
  await expect(ensureServiceCertificates({ place, names, at: start, all: true })).resolves.toEqual(names);
  const ends = await listCertificateEnds(place, [...names, 'signer']);
  expect(ends.map(({ name, endsAt }) => [name, endsAt?.getUTCFullYear()])).toEqual([
    ['authority', new Date(start.getTime() + 3650 * 86_400_000).getUTCFullYear()],
    ['gateway', new Date(start.getTime() + 365 * 86_400_000).getUTCFullYear()],
    ['order', new Date(start.getTime() + 365 * 86_400_000).getUTCFullYear()],
    ['signer', undefined],
  ]);
  await expect(readdir(path.join(folder, 'tls', 'order'))).resolves.toEqual(['ca.crt', 'tls.crt', 'tls.key']);
});
