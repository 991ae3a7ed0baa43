import type { KoffiFunc } from 'koffi';

/** Arguments of calls under way: other threads read and write their memory, of which the collector knows nothing. */
const underWay = new Set<readonly unknown[]>();

/** Calls a C function on another thread. Rejects when it could not be called; what it answers is for the caller to judge. */
export function callAside<Arguments extends unknown[], Answer>(
  call: KoffiFunc<(...given: Arguments) => Answer>,
  ...given: Arguments
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    underWay.add(given);
    call.async(...given, (error: unknown, answer: Answer) => {
      underWay.delete(given);
      if (error === null || error === undefined) resolve(answer);
      else reject(new Error('a C function could not be called', { cause: error }));
    });
  });
}
