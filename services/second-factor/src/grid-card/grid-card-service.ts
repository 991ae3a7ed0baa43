import { appendAudit } from '@countersign/audit';
import { requireIdempotencyKey, runOnce } from '@countersign/db';
import {
  type CallContext,
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireStaff,
  toPage,
} from '@countersign/grpc';
import type { CreateGridCardBatchRequest, SecondFactorServiceService } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { requireName, toMessage } from '../authenticator/authenticator.ts';
import { kindNotPermitted } from '../authenticator/refusals.ts';
import type { SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { assignGridCard } from './assignment.ts';
import { batchNotReady, type GridCardBatch, requireCount, toBatchMessage, unknownBatch } from './batch.ts';
import { findBatch, findPrintFile, insertBatch, listBatches, listCards, voidBatch } from './batch-store.ts';
import { downloadEgrid } from './egrid-download.ts';
import { geometryFor } from './grid-card.ts';
import { announcePrint } from './print-job.ts';
import { requirePrinterCertificate } from './printer-certificate.ts';

type GridCardMethod =
  | 'downloadEgrid'
  | 'assignGridCard'
  | 'createGridCardBatch'
  | 'listGridCardBatches'
  | 'getGridCardBatch'
  | 'getGridCardPrintFile'
  | 'voidGridCardBatch';

const usualPage = 50;

const requireOperator = (context: CallContext) => requireStaff(context, 'operator');

/** The RPCs about eGrids, and about the stock of cards. */
export function createGridCardHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, GridCardMethod> {
  const { db, clock, outcomes } = deps;
  return {
    downloadEgrid: ({ authenticatorId }, context) =>
      outcomes('download_egrid', () =>
        downloadEgrid(deps, requireActor(context, { allowSetUp: true }), authenticatorId),
      ),
    assignGridCard: (request, context) =>
      outcomes('assign_card', async () => ({
        authenticator: toMessage(await assignGridCard(deps, context, request), clock.now()),
      })),
    async createGridCardBatch(request, context) {
      return { batch: toBatchMessage(await createBatch(deps, requireOperator(context).userId, request)) };
    },
    async listGridCardBatches({ limit, cursor }, context) {
      requireOperator(context);
      const size = limit === 0 ? usualPage : readPageSize(limit);
      const [beforeId] = readPageToken(cursor, [/^gcb_[0-9A-Z]{26}$/]) ?? [];
      const rows = await listBatches(db, { limit: size + 1, beforeId });
      const { page, nextPageToken } = toPage(rows, { size, cursorOf: ({ id }) => [id] });
      return { batches: page.map(toBatchMessage), nextCursor: nextPageToken };
    },
    async getGridCardBatch({ batchId }, context) {
      requireOperator(context);
      const batch = await getBatch(deps, batchId);
      return { batch: toBatchMessage(batch), cards: await listCards(db, batchId) };
    },
    async getGridCardPrintFile({ batchId }, context) {
      const { userId } = requireOperator(context);
      await getBatch(deps, batchId);
      const file = await findPrintFile(db, batchId);
      if (file === undefined) throw batchNotReady();
      await db.transaction().execute(async (trx) => {
        await appendAudit(trx, { ...recordOf(deps, batchId, userId), action: 'grid_card_batch.fetched', detail: {} });
      });
      return { file, fileName: `${batchId}.p7m` };
    },
    async voidGridCardBatch({ batchId }, context) {
      const { userId } = requireOperator(context);
      await getBatch(deps, batchId);
      await db.transaction().execute(async (trx) => {
        if (!(await voidBatch(trx, batchId))) return;
        await appendAudit(trx, { ...recordOf(deps, batchId, userId), action: 'grid_card_batch.voided', detail: {} });
      });
      return { batch: toBatchMessage(await getBatch(deps, batchId)) };
    },
  };
}

async function getBatch({ db }: SecondFactorDeps, id: string): Promise<GridCardBatch> {
  const batch = await findBatch(db, id);
  if (batch === undefined) throw unknownBatch();
  return batch;
}

/** The batch that this call orders, or that its operator ordered by the same key before, as it is now. */
async function createBatch(
  deps: SecondFactorDeps,
  actorId: string,
  { idempotencyKey, ...order }: CreateGridCardBatchRequest,
): Promise<GridCardBatch> {
  requireIdempotencyKey(idempotencyKey);
  // Who orders is part of the scope: a key of another person must not answer for him.
  const call = { scope: `CreateGridCardBatch:${actorId}`, key: idempotencyKey, request: order };
  const { batchId } = await runOnce(deps.db, call, async (trx) => ({
    batchId: await orderBatch(trx, deps, actorId, order),
  }));
  return await getBatch(deps, batchId);
}

async function orderBatch(
  trx: SecondFactorTransaction,
  deps: SecondFactorDeps,
  actorId: string,
  order: Omit<CreateGridCardBatchRequest, 'idempotencyKey'>,
): Promise<string> {
  const { clock, policy } = deps;
  const at = clock.now();
  const label = requireName(order.label);
  const count = requireCount(order.count);
  const { der, subject } = requirePrinterCertificate(order.printerCertificate, at);
  if (!policy.factors.kinds.includes('grid_card')) throw kindNotPermitted();
  const id = newId('gcb');
  await insertBatch(trx, {
    id,
    label,
    count,
    geometry: geometryFor(policy, policy.profile),
    printerCertificate: der,
    printer: subject,
    cardsExpireAt: new Date(at.getTime() + policy.grid.lifeMs),
    createdBy: actorId,
    createdAt: at,
  });
  await announcePrint(trx, id);
  await appendAudit(trx, { ...recordOf(deps, id, actorId), action: 'grid_card_batch.ordered', detail: { count } });
  return id;
}

/** What all records about a batch say. */
const recordOf = ({ clock }: SecondFactorDeps, batchId: string, actor: string) => ({
  stream: batchId,
  actor,
  subject: batchId,
  at: clock.now(),
});
