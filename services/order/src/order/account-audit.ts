import { accountAnnouncement } from '@countersign/audit';
import { announcing } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { RawBuilder } from 'kysely';
import type { OrderKind } from './order.ts';
import type { NewEntry, TimelineCode } from './timeline.ts';

/** What of an order's timeline belongs into the audit of its account, and under which name. */
const actions: Partial<Record<TimelineCode, string>> = {
  order_paid: 'order.paid',
  order_completed: 'order.completed',
  order_cancelled: 'order.cancelled',
  refund_granted: 'order.refund_granted',
  refund_paid: 'order.refunded',
  disputed: 'order.disputed',
  dispute_won: 'order.dispute_won',
  dispute_lost: 'order.dispute_lost',
};

/** Whose order it is. */
export interface AuditedOrder {
  id: string;
  kind: OrderKind;
  buyerUserId: string | null;
  /** Null as long as no account is known: then there is nobody to tell. */
  accountId: string | null;
}

/** What announces those of the entries that the order's account is told of. `by` is who did it: nobody but us by default. */
export function tellingAccount(
  { id, kind, buyerUserId, accountId: account }: AuditedOrder,
  { entries, at, by = 'system' }: { entries: readonly NewEntry[]; at: Date; by?: string },
): RawBuilder<unknown>[] {
  if (account === null) return [];
  return entries.flatMap(({ code, facts: detail = {} }) => {
    const action = actions[code];
    if (action === undefined) return [];
    const actor = code === 'order_paid' && kind === 'purchase' ? (buyerUserId ?? 'guest') : by;
    const event = { service: 'order', source: newId('aev'), account, actor, action, subject: id, detail, at };
    return [announcing(accountAnnouncement(event))];
  });
}
