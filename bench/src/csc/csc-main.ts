// An application that signs for a user, and the user who signs himself: a process of its own.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { createRestSigner, type RestSigner } from '../sign/rest-signer.ts';
import { type Application, type Authorised, createApplication } from './application.ts';
import type { CscOrder, CscPlace, CscTask, Lane } from './orders.ts';

interface Known {
  place: CscPlace;
  application: Application;
  user: RestSigner;
  stock: Authorised[];
  free: Lane[];
}

let known: Known | undefined;

answerParent(async (order: CscOrder): Promise<LoadResult | undefined> => {
  if ('lanes' in order) {
    known = {
      place: order,
      application: createApplication(order),
      user: await createRestSigner(order.user),
      stock: [],
      free: [...order.lanes],
    };
    return undefined;
  }
  if (known === undefined) throw new Error('nobody was told who signs');
  const { application, stock, place } = known;
  const { digests } = order;
  if ('stock' in order) {
    const times = order.stock;
    const made = async (lane: Lane) => void stock.push(await application.authorise(lane, digests));
    stock.length = 0;
    await inParallel({ inFlight: place.lanes.length, times }, () => inLane(made));
    return undefined;
  }
  const load = order.task === 'signHash' ? { inFlight: order.inFlight, times: stock.length } : order;
  const result = await inParallel(load, () => once(order.task, digests));
  return { ...result, requests: result.requests * digests };
});

async function once(task: CscTask, digests: number): Promise<void> {
  if (known === undefined) throw new Error('nobody was told who signs');
  const { application, stock, user } = known;
  const { credentialId } = known.place;
  switch (task) {
    case 'whole':
      return await inLane(async (lane) => await application.signHash(await application.authorise(lane, digests)));
    case 'signHash': {
      const authorised = stock.pop();
      if (authorised === undefined) throw new Error('nothing more was authorised');
      return await application.signHash(authorised);
    }
    case 'rest by card':
      return await inLane(async ({ card }) => await user.signDigestsByCard(credentialId, digests, card));
    case 'rest by app':
      return await user.signDigests(credentialId, digests);
    case 'timestamp':
      return await inLane(async (lane) => await application.timestamp(lane));
    case 'tsa':
      return await application.askTsa();
  }
}

/** Does something in a lane that nobody else is in; there are as many as are under way. */
async function inLane(work: (lane: Lane) => Promise<void>): Promise<void> {
  const lane = known?.free.pop();
  if (lane === undefined) throw new Error('more are under way than there are lanes');
  try {
    await work(lane);
  } finally {
    known?.free.push(lane);
  }
}
