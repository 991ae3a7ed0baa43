import { type CallContext, runInContext } from '@countersign/grpc';

/** Does work that may take longer than a request usually does, `limitMs` from now; it still ends when the client goes. */
export async function inOwnTime<T>(call: CallContext, limitMs: number, work: () => Promise<T>): Promise<T> {
  return await runInContext({ ...call, deadlineMs: Date.now() + limitMs }, work);
}
