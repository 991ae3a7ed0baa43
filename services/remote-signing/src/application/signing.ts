import { createHash } from 'node:crypto';
import { invalid } from '@countersign/errors';
import { digestKindFromJSON } from '@countersign/proto/signer';
import type { SignHashesRequest, SignHashesResponse } from '@countersign/proto/signing-application';
import { appendToAccount } from '../account-audit.ts';
import type { GrantUse } from '../oauth/grant-use.ts';
import { readDigests } from '../signature/content.ts';
import { type ActiveCredential, getActiveCredential } from '../signature/credential.ts';
import { requireSignatures, signAtSigner } from '../signature/signer-calls.ts';
import type { HashAlgorithm } from '../signature/tables.ts';
import { type ApplicationAuthorisation, atSigner, requireActivation } from './authorisation-store.ts';
import type { ApplicationDependencies } from './dependencies.ts';

/** What an application signs by, and with. */
export interface SigningUse {
  use: GrantUse;
  authorisation: ApplicationAuthorisation;
  credential: ActiveCredential;
}

/**
 * What the token of an application lets it sign now. Throws `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`,
 * `VALIDATION_OUTDATED`, `ACTIVATION_INVALID` or `ACTIVATION_EXPIRED`.
 */
export async function requireSigningUse(
  deps: ApplicationDependencies,
  use: GrantUse,
  credentialId: string,
): Promise<SigningUse> {
  const authorisation = await requireActivation(deps, use, credentialId);
  const credential = await getActiveCredential(deps, { id: credentialId, userId: use.actor.userId });
  return { use, authorisation, credential };
}

/** Digests that are to be signed as they are, checked. */
export interface WantedHashes {
  handle: string;
  digests: Buffer[];
  hashAlgorithm: HashAlgorithm;
}

/** Checks digests against what was authorised. Throws `DIGEST_INVALID` or `SIGN_ALGORITHM_MISMATCH`. */
export function readWantedHashes(
  { digests: given, hashAlgorithm: algorithm, handle }: SignHashesRequest,
  { authorisation }: SigningUse,
): WantedHashes {
  const { digests, hashAlgorithm } = readDigests(
    given.map((digest) => ({ digest, label: '' })),
    algorithm,
  );
  requireAuthorisedHash(authorisation, hashAlgorithm);
  if (digestKindFromJSON(authorisation.digestKind) !== 'DIGEST_KIND_UNSPECIFIED') {
    throw invalid('SIGN_ALGORITHM_MISMATCH', 'the authorisation is for documents, and not for what is to be signed');
  }
  return { handle, digests, hashAlgorithm };
}

/** Throws `SIGN_ALGORITHM_MISMATCH` for digests by another algorithm than that of the authorisation. */
export function requireAuthorisedHash({ hashAlgorithm }: ApplicationAuthorisation, given: HashAlgorithm): void {
  if (given !== hashAlgorithm) {
    throw invalid('SIGN_ALGORITHM_MISMATCH', `the authorisation is for digests by ${hashAlgorithm}`);
  }
}

/** Signs digests, and writes it down. An identical call within a minute gets the same, and is not written down again. */
export async function signHashes(
  deps: ApplicationDependencies,
  signing: SigningUse,
  { handle, digests, hashAlgorithm }: WantedHashes,
): Promise<SignHashesResponse> {
  const { use, credential } = signing;
  const wanted = {
    keyId: credential.id,
    digests,
    handle,
    hashAlgorithm,
    clientId: use.client.id,
    signedAttributes: [],
  };
  const { signatures, receipt } = await atSigner(() => signAtSigner(deps, wanted));
  await requireSignatures(credential, { hash: hashAlgorithm, digests, signatures });
  await recordSigning(deps, signing, { receipt, count: digests.length });
  return { signatures, responseId: '', receipt };
}

/** Writes down once for each receipt what an application had signed, for the credential and its account's audit. */
export async function recordSigning(
  { db, clock }: ApplicationDependencies,
  { use: { actor, client }, authorisation, credential }: SigningUse,
  { receipt, count }: { receipt: string; count: number },
): Promise<void> {
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('applicationSignings')
      .values({
        receiptHash: createHash('sha256').update(receipt).digest(),
        authorisationId: authorisation.id,
        signatures: count,
        madeAt: at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) return;
    await appendToAccount(trx, {
      account: credential.accountId,
      stream: credential.id,
      actor: actor.userId,
      action: 'signature.made',
      subject: authorisation.id,
      detail: { digests: count, client: client.id },
      at,
    });
  });
}
