import { createIdempotencyTable, type Migration } from '@countersign/db';

/** The keys of orders that must not be made twice. */
export const idempotency: Migration = {
  up: createIdempotencyTable,
};
