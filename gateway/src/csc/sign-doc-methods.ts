import { invalid } from '@countersign/errors';
import type { ApplicationDocument, SignDocumentsResponse } from '@countersign/proto/signing-application';
import { getPart } from '../json.ts';
import { inOwnTime } from '../own-time.ts';
import { takeActivation } from './activation.ts';
import { requireOwnAlgorithm } from './algorithms.ts';
import type { CscCall, CscHandler, MethodDeps } from './call.ts';
import { signatureQualifier } from './credential-json.ts';
import { cscTexts } from './csc-texts.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import { type Fields, invalidParameter, parameterFault } from './fields.ts';
import { readLater } from './later.ts';
import { readDocuments } from './sign-doc-fields.ts';
import { toSignatures } from './signature-methods.ts';

const mostDocuments = 50;
/** Time for signatures over documents: time-stamps and revocation data come from elsewhere. */
const signLimitMs = 30_000;

/** signatures/signDoc (CSC API 11.11). Documents are stored while they are signed, and deleted whatever comes of it. */
export function createSignDocMethod(deps: MethodDeps): CscHandler {
  const { applications, tokens, keys } = deps;
  return async (call) => {
    const { fields, request } = call;
    const { credentialId, handle } = await takeActivation(call, tokens, { credentialIsOptional: true });
    requireQualifier(fields);
    const asked = readDocuments(fields);
    if (asked.length > mostDocuments) throw invalid('TOO_MANY_DIGESTS', 'one call signs 50 documents at most');
    const withValidationData = fields.flag('returnValidationInfo');
    const later = readLater(fields);
    const keyAlgorithm = await keys.getAlgorithm(credentialId);
    for (const { algorithm } of asked) requireOwnAlgorithm(algorithm, keyAlgorithm);

    const store = createDocumentStore(deps.remoteSigning, request);
    try {
      const documents: ApplicationDocument[] = [];
      for (const { content, request: document } of asked) {
        // oxlint-disable-next-line no-await-in-loop
        const documentId = content === undefined ? '' : await store.add(content, document.format);
        documents.push({ ...document, documentId });
      }
      const signed = await keys.using(credentialId, () =>
        inOwnTime(request.call, signLimitMs, () =>
          applications.signDocuments({ credentialId, handle, documents, withValidationData, later }),
        ),
      );
      if (signed.responseId !== '') {
        // They are read when the signatures are made.
        store.keep();
        return { status: 200, body: { responseID: signed.responseId } };
      }
      for (const { documentId } of signed.documents) if (documentId !== '') store.own(documentId);
      return { status: 200, body: await toSignedDocuments(signed, store) };
    } finally {
      await store.clear();
    }
  };
}

/** Either the credential is named or the kind of signature, of which there is one here (CSC API 11.11). */
function requireQualifier(fields: Fields): void {
  const qualifier = fields.optionalString('signatureQualifier');
  if (qualifier !== undefined && qualifier !== signatureQualifier) throw invalidParameter('signatureQualifier');
  if (qualifier === undefined) fields.string('credentialID');
}

/** Documents that hold their signatures, signatures that stand alone, and what verifying them needs. */
async function toSignedDocuments({ documents, validationData }: SignDocumentsResponse, store: DocumentStore) {
  const withSignature: string[] = [];
  const objects: string[] = [];
  for (const { documentId, signature } of documents) {
    // oxlint-disable-next-line no-await-in-loop
    if (documentId !== '') withSignature.push((await store.read(documentId)).toString('base64'));
    else objects.push(signature.toString('base64'));
  }
  return {
    ...(withSignature.length === 0 ? {} : { DocumentWithSignature: withSignature }),
    ...(objects.length === 0 ? {} : { SignatureObject: objects }),
    ...(validationData === undefined
      ? {}
      : {
          validationInfo: {
            ...toBase64('ocsp', validationData.ocsps),
            ...toBase64('crl', validationData.crls),
            ...toBase64('certificates', validationData.certificates),
          },
        }),
  };
}

const toBase64 = (name: string, values: readonly Buffer[]) =>
  values.length === 0 ? {} : { [name]: values.map((value) => value.toString('base64')) };

/** signatures/signPolling (CSC API 11.12): what was to be given later. */
export function createSignPollingMethod({ applications, remoteSigning }: MethodDeps): CscHandler {
  return async ({ fields, bearer, request }: CscCall) => {
    const responseId = fields.string('requestID');
    if (fields.has('userID') && bearer.claims.scope !== 'application') {
      throw parameterFault(cscTexts.userNotExpectedInPolling);
    }
    fields.optionalString('userID');
    const { ready, hashes, documents } = await applications.pollResponse({ responseId });
    if (!ready) {
      const body = { error: 'accepted_request', error_description: cscTexts.stillRunning };
      return { status: 202, body };
    }
    if (hashes !== undefined) return { status: 200, body: toSignatures(hashes) };
    const store = createDocumentStore(remoteSigning, request);
    return { status: 200, body: await toSignedDocuments(getPart(documents, 'documents'), store) };
  };
}
