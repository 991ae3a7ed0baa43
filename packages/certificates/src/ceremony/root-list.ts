import { type RevocationList, type RevokedCertificate, signRevocationList } from '../revocation-list.ts';
import type { RevocationReason } from '../revocation-reasons.ts';
import { nextListNumber, signedIn } from './ledger.ts';
import { endOf, type Root } from './root.ts';

/** A year: the root is in a safe. */
const listLifeSeconds = 365 * 86_400;

/** Signs the root's next revocation list, with what it revoked and has not ended yet; its number is written down before. */
export async function signRootList(root: Root, at: Date): Promise<RevocationList> {
  const { certificate, signer, ledger } = root;
  const entries = await ledger.read();
  const number = nextListNumber(entries);
  await ledger.append({ kind: 'listed', at: at.toISOString(), number: String(number) });
  const revoked = signedIn(entries).flatMap((signed): RevokedCertificate[] => {
    if (signed.revoked === undefined || endOf(signed.certificate) <= at) return [];
    const { serialNumber } = signed;
    return [{ serialNumber, revokedAt: signed.revoked.at, revocationReason: signed.revoked.reason }];
  });
  return await signRevocationList({ certificate, signer }, { number, revoked, at, lifeSeconds: listLifeSeconds });
}

/**
 * Writes down that certificates of a name are revoked: all that have not ended, or the one with this serial number. The
 * next list tells it. Returns their serial numbers. Throws an Error when there is none.
 */
export async function revokeInLedger(
  { ledger }: Root,
  { name, serialNumber, reason, at }: { name: string; serialNumber?: string; reason: RevocationReason; at: Date },
): Promise<string[]> {
  const concerned = signedIn(await ledger.read()).filter(
    (signed) =>
      signed.name === name &&
      name !== 'root' &&
      signed.revoked === undefined &&
      endOf(signed.certificate) > at &&
      (serialNumber === undefined || signed.serialNumber === serialNumber.toLowerCase()),
  );
  if (concerned.length === 0) throw new Error(`the root has no certificate of ${name} that it could revoke`);
  for (const each of concerned) {
    // oxlint-disable-next-line no-await-in-loop -- a ledger is written line by line
    await ledger.append({ kind: 'revoked', at: at.toISOString(), serialNumber: each.serialNumber, reason });
  }
  return concerned.map((each) => each.serialNumber);
}
