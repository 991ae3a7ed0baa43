import { X509Certificate } from 'node:crypto';
import type { Step, World } from '../journey.ts';
import { expectThat, type RestClient } from '../rest-client.ts';
import {
  type Certificate,
  type CertificateRequest,
  daysOf,
  downloadCertificate,
  makeSigningRequest,
  readRevoked,
  type ServerCertificate,
} from '../server-certificates.ts';
import { waitFor } from '../waiting.ts';
import { counterOf, expectProof, findOpen, type Licence, readInventory } from './account.ts';
import { validityAt } from './catalog.ts';

const internalNames = ['intranet.lan', 'printer.lan', '*.lab.lan', '10.0.0.7'];
const publicNames = ['www.example.com', 'example.com', 'shop.example.com', 'api.example.com', '*.apps.example.com'];
const organisation = { name: 'Sample Works Ltd', locality: 'Berlin', country: 'DE' };
const minute = 60_000;

const getOwn = (certificate: ServerCertificate | undefined): ServerCertificate => {
  if (certificate === undefined) throw new Error('no certificate yet');
  return certificate;
};

/** Asks for a certificate; `path` is that of the kind of request. */
export async function askFor(
  api: RestClient,
  token: string | undefined,
  body: object,
  path = '/v1/certificate-requests',
): Promise<CertificateRequest> {
  const options = { token, body, idempotent: true };
  return (await api.ask<{ request: CertificateRequest }>('POST', path, options)).request;
}

/** A certificate of the account, by its id. */
export async function readCertificate(api: RestClient, token: string | undefined, id: string | undefined) {
  expectThat(id !== undefined, 'the request led to a certificate');
  return await api.ask<Certificate>('GET', `/v1/certificates/${id}`, { token });
}

/** Renews, reissues or duplicates a certificate; the new one is issued at once. */
async function replace(
  { api, signer: { token } }: World,
  { id }: { id: string },
  kind: 'renewals' | 'reissues' | 'duplicates',
  body: object,
): Promise<Certificate> {
  const request = await askFor(api, token, body, `/v1/certificates/${id}/${kind}`);
  expectThat(request.state === 'issued', `what was validated needs no officer (${request.state})`);
  return await readCertificate(api, token, request.certificateId);
}

function expectNames({ names }: ServerCertificate, asked: readonly string[]): void {
  expectThat(names.join() === [...asked].toSorted().join(), `exactly the names asked for: ${names.join()}`);
}

/** From a licence to certificates on servers, and back. */
export const certificateSteps: readonly Step[] = [
  {
    promise: 'E12',
    title: 'A licence becomes a certificate: from a signing request, issued at once under the private profile',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { pem, publicKey } = await makeSigningRequest(internalNames);
      const wish = { productCode: 'tls-private', signingRequest: pem };
      const checked = await api.ask<{ request: { validity?: { days: number } } }>('POST', '/v1/certificate-requests', {
        token,
        body: { ...wish, validateOnly: true },
        idempotent: true,
      });
      expectThat((checked.request.validity?.days ?? 0) > 0, 'a check tells how long it would live');
      expectThat(counterOf(await readInventory(api, token), 'tls-private').available === 1, 'and takes nothing');
      const { state, certificateId = '' } = await askFor(api, token, wish);
      expectThat(state === 'issued', 'nobody has to validate names within an organisation');
      const certificate = await downloadCertificate(api, token, certificateId);
      expectNames(certificate, internalNames);
      expectThat(
        new X509Certificate(certificate.pem).publicKey.equals(publicKey),
        'it certifies the key of the server',
      );
      const { inUse, available } = counterOf(await readInventory(api, token), 'tls-private');
      expectThat(inUse === 1 && available === 0, 'the licence is in use');
      world.privateCertificate = certificate;
    },
  },
  {
    promise: 'E12',
    title: 'Under the public rules a request waits in validating; an officer’s approval issues it',
    run: async (world) => {
      const { api, officer, signer } = world;
      const { token } = signer;
      const { pem } = await makeSigningRequest(['www.example.com']);
      const wish = { productCode: 'tls-ov-multi', signingRequest: pem, organisation };
      const five = ['www', 'one', 'two', 'three', 'four'].map((host) => `${host}.example.com`);
      const tooMany = { token, idempotent: true, body: { ...wish, names: five } } as const;
      await api.refused(409, 'NAMES_EXCEED_LICENCE', 'POST', '/v1/certificate-requests', tooMany);
      const request = await askFor(api, token, { ...wish, names: publicNames });
      expectThat(request.state === 'validating' && request.certificateId === undefined, 'nothing is issued yet');
      expectThat(counterOf(await readInventory(api, token), 'tls-ov-multi').reserved === 1, 'its licence is reserved');
      const path = '/v1/staff/certificate-requests';
      await api.refused(403, 'ROLE_REQUIRED', 'POST', `${path}/${request.id}/approve`, { token });
      await findOpen<CertificateRequest>(api, { path, token: officer.token }, ({ id }) => id === request.id);
      await api.ask('POST', `${path}/${request.id}/approve`, { token: officer.token });
      const { certificateId = '' } = await waitFor(
        () => api.ask<CertificateRequest>('GET', `/v1/certificate-requests/${request.id}`, { token }),
        ({ state }) => state === 'issued',
      );
      world.publicCertificate = await downloadCertificate(api, token, certificateId);
      expectNames(world.publicCertificate, publicNames);
      const certificate = await readCertificate(api, token, certificateId);
      const rule = await validityAt(api, 'tls-ov-multi', certificate.notBefore);
      expectThat(
        daysOf(certificate) === rule.days && certificate.ruleId === rule.ruleId,
        `it lives as long as the rule of its day allows (${daysOf(certificate)} days)`,
      );
    },
  },
  {
    promise: 'E12',
    title: 'A certificate is renewed with the same key, and duplicated for another server',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const old = getOwn(world.publicCertificate);
      const renewed = await replace(world, old, 'renewals', {});
      world.publicCertificate = await downloadCertificate(api, token, renewed.id);
      expectNames(world.publicCertificate, publicNames);
      const keys = [old, world.publicCertificate].map(({ pem }) => new X509Certificate(pem).publicKey);
      expectThat(keys[0]?.equals(keys[1] as (typeof keys)[0]) === true, 'the key is the same');
      const before = await readCertificate(api, token, old.id);
      expectThat(
        before.state === 'superseded' && before.supersededBy === renewed.id,
        'it took the place of the old one',
      );
      const { pem } = await makeSigningRequest(['www.example.com']);
      const copy = await replace(world, renewed, 'duplicates', { signingRequest: pem });
      expectNames(await downloadCertificate(api, token, copy.id), publicNames);
      const first = await readCertificate(api, token, renewed.id);
      expectThat(first.state === 'valid' && copy.state === 'valid', 'both work');
      expectThat(counterOf(await readInventory(api, token), 'tls-ov-multi').inUse === 1, 'under one licence');
    },
  },
  {
    promise: 'E12',
    title: 'It is reissued for other names, and revoked with a reason; recycling frees its licence',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const old = getOwn(world.privateCertificate);
      const names = ['intranet.lan', 'wiki.lan'];
      const { pem } = await makeSigningRequest(names);
      const reissued = await replace(world, old, 'reissues', { signingRequest: pem, names });
      expectNames(await downloadCertificate(api, token, reissued.id), names);
      const { state, revokedAt = '' } = await readCertificate(api, token, old.id);
      const hours = (Date.parse(revokedAt) - Date.now()) / (60 * minute);
      expectThat(state === 'superseded' && hours > 71 && hours <= 72, 'names taken out are revoked in three days');
      const revocation = { token, body: { reason: 'keyCompromise' } };
      await api.ask('POST', `/v1/certificates/${reissued.id}/revocation`, revocation);
      await api.ask('POST', `/v1/certificates/${reissued.id}/revocation`, revocation);
      const revoked = await readCertificate(api, token, reissued.id);
      expectThat(revoked.state === 'revoked' && revoked.revocationReason === 'keyCompromise', 'it is revoked');
      const { licenceId, serialNumber, authority } = revoked;
      await api.ask<Licence>('POST', `/v1/inventory/licences/${licenceId}/recycle`, { token });
      const licence = await api.ask<{ licence: Licence; certificates: Certificate[] }>(
        'GET',
        `/v1/inventory/licences/${licenceId}`,
        { token },
      );
      expectThat(licence.licence.state === 'available', 'the licence is free for the rest of its term');
      expectThat(
        licence.certificates.length === 2 && licence.certificates.every((each) => each.state === 'revoked'),
        'nothing that was issued under it works any more',
      );
      world.revoked = { serialNumber, authority };
      await expectProof(api, token);
      const { items } = await api.ask<{ items: { kind: string }[] }>(
        'GET',
        `/v1/inventory/entries?licenceId=${licenceId}`,
        { token },
      );
      const kinds = items.map(({ kind }) => kind).join();
      expectThat(kinds.startsWith('grant,reserve,consume,recycle'), `the ledger tells all of it: ${kinds}`);
    },
  },
];

/** Walked last: a list that was fetched is kept for a minute. */
export const revocationStep: Step = {
  promise: 'E12',
  title: 'The authority publishes the revocation',
  run: async ({ api, revoked }) => {
    const { serialNumber, authority } = revoked ?? { serialNumber: '', authority: '' };
    const list = async () => {
      const { status, bytes } = await api.send('GET', `/pki/${authority}.crl`);
      expectThat(status === 200, 'the list is public');
      return readRevoked(bytes);
    };
    await waitFor(list, (serials) => serials.includes(serialNumber), 2 * minute);
  },
};
