import { enumValue, type Handlers, requireActor, requireMember, requireSecondFactor } from '@countersign/grpc';
import type { Credential as CredentialMessage, RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { Logger } from '@countersign/runtime';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import { credentialNotFound } from '../signature/credential.ts';
import { describeCertificate, toPem } from './certificate.ts';
import { type CreationDependencies, createCredential } from './creation.ts';
import { type Credential, findCredential, listCredentials } from './store.ts';

type CredentialHandlers = Pick<
  Handlers<typeof RemoteSigningServiceService>,
  | 'createCredential'
  | 'rekeyCredential'
  | 'listCredentials'
  | 'getCredential'
  | 'listCredentialsOfUser'
  | 'setCredentialPolicy'
  | 'suspendCredential'
  | 'resumeCredential'
  | 'revokeCredential'
  | 'listCredentialHistory'
  | 'getVerificationKeys'
>;

const listLimit = 100;

/** The handlers of credentials. */
export function createCredentialHandlers(
  deps: CreationDependencies & { logger: Logger; counted: RemoteSigningOutcomes },
): CredentialHandlers {
  const { db, counted } = deps;
  const missing = (name: string) => () => Promise.reject(new Error(`${name} is not there`));
  return {
    createCredential: ({ accountId, idempotencyKey }, context) =>
      counted('create_credential', async () => {
        const { userId } = requireSecondFactor(context);
        requireMember(context, accountId);
        return { credential: toCredentialMessage(await createCredential(deps, { userId, accountId, idempotencyKey })) };
      }),

    async listCredentials(_request, context) {
      const { userId } = requireActor(context);
      return { credentials: (await listCredentials(db, userId, listLimit)).map(toCredentialMessage) };
    },

    async getCredential({ credentialId }, context) {
      const { userId } = requireActor(context);
      const credential = await findCredential(db, { id: credentialId, userId });
      if (credential === undefined) throw credentialNotFound();
      return { credential: toCredentialMessage(credential) };
    },

    rekeyCredential: missing('rekeyCredential'),
    listCredentialsOfUser: missing('listCredentialsOfUser'),
    setCredentialPolicy: missing('setCredentialPolicy'),
    suspendCredential: missing('suspendCredential'),
    resumeCredential: missing('resumeCredential'),
    revokeCredential: missing('revokeCredential'),
    listCredentialHistory: missing('listCredentialHistory'),
    getVerificationKeys: missing('getVerificationKeys'),
  };
}

function toCredentialMessage(credential: Credential): CredentialMessage {
  const { id, userId, accountId, state, certificate, chain, createdAt } = credential;
  const common = {
    id,
    userId,
    accountId,
    state: enumValue('CREDENTIAL_STATE', state),
    keyAlgorithm: 'P-256',
    createdAt,
    soleControlLevel: 1,
    custody: '',
    suspensionCause: '',
    suspendedAt: undefined,
    revokedAt: undefined,
    revocationReason: '',
    replaces: '',
    policy: undefined,
  };
  if (certificate === null || chain === null) {
    const none = { subject: '', issuer: '', serialNumber: '', certificatePem: '', chainPem: '' };
    return { ...common, ...none, notBefore: undefined, notAfter: undefined };
  }
  return {
    ...common,
    ...describeCertificate(certificate),
    certificatePem: toPem([certificate]),
    chainPem: toPem(chain),
  };
}
