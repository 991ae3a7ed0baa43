export { type Answer, type Client, type ClientOptions, createClient, type Item, newKey } from './client.ts';
export type { components, operations, paths } from './gen/api.ts';
export { type Problem, ProblemError } from './problem-error.ts';
export type { RetryOptions } from './sending.ts';
export { Session, type SessionOptions, type Tokens } from './session.ts';
