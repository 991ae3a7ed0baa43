import type { Answers } from '../gateway.ts';

/** One right use of every route that is under `/v1`. Its body is the example of the OpenAPI document. */
export interface RouteCase {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path as in the OpenAPI document. */
  path: string;
  /** Path and query as requested, where there are parameters. */
  url?: string;
  headers?: Record<string, string>;
  /** A body that is not JSON; otherwise it is the example. */
  raw?: { type: string; content: Buffer };
  /** What the services answer. */
  answers: Answers;
  /** Call that the route makes, and the request that the service gets. */
  call?: [name: string, request: object];
  status: number;
  /** What the answer holds, among other things. */
  body?: object;
  /** Answered from memory for a few seconds. */
  cached?: true;
  /** public: no token; optional: with or without; set-up: also for a set-up session. */
  access: 'public' | 'optional' | 'full' | 'set-up' | 'aal2';
}

/** Header of the routes that must not act twice. */
export const idempotent = { 'idempotency-key': 'attempt-1' };
