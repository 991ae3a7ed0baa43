import { conflict, DomainError } from '@countersign/errors';
import type { ApplicationClient } from '../clients.ts';
import { getPart } from '../json.ts';
import { cscTexts } from './csc-texts.ts';

/** What the gateway needs to know of a key before it is used. */
export interface KeyFacts {
  /** The algorithm of a credential's key, which never changes. Throws CREDENTIAL_NOT_FOUND. */
  getAlgorithm(credentialId: string): Promise<string>;
  /** Does what needs the key to work; where it does not because its certificate has ended, the refusal says so. */
  using<T>(credentialId: string, work: () => Promise<T>): Promise<T>;
}

const kept = 10_000;

/**
 * Asks once for each credential, `kept` of them at most. Only for callers whose token was made for the credential: who
 * asks is not looked at again.
 */
export function createKeyFacts(applications: Pick<ApplicationClient, 'getApplicationCredential'>): KeyFacts {
  const known = new Map<string, string>();
  const read = async (credentialId: string) =>
    getPart((await applications.getApplicationCredential({ credentialId })).credential, 'credential');
  return {
    getAlgorithm: async (credentialId) => {
      const hit = known.get(credentialId);
      if (hit !== undefined) return hit;
      const { keyAlgorithm } = getPart((await read(credentialId)).credential, 'credential');
      if (known.size >= kept) known.delete(known.keys().next().value ?? '');
      known.set(credentialId, keyAlgorithm);
      return keyAlgorithm;
    },
    using: async (credentialId, work) => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof DomainError) || error.reason !== 'CREDENTIAL_NOT_ACTIVE') throw error;
        const { certificateStatus } = await read(credentialId);
        if (certificateStatus !== 'expired') throw error;
        throw conflict('CREDENTIAL_NOT_ACTIVE', cscTexts.expired, { cause: error });
      }
    },
  };
}
