// Who activates soft tokens: a process of its own. It does what browsers and apps do, too, which costs as much.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { type Activator, createActivator } from './activator.ts';
import type { ActivatorOrder } from './orders.ts';

let activator: Activator | undefined;

answerParent(async (order: ActivatorOrder): Promise<LoadResult | undefined> => {
  if ('address' in order) {
    activator = createActivator(order);
    return undefined;
  }
  const known = activator;
  if (known === undefined) throw new Error('nobody was told where tokens are activated');
  return await inParallel(order, () => known.activate());
});
