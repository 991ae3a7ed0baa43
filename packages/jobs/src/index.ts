export type { RedisPlace } from './connection.ts';
export { createQueue, type JobQueue } from './queue.ts';
export { type OutboxRelay, startRelay } from './relay.ts';
export { type JobHandler, type JobWorker, jobHandler, startWorker } from './worker.ts';
