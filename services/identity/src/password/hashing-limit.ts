import { unavailable } from '@countersign/errors';
import { createWorkLimit, type WorkLimit, type WorkLimitOptions } from '@countersign/runtime';

/**
 * Makes the limit for password hashing: each hash takes 19 MiB and a core, so unbounded logins would exhaust memory
 * and time of the whole process. What is refused throws `HASHING_BUSY`.
 */
export function createHashingLimit(options: Omit<WorkLimitOptions, 'busy'>): WorkLimit {
  const retryAfterSeconds = Math.max(1, Math.ceil(options.waitMs / 1000));
  return createWorkLimit({
    ...options,
    busy: () => unavailable('HASHING_BUSY', 'too many logins at the moment; try again shortly', { retryAfterSeconds }),
  });
}
