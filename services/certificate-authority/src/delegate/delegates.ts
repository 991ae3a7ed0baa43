import type { ContentSigner } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import type { KeyCustody } from '@countersign/key-custody';
import type { Clock } from '@countersign/runtime';
import type { SealedAt } from '@countersign/sealing';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { signerInCustody } from '../sign-content.ts';
import { type DelegateName, signsUntilOf } from './delegate-names.ts';
import { type CertifiedDelegate, findInForce, type WaitingDelegate } from './delegate-store.ts';

// Shorter than the time that a new delegate stands beside the old one, by far.
const keptMs = 30_000;

/** A delegate that signs. */
export interface Delegate extends ContentSigner {
  /** Of its row: another one has another key. */
  id: string;
  /** DER. */
  certificate: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** End of the use of its key. */
  signsUntil: Date;
}

export interface Delegates {
  /** The delegate in force; undefined when there is none. */
  find(name: DelegateName): Promise<Delegate | undefined>;
}

export interface DelegatesDeps {
  db: Db<CertificateAuthorityDatabase>;
  custody: KeyCustody;
  clock: Clock;
}

/** The delegates of this process, looked up every half minute: another process may have renewed them. */
export function createDelegates({ db, custody, clock }: DelegatesDeps): Delegates {
  const kept = new Map<DelegateName, { delegate: Delegate; untilMs: number }>();
  return {
    async find(name) {
      const at = clock.now();
      const known = kept.get(name);
      if (known !== undefined && at.getTime() < known.untilMs && at < known.delegate.signsUntil) return known.delegate;
      const found = await findInForce(db, name, at);
      if (found === undefined) return undefined;
      const delegate = known?.delegate.id === found.id ? known.delegate : toDelegate(found, custody);
      kept.set(name, { delegate, untilMs: at.getTime() + keptMs });
      return delegate;
    },
  };
}

function toDelegate(found: CertifiedDelegate, custody: KeyCustody): Delegate {
  const { id, name, certificate, publicKey } = found;
  return { id, certificate, publicKey, signsUntil: signsUntilOf(name, found), ...signerOfDelegate(custody, found) };
}

/** What signs with the key of a delegate: ECDSA with SHA-256. */
export function signerOfDelegate(
  custody: KeyCustody,
  { id, sealedKey }: Pick<WaitingDelegate, 'id' | 'sealedKey'>,
): ContentSigner {
  return signerInCustody(custody, { algorithm: 'P-256', blob: sealedKey }, { place: keyPlace(id), hash: 'SHA-256' });
}

/** Where the key of a delegate stands. */
export function keyPlace(id: string): SealedAt {
  return { table: 'delegates', row: id, column: 'sealed_key' };
}
