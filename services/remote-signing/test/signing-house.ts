import { createHash } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import type {
  CreateSignatureRequestRequest,
  Document,
  DocumentSignature,
  SignatureRequest,
} from '@countersign/proto/remote-signing';
import type { TestActor } from '@countersign/testing';
import { alice, type Harness } from './harness.ts';
import { rightCode } from './outside-parties.ts';

/** Nothing is said of whose code it is. */
export const anyApp = { authenticatorId: '', cellsChallengeId: '' };

/** The digests of texts, each under the text as its name. */
export function digestsOf(...messages: string[]) {
  const digests = messages.map((text) => ({ digest: createHash('sha256').update(text).digest(), label: text }));
  return { $case: 'digests', value: { digests, hashAlgorithm: '' } } as const;
}

/** Documents, all of them asked for as `over` says. */
export function documentsOf(ids: readonly string[], over: Partial<DocumentSignature> = {}) {
  const usual = { format: '', level: 'B-B', label: '', reason: '', location: '', signedDocumentId: '' };
  const documents = ids.map((documentId) => ({ ...usual, documentId, appearance: undefined, ...over }));
  return { $case: 'documents', value: { documents } } as const;
}

/** What a user does to sign. */
export function createSigningHouse(house: Harness) {
  let count = 0;
  const nextKey = () => {
    count += 1;
    return `key-number-${count}`;
  };
  return {
    /** Creates a credential of the user. */
    createCredential: async (keyAlgorithm = 'P-256', actor: TestActor & { accountId: string } = alice) => {
      house.outside.licences.available += 1;
      const request = { accountId: actor.accountId, idempotencyKey: nextKey(), keyAlgorithm, policy: undefined };
      const { credential } = await house.api.createCredential(request, await house.as(actor));
      if (credential === undefined) throw new Error('no credential');
      return credential;
    },

    /** Stores a document in one chunk after the other. */
    upload: async (
      content: Buffer,
      { name = 'contract.pdf', mediaType = 'application/pdf', actor = alice } = {},
    ): Promise<Document> => {
      const context = await house.as(actor);
      const start = { name, mediaType, size: BigInt(content.length), idempotencyKey: nextKey() };
      const { document } = await house.api.startDocument(start, context);
      const documentId = document?.id ?? '';
      const chunks = Math.ceil(content.length / 1_048_576);
      for (let ordinal = 0; ordinal < chunks; ordinal += 1) {
        const chunk = content.subarray(ordinal * 1_048_576, (ordinal + 1) * 1_048_576);
        // oxlint-disable-next-line no-await-in-loop
        await house.api.appendDocument({ documentId, ordinal, content: chunk }, context);
      }
      const sha256 = createHash('sha256').update(content).digest();
      const finished = await house.api.finishDocument({ documentId, sha256 }, context);
      if (finished.document === undefined) throw new Error('no document');
      return finished.document;
    },

    /** The content of a document. */
    download: async (documentId: string, actor: TestActor = alice): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      for (let ordinal = 0, isLast = false; !isLast; ordinal += 1) {
        // oxlint-disable-next-line no-await-in-loop
        const chunk = await house.api.readDocument({ documentId, ordinal }, await house.as(actor));
        chunks.push(chunk.content);
        isLast = chunk.last;
      }
      return Buffer.concat(chunks);
    },

    prepare: async (
      content: CreateSignatureRequestRequest['content'],
      over: Partial<CreateSignatureRequestRequest> & { credentialId: string },
    ): Promise<SignatureRequest> => {
      const request = { idempotencyKey: nextKey(), ...(content && { content }), ...over };
      const { signatureRequest } = await house.api.createSignatureRequest(request, await house.as(alice));
      if (signatureRequest === undefined) throw new Error('no signature request');
      return signatureRequest;
    },

    authorise: async ({ id }: { id: string }, code = rightCode, of = anyApp): Promise<SignatureRequest> => {
      const request = { signatureRequestId: id, code, ...of };
      const { signatureRequest } = await house.api.authoriseSignatureRequest(request, await house.as(alice));
      if (signatureRequest === undefined) throw new Error('no signature request');
      return signatureRequest;
    },

    stateOf: async ({ id }: { id: string }): Promise<string | undefined> => {
      const answer = await house.api.getSignatureRequest({ signatureRequestId: id }, await house.as(alice));
      return answer.signatureRequest?.state.replace('SIGNATURE_REQUEST_STATE_', '');
    },

    /** How often the signer signed for a challenge. */
    signings: async ({ challengeId, credentialId }: { challengeId: string; credentialId: string }): Promise<number> => {
      const records = await listAudit(house.signerDb, credentialId, { after: 0, limit: 500 });
      const authorised = records.find(
        ({ action, detail }) => action === 'digests.authorised' && detail['challenge'] === challengeId,
      );
      return records.filter(({ action, subject }) => action === 'digests.signed' && subject === authorised?.subject)
        .length;
    },
  };
}

export type SigningHouse = ReturnType<typeof createSigningHouse>;
