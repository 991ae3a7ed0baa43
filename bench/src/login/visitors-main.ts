// The visitors: a process of its own, so that they share no event loop with what they measure.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { createVisitor, type Visitor } from './visitor.ts';
import type { VisitorsOrder } from './visitors.ts';

let visitor: Visitor | undefined;

answerParent(async (order: VisitorsOrder): Promise<LoadResult | undefined> => {
  if ('visits' in order) {
    visitor = createVisitor(order.visits);
    return undefined;
  }
  const known = visitor;
  if (known === undefined) throw new Error('nobody was named who logs in');
  return await inParallel(order, () => known.logIn());
});
