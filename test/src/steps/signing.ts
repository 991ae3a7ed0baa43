import { createHash, verify, X509Certificate } from 'node:crypto';
import type { Step, World } from '../journey.ts';
import { expectThat } from '../rest-client.ts';
import { samplePdf } from '../sample-pdf.ts';
import { extractSignature } from '../witnesses.ts';
import type { Inventory } from './account.ts';

interface Credential {
  id: string;
  state: string;
  certificatePem: string;
  chainPem: string;
  subject: string;
}
interface SignatureRequest {
  id: string;
  state: string;
  digests: { digest: string; label: string }[];
  signatures: string[];
}

const credentialOf = ({ credential }: World) => {
  if (credential === undefined) throw new Error('no credential yet');
  return credential;
};

/** Authorises a request with a fresh code; the same code signs nothing else. */
async function authorise(world: World, request: SignatureRequest): Promise<SignatureRequest> {
  const { api, signer, takeCode } = world;
  const code = await takeCode(signer);
  const path = `/v1/signature-requests/${request.id}`;
  await api.ask('POST', `${path}/authorisation`, { token: signer.token, body: { code } });
  const again = { token: signer.token, body: { code } };
  await api.refused(409, 'SIGNATURE_REQUEST_WRONG_STATE', 'POST', `${path}/authorisation`, again);
  const signed = await api.ask<SignatureRequest>('GET', path, { token: signer.token });
  expectThat(signed.state === 'signed', 'the request is signed');
  return signed;
}

/** A signing certificate, and what it signs. */
export const signingSteps: readonly Step[] = [
  {
    promise: 'R7',
    title: 'The signer creates a signing certificate, using a licence of the inventory',
    run: async (world) => {
      const { api, signer, officer } = world;
      const token = signer.token;
      const key = { token, idempotent: `journey-${signer.email}` };
      const made = await api.ask<Credential>('POST', '/v1/credentials', key);
      const repeated = await api.ask<Credential>('POST', '/v1/credentials', key);
      expectThat(repeated.id === made.id, 'asking again with the same key makes no second one');
      const credential = await api.ask<Credential>('GET', `/v1/credentials/${made.id}`, { token });
      expectThat(credential.state === 'active', 'it is active');
      const certificate = new X509Certificate(credential.certificatePem);
      expectThat(certificate.subject.includes('CN=Robin Sample'), 'it carries the validated name');
      await api.refused(404, 'CREDENTIAL_NOT_FOUND', 'GET', `/v1/credentials/${made.id}`, { token: officer.token });
      const { counters } = await api.ask<Inventory>('GET', '/v1/inventory', { token });
      const counter = counters.find(({ productCode }) => productCode === 'document-person');
      expectThat(counter?.inUse === 1 && counter.available === 1, 'one licence is in use, the other one free');
      world.credential = credential;
    },
  },
  {
    promise: 'R9',
    title: 'A document is signed (PAdES), authorised by a fresh code',
    run: async (world) => {
      const { api, signer } = world;
      const document = { content: samplePdf().toString('base64'), label: 'agreement.pdf', reason: 'I agree' };
      const body = { credentialId: credentialOf(world).id, document };
      const request = await api.ask<SignatureRequest>('POST', '/v1/signature-requests', {
        token: signer.token,
        body,
        idempotent: true,
      });
      expectThat(request.state === 'awaiting_authorisation', 'nothing is signed without a code');
      await authorise(world, request);
      const path = `/v1/signature-requests/${request.id}/document`;
      const { status, bytes } = await api.send('GET', path, { token: signer.token });
      expectThat(
        status === 200 && extractSignature(bytes).cms.length > 500,
        'the PDF carries a signature over all of it',
      );
      world.signedPdf = bytes;
    },
  },
  {
    promise: 'R9',
    title: 'Digests are signed with the same certificate, authorised by another fresh code',
    run: async (world) => {
      const { api, signer } = world;
      const data = Buffer.from('the text of a record');
      const digest = createHash('sha256').update(data).digest('base64');
      const body = { credentialId: credentialOf(world).id, digests: [{ digest, label: 'record' }] };
      const request = await api.ask<SignatureRequest>('POST', '/v1/signature-requests', {
        token: signer.token,
        body,
        idempotent: true,
      });
      const { signatures } = await authorise(world, request);
      const { publicKey } = new X509Certificate(credentialOf(world).certificatePem);
      const signature = Buffer.from(signatures[0] ?? '', 'base64');
      expectThat(verify('sha256', data, publicKey, signature), 'the signature verifies with the certificate');
    },
  },
];
