// The raw building block: argon2id with the parameters of the product, nothing around it.
import { hash } from '@node-rs/argon2';
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

answerParent(
  async (order: { inFlight: number; seconds: number }): Promise<LoadResult> =>
    await inParallel(order, () => hash('quince meadow ferry lamp', parameters)),
);
