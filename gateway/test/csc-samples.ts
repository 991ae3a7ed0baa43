import { createHash } from 'node:crypto';
import { DomainError, type ErrorKind } from '@countersign/errors';
import type { ClientScope } from '@countersign/grpc';
import type {
  ApplicationCredential,
  SignDocumentsRequest,
  SignDocumentsResponse,
} from '@countersign/proto/signing-application';
import type { ApplicationAccessClaims } from '../src/tokens.ts';
import { type Answers, startGateway } from './gateway.ts';
import { anActivation } from './oauth-samples.ts';

/** A digest, and the same in base64. */
export const digest = createHash('sha256').update('content').digest();
export const hash = digest.toString('base64');
export const oids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  ecdsa256: '1.2.840.10045.4.3.2',
  ecdsa384: '1.2.840.10045.4.3.3',
  ecdsa512: '1.2.840.10045.4.3.4',
  rsa: '1.2.840.113549.1.1.1',
  rsa256: '1.2.840.113549.1.1.11',
  rsa512: '1.2.840.113549.1.1.13',
  pss: '1.2.840.113549.1.1.10',
} as const;

const der = (name: string) => Buffer.from(`der of ${name}`);
export const certificates = ['signer', 'issuer', 'root'].map(der);
export const certificatesJson = certificates.map((each) => each.toString('base64'));

export const factors = [
  { authenticatorId: 'aut_app', kind: 'totp', label: 'Phone', maskedDestination: '', serial: '' },
  { authenticatorId: 'aut_card', kind: 'grid_card', label: '', maskedDestination: '', serial: '1234567' },
  { authenticatorId: 'aut_sms', kind: 'sms', label: 'Mobile', maskedDestination: '+1••••••23', serial: '' },
];

/** A credential with a P-256 key, as an application sees it. */
export function aCredential(
  changes: Partial<ApplicationCredential> = {},
  own: Partial<NonNullable<ApplicationCredential['credential']>> = {},
): ApplicationCredential {
  return {
    credential: {
      id: 'crd_1',
      state: 'CREDENTIAL_STATE_ACTIVE',
      subject: 'CN=Robin Sample,C=US',
      issuer: 'CN=Countersign Signers CA',
      serialNumber: '6f2b1f6a1c55',
      notBefore: new Date('2026-01-02T03:04:05.678Z'),
      notAfter: new Date('2029-01-01T23:59:59Z'),
      certificatePem: '',
      chainPem: '',
      keyAlgorithm: 'P-256',
      createdAt: new Date('2026-01-02T03:04:05Z'),
      userId: 'usr_1',
      accountId: 'acc_1',
      policy: undefined,
      soleControlLevel: 1,
      custody: 'sealed',
      suspensionCause: '',
      suspendedAt: undefined,
      revokedAt: undefined,
      revocationReason: '',
      replaces: '',
      ...own,
    },
    keyBits: 256,
    maxSignatures: 100,
    extendable: false,
    explicit: false,
    factors: [],
    certificates,
    certificateStatus: 'valid',
    ...changes,
  };
}

interface CallOptions {
  /** Empty for none. */
  token?: string;
  headers?: Record<string, string>;
  verb?: 'POST' | 'GET' | 'PUT';
}

/** The gateway with services that answer as an application that signs sees them. */
export async function startCsc(version: 1 | 2) {
  /** What the next calls of a method are refused with. */
  const refusals = new Map<string, DomainError>();
  /** Documents that are stored, by their ids. */
  const documents = new Map<string, Buffer>();
  const state = { credential: aCredential(), signed: undefined as SignDocumentsResponse | undefined };
  const or =
    <Q, A>(name: string, answer: (request: Q) => A) =>
    async (request: Q): Promise<A> => {
      const refusal = refusals.get(name);
      if (refusal !== undefined) throw refusal;
      return answer(request);
    };
  const activation = () => anActivation({ handle: 'handle-2', authorisationId: 'sad_2' });
  const applications: Answers['applications'] = {
    listApplicationCredentials: or('listApplicationCredentials', ({ pageToken }: { pageToken: string }) => ({
      credentials: [state.credential],
      nextPageToken: pageToken === '' ? 'more' : '',
    })),
    getApplicationCredential: or('getApplicationCredential', () => ({ credential: state.credential })),
    createApplicationCredential: or('createApplicationCredential', () => ({ credential: state.credential })),
    deleteApplicationCredential: or('deleteApplicationCredential', () => ({})),
    askApplicationFactor: or('askApplicationFactor', ({ authenticatorId }: { authenticatorId: string }) => ({
      prompt: {
        authenticatorId,
        kind: 'grid_card',
        cells: authenticatorId === 'aut_card' ? ['A2', 'C4', 'H1'] : [],
        serial: '',
        maskedDestination: '',
        channel: '',
        resendAt: undefined,
        expiresAt: undefined,
        challengeId: 'chl_1',
      },
    })),
    authoriseDigests: or('authoriseDigests', ({ factors: [factor] }: { factors: { id: string }[] }) =>
      factor?.id === 'page'
        ? { activation: undefined, approvalHandle: 'handle-of-approval' }
        : { activation: activation(), approvalHandle: '' },
    ),
    checkAuthorisation: or('checkAuthorisation', ({ approvalHandle }: { approvalHandle: string }) => ({
      activation: approvalHandle === 'waiting' ? undefined : activation(),
    })),
    extendAuthorisation: or('extendAuthorisation', () => ({ activation: activation() })),
    signHashes: or('signHashes', ({ digests, later }: { digests: Buffer[]; later?: object | undefined }) =>
      later === undefined
        ? { signatures: digests.map((_, index) => Buffer.from(`signature ${index}`)), responseId: '', receipt: 'a.b.c' }
        : { signatures: [], responseId: 'rsp_1', receipt: '' },
    ),
    signDocuments: or('signDocuments', ({ documents: asked, later, withValidationData }: SignDocumentsRequest) => {
      if (later !== undefined) return { documents: [], responseId: 'rsp_2', validationData: undefined };
      const made = asked.map(({ documentId, format }, index) => {
        if (documentId === '' || format === 'cades') return { documentId: '', signature: Buffer.from(`cms ${index}`) };
        const content = Buffer.concat([documents.get(documentId) ?? Buffer.alloc(0), Buffer.from(' signed')]);
        documents.set(`${documentId}_signed`, content);
        return { documentId: `${documentId}_signed`, signature: Buffer.alloc(0) };
      });
      const validationData = { certificates: [der('ca')], ocsps: [der('ocsp')], crls: [] };
      return {
        documents: made,
        responseId: '',
        validationData: withValidationData ? validationData : undefined,
      };
    }),
    pollResponse: or('pollResponse', ({ responseId }: { responseId: string }) => ({
      ready: responseId !== 'rsp_running',
      hashes:
        responseId === 'rsp_1'
          ? { signatures: [Buffer.from('signature 0')], responseId: '', receipt: 'a.b.c' }
          : undefined,
      documents: responseId === 'rsp_2' ? state.signed : undefined,
      keptUntil: undefined,
    })),
    createApplicationTimestamp: or('createApplicationTimestamp', () => ({ token: Buffer.from('token') })),
  };
  let stored = 0;
  const remoteSigning = {
    startDocument: or('startDocument', () => {
      stored += 1;
      documents.set(`doc_${stored}`, Buffer.alloc(0));
      return { document: { id: `doc_${stored}` } };
    }),
    appendDocument: or('appendDocument', ({ documentId, content }: { documentId: string; content: Buffer }) => {
      documents.set(documentId, Buffer.concat([documents.get(documentId) ?? Buffer.alloc(0), content]));
      return {};
    }),
    finishDocument: or('finishDocument', () => ({})),
    readDocument: or('readDocument', ({ documentId }: { documentId: string }) => ({
      content: documents.get(documentId) ?? Buffer.alloc(0),
      last: true,
    })),
    deleteDocument: or('deleteDocument', ({ documentId }: { documentId: string }) => {
      documents.delete(documentId);
      return {};
    }),
  } as unknown as NonNullable<Answers['remoteSigning']>;
  const oauth = { revokeToken: or('revokeToken', () => ({})) };
  const gateway = await startGateway({
    answers: { applications, remoteSigning, oauth },
    config: { publicUrl: 'https://sign.example.com', provider: { name: 'Sample Signatures', region: 'US' } },
  });

  /** A token of an application as the gateway signs it: of scope service by default. */
  const tokenOf = async (
    scope: ClientScope,
    { expiresInSeconds = 3600, ...claims }: Partial<ApplicationAccessClaims> & { expiresInSeconds?: number } = {},
  ) =>
    await gateway.tokenKeys.signForApplication(
      {
        sub: scope === 'application' ? 'cli_1' : 'usr_1',
        sid: 'ses_1',
        client_id: 'cli_1',
        grant_id: 'ogr_1',
        jti: 'tok_1',
        acr: 'urn:countersign:aal2',
        amr: ['pwd', 'otp', 'mfa'],
        auth_time: Math.floor(Date.now() / 1000),
        scope,
        ...(scope === 'credential'
          ? { jti: 'sad_1', authorisation_id: 'sad_1', credential_id: 'crd_1', sad: 'handle-1' }
          : {}),
        ...(scope === 'credential-deletion' ? { credential_id: 'crd_1' } : {}),
        ...claims,
      },
      {
        issuedAt: new Date(Date.now() - (expiresInSeconds < 0 ? 60_000 : 0)),
        expiresInSeconds: Math.abs(expiresInSeconds),
      },
    );
  const tokens = { service: await tokenOf('service'), sad: await tokenOf('credential') };

  /** Calls a method, with a token of scope service unless another one is named. */
  const call = async (
    method: string,
    body: unknown = {},
    { token = tokens.service, headers = {}, verb = 'POST' }: CallOptions = {},
  ) => {
    gateway.calls.length = 0;
    const payload = verb === 'GET' ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await gateway.app.inject({
      method: verb,
      url: `/csc/v${version}/${method}`,
      headers: {
        ...(verb === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...payload,
    });
    const json = response.body === '' ? undefined : (JSON.parse(response.body) as unknown);
    return { status: response.statusCode, json, headers: response.headers };
  };
  const requestOf = (name: string) => gateway.calls.find((each) => each.name === name)?.request;
  const refuse = (method: string, kind: ErrorKind, reason: string, retryAfterSeconds?: number) => {
    const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    refusals.set(method, new DomainError(kind, reason, 'a sentence of the service', options));
  };
  return { gateway, state, refusals, refuse, documents, tokens, tokenOf, call, requestOf, close: gateway.close };
}

export type Csc = Awaited<ReturnType<typeof startCsc>>;

/** An error as an application gets it. */
export const error = (text: string, code: string, word = 'invalid_request', status = 400) => ({
  status,
  json: { error: word, error_description: text, error_code: code },
});
/** The body without the members that are undefined, or with other values of them. */
export const change = (body: object, changes: object) =>
  Object.fromEntries(Object.entries({ ...body, ...changes }).filter(([, value]) => value !== undefined));

/** The refusal of what a parameter is. */
export const parameter = (text: string) => error(text, 'REQUEST_INVALID');
/** The refusal of a parameter that is not there, or of another type. */
export const missing = (name: string, type = 'string') =>
  parameter(`Missing (or invalid type) ${type} parameter ${name}`);
/** The refusal of a value. */
export const wrong = (name: string) => parameter(`Invalid parameter ${name}`);
