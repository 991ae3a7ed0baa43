import { invalidField } from '@countersign/errors';

/** Throws `REQUEST_ID_INVALID` unless the id is 1 to 64 letters, digits, hyphens or underscores. */
export function requireRequestId(requestId: string): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(requestId)) {
    throw invalidField('REQUEST_ID_INVALID', '/requestId', 'must be an id of 1 to 64 characters');
  }
}
