import type { TestService } from './service.ts';
import { type ServiceName, serviceNames } from './service.ts';

/** The parts of a generated service that a check of its callers needs. */
type Methods = Readonly<Record<string, { requestDeserialize: (bytes: Buffer) => unknown }>>;

/**
 * Calls every method of a running service under every name with an empty request, and returns what is not as the access
 * table says, as sentences: a caller that is not on the list must get `CALLER_NOT_ALLOWED`, and one on it must get past.
 */
export async function findAccessFaults<D extends object>(
  service: TestService,
  definition: D,
  access: Readonly<Record<keyof D, readonly string[]>>,
): Promise<string[]> {
  const methods = Object.entries(definition as unknown as Methods);
  const strangers = Object.values<readonly string[]>(access)
    .flat()
    .filter((name) => !serviceNames.includes(name as ServiceName))
    .map((name) => `${name} is no service`);
  const faults = await Promise.all(
    serviceNames.flatMap((name) => {
      const caller = service.caller(definition, name) as unknown as Record<
        string,
        (request: unknown) => Promise<unknown>
      >;
      return methods.map(async ([method, { requestDeserialize }]) => {
        const reason = await caller[method]?.(requestDeserialize(Buffer.alloc(0))).then(
          () => 'answered',
          (error: { reason?: string }) => error.reason,
        );
        const isRefused = reason === 'CALLER_NOT_ALLOWED';
        const isAllowed = access[method as keyof D].includes(name);
        return isRefused === isAllowed ? [`${name} calling ${method}: ${reason}`] : [];
      });
    }),
  );
  return [...strangers, ...faults.flat()];
}
