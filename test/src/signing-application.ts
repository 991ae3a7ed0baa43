import { createHash } from 'node:crypto';
import { identifiers, signedAttributes, signedData } from '@countersign/cms';
import { Applicant, createServer, type RegisteredClient, type Server } from '@countersign/conformance';
import { type Decision, decideOnPages } from './page-person.ts';
import type { PageVisitor } from './page-visitor.ts';
import { type RestClient, UnexpectedAnswer } from './rest-client.ts';
import type { Signatory } from './signing.ts';

/** Where the tests' application has users sent back to; nobody listens there. */
const redirectUri = 'http://localhost:9123/callback';
const sha256Oid = '2.16.840.1.101.3.4.2.1';
const rarType = 'https://cloudsignatureconsortium.org/2025/credential';

/** Registers an application as an operator does. */
export async function registerApplication(
  api: RestClient,
  { token }: Signatory,
  more: Readonly<Record<string, unknown>> = {},
): Promise<RegisteredClient> {
  const body = { name: 'Contract desk', redirectUris: [redirectUri], ...more };
  const made = await api.ask<{ application: { id: string }; clientSecret: string }>('POST', '/v1/staff/applications', {
    token,
    body,
    idempotent: true,
  });
  return { clientId: made.application.id, clientSecret: made.clientSecret, redirectUri };
}

/** An application that has a person approve on our pages, in the browser that he has open. */
export function openApplication(
  visitor: PageVisitor,
  client: RegisteredClient,
  decision: Decision,
): { server: Server; applicant: Applicant } {
  const server = createServer(visitor.origin);
  const approve = async (address: URL) => {
    const end = await decideOnPages(visitor, address.href, decision);
    if (!('leftFor' in end)) throw new UnexpectedAnswer(`the pages ended at ${end.url.pathname}`);
    return end.leftFor;
  };
  return { server, applicant: new Applicant(server, { approve }, client) };
}

type Application = ReturnType<typeof openApplication>;

/** Has a PDF signed by `signatures/signDoc` of version 2, once its digest was approved. */
export async function signPdf(
  { server, applicant }: Application,
  { name, pdf, level = 'Ades-B-LT' }: { name: string; pdf: Buffer; level?: string },
): Promise<Buffer> {
  const hash = createHash('sha256').update(pdf).digest('base64');
  const documentDigests = [{ hash, label: name, hashType: 'sodr' }];
  const ours = { type: rarType, signatureQualifier: 'zz_private_aes', hashAlgorithmOID: sha256Oid };
  const details = [{ ...ours, numSignatures: 1, documentDigests }];
  const token = await applicant.obtain(2, [['authorization_details', JSON.stringify(details)]]);
  const document = {
    document: pdf.toString('base64'),
    signature_format: 'P',
    conformance_level: level,
    signAlgo: '1.2.840.10045.4.3.2',
  };
  const body = { credentialID: token.answer['credentialID'], documents: [document] };
  const { status, json } = await server.call(2, 'signatures/signDoc', body, { token: token.accessToken });
  const signed = (json as { DocumentWithSignature?: string[] }).DocumentWithSignature?.[0];
  if (status !== 200 || signed === undefined) throw new UnexpectedAnswer(`signDoc: ${status} ${JSON.stringify(json)}`);
  return Buffer.from(signed, 'base64');
}

/**
 * Makes a detached CAdES signature over a file as an application of version 1 does: it builds the CMS, has the digest of
 * its attributes approved, and puts in what `signatures/signHash` gives for it. Keys on P-256 only.
 */
export async function signFileByVersion1(
  { server, applicant }: Application,
  { content, credentialId }: { content: Buffer; credentialId: string },
): Promise<Buffer> {
  const { accessToken: token } = await applicant.obtain(1, [['scope', 'service']]);
  const asked = { credentialID: credentialId, certificates: 'chain' };
  const info = (await server.call(1, 'credentials/info', asked, { token })).json as {
    cert: { certificates: string[] };
  };
  const [leaf, ...others] = info.cert.certificates.map((each) => Buffer.from(each, 'base64'));
  if (leaf === undefined) throw new UnexpectedAnswer('credentials/info shows no certificate');
  const attributes = signedAttributes({
    contentType: identifiers.data,
    messageDigest: createHash('sha256').update(content).digest(),
    certificate: leaf,
    signingTime: new Date(),
  });
  const digest = createHash('sha256').update(attributes).digest();
  const { accessToken: sad } = await applicant.obtain(1, [
    ['scope', 'credential'],
    ['credentialID', credentialId],
    ['numSignatures', '1'],
    ['hash', digest.toString('base64url')],
  ]);
  const body = {
    credentialID: credentialId,
    SAD: sad,
    hash: [digest.toString('base64')],
    hashAlgo: sha256Oid,
    signAlgo: '1.2.840.10045.4.3.2',
  };
  const { status, json } = await server.call(1, 'signatures/signHash', body, { token });
  const [signature] = (json as { signatures?: string[] }).signatures ?? [];
  if (status !== 200 || signature === undefined)
    throw new UnexpectedAnswer(`signHash: ${status} ${JSON.stringify(json)}`);
  return signedData({
    algorithm: 'P-256',
    contentType: identifiers.data,
    attributes,
    signature: Buffer.from(signature, 'base64'),
    signer: leaf,
    certificates: [leaf, ...others],
    unsignedAttributes: [],
  });
}
