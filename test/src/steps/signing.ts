import { createHash, verify, X509Certificate } from 'node:crypto';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Step, World } from '../journey.ts';
import { expectThat, type RestClient } from '../rest-client.ts';
import { samplePdf } from '../sample-pdf.ts';
import { confirmSignature, downloadDocument, prepareSignature, type Signature, uploadDocument } from '../signing.ts';
import { SoftTokenApp } from '../soft-token-app.ts';
import { askOpensslCades, extractSignature } from '../witnesses.ts';
import { counterOf, readInventory } from './account.ts';

interface Credential {
  id: string;
  state: string;
  certificatePem: string;
  chainPem: string;
  subject: string;
  replaces?: string;
}

const credentialOf = ({ credential }: World) => {
  if (credential === undefined) throw new Error('no credential yet');
  return credential;
};

const readCredential = async ({ api, signer: { token } }: World, id: string) =>
  await api.ask<Credential>('GET', `/v1/credentials/${id}`, { token });

const readLicences = async ({ api, signer: { token } }: World) =>
  counterOf(await readInventory(api, token), 'document-person');

/** Signs the sample agreement, visibly, with everything in it that a verifier will need in years. */
async function signAgreement(world: World, credentialId: string): Promise<{ signed: Signature; pdf: Buffer }> {
  const { api, signer } = world;
  const documentId = await uploadDocument(api, signer, { name: 'agreement.pdf', content: samplePdf() });
  const appearance = { page: 1, x: 72, y: 96, width: 220, height: 64 };
  const document = { documentId, format: 'pades', level: 'B-LT', reason: 'I agree', appearance };
  const prepared = await prepareSignature(api, signer, { credentialId, documents: [document] });
  expectThat(prepared.state === 'awaiting_authorisation', 'nothing is signed without a code');
  const signed = await confirmSignature(api, signer, prepared);
  expectThat(signed.state === 'signed', 'the agreement is signed');
  const pdf = await downloadDocument(api, signer, signed.documents[0]?.signedDocumentId ?? '');
  return { signed, pdf };
}

/** A signing certificate, and what it signs. */
export const signingSteps: readonly Step[] = [
  {
    promise: 'R7',
    title: 'The signer creates a signing certificate, using a licence of the inventory',
    run: async (world) => {
      const { api, signer, officer } = world;
      const token = signer.token;
      const { available } = await readLicences(world);
      const key = { token, idempotent: `journey-${signer.email}`, body: {} };
      const made = await api.ask<Credential>('POST', '/v1/credentials', key);
      const repeated = await api.ask<Credential>('POST', '/v1/credentials', key);
      expectThat(repeated.id === made.id, 'asking again with the same key makes no second one');
      const credential = await readCredential(world, made.id);
      expectThat(credential.state === 'active', 'it is active');
      const certificate = new X509Certificate(credential.certificatePem);
      expectThat(certificate.subject.includes('CN=Robin Sample'), 'it carries the validated name');
      await api.refused(404, 'CREDENTIAL_NOT_FOUND', 'GET', `/v1/credentials/${made.id}`, { token: officer.token });
      const licences = await readLicences(world);
      expectThat(licences.inUse === 1 && licences.available === available - 1, 'exactly one licence is in use');
      world.credential = credential;
    },
  },
  {
    promise: 'R9',
    title: 'The app shows what is to be signed; its transaction code signs just that',
    run: async (world) => {
      const { api, signer } = world;
      const data = Buffer.from('the lease of the orchard');
      const digest = createHash('sha256').update(data).digest('base64');
      const credentialId = credentialOf(world).id;
      const wanted = { credentialId, digests: [{ digest, label: 'Lease of the orchard' }] };
      const [lease, other] = [
        await prepareSignature(api, signer, wanted),
        await prepareSignature(api, signer, { credentialId, digests: [{ digest, label: 'Else' }] }),
      ];
      const { app, token } = signer;
      if (!(app instanceof SoftTokenApp)) throw new Error('the signer has no soft token');
      const { labels, code } = await app.confirm(lease.transactionUri ?? '');
      expectThat(labels.join() === 'Lease of the orchard' && /^[0-9]{8}$/.test(code), 'it is shown before the PIN');
      const path = (each: Signature) => `/v1/signatures/${each.id}/authorisation`;
      await api.refused(401, 'CODE_REFUSED', 'POST', path(other), { token, body: { code } });
      await api.ask('POST', path(lease), { token, body: { code } });
      await api.refused(409, 'SIGNATURE_REQUEST_WRONG_STATE', 'POST', path(lease), { token, body: { code } });
      const signed = await api.ask<Signature>('GET', `/v1/signatures/${lease.id}`, { token });
      const { publicKey } = new X509Certificate(credentialOf(world).certificatePem);
      const signature = Buffer.from(signed.signatures[0] ?? '', 'base64');
      expectThat(verify('sha256', data, publicKey, signature), 'the signature verifies with the certificate');
      await api.ask('POST', `/v1/signatures/${other.id}/cancellation`, { token });
    },
  },
  {
    promise: 'R9',
    title: 'A code from the authenticator signs, too, at the lower level of sole control',
    run: async (world) => {
      const { api, signer, takeCode } = world;
      const digest = createHash('sha384').update('a record').digest('base64');
      const prepared = await prepareSignature(api, signer, {
        credentialId: credentialOf(world).id,
        digests: [{ digest, label: 'record' }],
        hashAlgorithm: 'SHA-384',
      });
      const { token } = signer;
      const path = `/v1/signatures/${prepared.id}`;
      await api.ask('POST', `${path}/authorisation`, { token, body: { code: await takeCode(signer) } });
      const { state, soleControlLevel } = await api.ask<Signature>('GET', path, { token });
      expectThat(state === 'signed' && soleControlLevel === 1, 'it is signed, at level 1');
    },
  },
  {
    promise: 'R9',
    title: 'One code signs a PDF and a file of any kind, and a receipt proves it offline',
    run: async (world) => {
      const { api, signer } = world;
      const ledger = Buffer.from('date;amount\n2026-11-22;100.00\n');
      const [pdf, file] = [
        await uploadDocument(api, signer, { name: 'agreement.pdf', content: samplePdf() }),
        await uploadDocument(api, signer, { name: 'ledger.csv', content: ledger, type: 'text/csv' }),
      ];
      const documents = [
        { documentId: pdf, format: 'pades', level: 'B-B' },
        { documentId: file, format: 'cades', level: 'B-T' },
      ];
      const credential = credentialOf(world);
      const prepared = await prepareSignature(api, signer, { credentialId: credential.id, documents });
      const signed = await confirmSignature(api, signer, prepared);
      const made = await Promise.all(
        signed.documents.map(({ signedDocumentId }) => downloadDocument(api, signer, signedDocumentId ?? '')),
      );
      expectThat(extractSignature(made[0] ?? Buffer.alloc(0)).cms.length > 500, 'the PDF carries a signature');
      const detached = made[1] ?? Buffer.alloc(0);
      const verdict = await askOpensslCades({ covered: ledger, cms: detached }, credential.chainPem);
      expectThat(verdict.ok !== false, `openssl accepts the detached signature: ${verdict.said}`);
      world.detached = { content: ledger, signature: detached };
      world.receipt = await readReceipt(api, signed);
    },
  },
  {
    promise: 'R9',
    title: 'A credential rests when its owner says so, and signs again after he resumes it',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { id } = credentialOf(world);
      await api.ask('POST', `/v1/credentials/${id}/suspension`, { token });
      expectThat((await readCredential(world, id)).state === 'suspended', 'it rests');
      const digests = [{ digest: Buffer.alloc(32, 3).toString('base64'), label: 'nothing' }];
      const body = { credentialId: id, digests };
      await api.refused(409, 'CREDENTIAL_NOT_ACTIVE', 'POST', '/v1/signatures', { token, body, idempotent: true });
      await api.ask('POST', `/v1/credentials/${id}/resumption`, { token });
      expectThat((await readCredential(world, id)).state === 'active', 'it signs again');
    },
  },
  {
    promise: 'R7',
    title: 'A new key takes the place of the old one, on the same licence; the old certificate is revoked',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const old = credentialOf(world);
      const { available } = await readLicences(world);
      const { pdf } = await signAgreement(world, old.id);
      world.signedBefore = pdf;
      const rekeyed = await api.ask<Credential>('POST', `/v1/credentials/${old.id}/rekey`, {
        token,
        idempotent: true,
        body: {},
      });
      const [now, before] = [await readCredential(world, rekeyed.id), await readCredential(world, old.id)];
      expectThat(now.state === 'active' && now.replaces === old.id, 'the new one is active');
      expectThat(before.state === 'revoked', 'the old one is revoked');
      const licences = await readLicences(world);
      expectThat(licences.inUse === 1 && licences.available === available, 'no other licence is used');
      world.credential = now;
    },
  },
  {
    promise: 'R9',
    title: 'A document is signed visibly for the long term (PAdES B-LT), and the report on it says so',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { signed, pdf } = await signAgreement(world, credentialOf(world).id);
      expectThat(signed.soleControlLevel === 2, 'the code was made for just this document: level 2');
      const documentId = signed.documents[0]?.signedDocumentId ?? '';
      interface Report {
        indication: string;
        signatures: { indication: string; subIndication?: string; level: string }[];
      }
      const report = await api.ask<Report>('POST', '/v1/validations', { token, body: { documentId } });
      const [first] = report.signatures;
      expectThat(report.indication === 'TOTAL-PASSED' && first?.level === 'PAdES-B-LT', 'every check passes');
      const altered = Buffer.from(pdf);
      altered[altered.indexOf('Agreement')] = 0x61;
      const forged = await uploadDocument(api, signer, { name: 'forged.pdf', content: altered });
      const other = await api.ask<Report>('POST', '/v1/validations', { token, body: { documentId: forged } });
      expectThat(other.signatures[0]?.subIndication === 'HASH_FAILURE', 'one changed letter is found');
      world.signedPdf = pdf;
    },
  },
  {
    promise: 'R9',
    title: 'The signer reads everything that was ever done with his key, and takes it with him',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { id } = credentialOf(world);
      interface History {
        records: { seq: number; action: string }[];
      }
      const { records } = await api.ask<History>('GET', `/v1/credentials/${id}/history`, { token });
      const actions = new Set(records.map(({ action }) => action));
      expectThat(actions.has('key.generated') && actions.has('digests.signed'), 'its making and its use are told');
      const { status, bytes } = await api.send('GET', `/v1/credentials/${id}/history/export`, { token });
      expectThat(status === 200 && bytes.includes('digests.signed'), 'it can be exported');
      world.history = bytes.toString('utf8');
    },
  },
];

/** Verifies a receipt as whoever holds it would: with the published keys and nothing else. */
async function readReceipt(
  api: RestClient,
  { receipt = '', digests }: Signature,
): Promise<{ jws: string; keys: string }> {
  const keys = await api.ask<JSONWebKeySet>('GET', '/.well-known/signing-keys.json');
  const { payload } = await compactVerify(receipt, createLocalJWKSet(keys));
  const told = JSON.parse(Buffer.from(payload).toString('utf8')) as { digests: string[]; level: number };
  const signed = digests.map(({ digest }) => Buffer.from(digest, 'base64').toString('base64url'));
  expectThat(told.digests.join() === signed.join() && told.level === 2, 'it names exactly these digests');
  return { jws: receipt, keys: JSON.stringify(keys) };
}
