import { listAudit } from '@countersign/audit';
import { type Handlers, requireActor } from '@countersign/grpc';
import type { SignerServiceService } from '@countersign/proto/signer';
import { findInclusion, isCovered, signAuditRoot } from './audit-root.ts';
import { getOwnedKey, type SignerDeps } from './dependencies.ts';

const mostRecords = 500;
const usualRecords = 100;

/** The RPCs by which somebody convinces himself of what was done with a key. */
export function createHistoryHandlers(
  deps: SignerDeps,
): Pick<Handlers<typeof SignerServiceService>, 'listKeyHistory' | 'getVerificationKeys'> {
  const { db, ownKey } = deps;
  return {
    async listKeyHistory({ keyId, after, limit }, context) {
      await getOwnedKey(deps, keyId, requireActor(context));
      const size = limit === 0 ? usualRecords : Math.min(limit, mostRecords);
      // Who reads from the beginning gets a root that covers what was done so far, and need not wait for the next round.
      if (after === 0n && !(await isCovered(db, keyId))) await signAuditRoot(deps);
      // The root first: whatever it covers is among the records then.
      const covered = await findInclusion(db, keyId);
      const page = await listAudit(db, keyId, { after: Number(after), limit: size + 1 });
      const records = page.slice(0, size).map((record) => ({
        ...record,
        seq: BigInt(record.seq),
        detail: JSON.stringify(record.detail),
      }));
      return {
        records,
        hasMore: page.length > size,
        root: covered?.root ?? '',
        inclusion: covered === undefined ? '' : JSON.stringify(covered.inclusion),
      };
    },
    async getVerificationKeys() {
      return { jwks: JSON.stringify({ keys: await ownKey.listPublicKeys() }) };
    },
  };
}
