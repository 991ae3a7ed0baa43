import { problemText } from '@countersign/texts';
import { twoFactors } from '../route-config.ts';

/** What a problem of a status tells where the service's own sentence is not known before. */
const details: Readonly<Record<number, string>> = {
  400: 'the request is not valid; see errors',
  401: 'log in to do this',
  403: 'this is not allowed to you',
  404: 'no such thing',
  409: 'the state does not allow this',
  412: 'it was changed in the meantime; read it again',
  413: 'the body is too large',
  415: 'this path takes no body of that type; the reference at /docs names those that it takes',
  429: 'too many requests; try again later',
  500: 'something went wrong on our side',
  503: 'a part of the service is not available; try again',
  504: 'this took too long; try again',
};

/** Reasons that say more than their status does. */
const detailOf: Readonly<Record<string, string>> = {
  BODY_MALFORMED: 'the body is not well-formed JSON',
  IDEMPOTENCY_KEY_MISSING: 'this needs an Idempotency-Key header: a key that you choose per attempt',
  IDEMPOTENCY_KEY_INVALID: 'an Idempotency-Key has 8 to 128 visible ASCII characters',
  IDEMPOTENCY_KEY_REUSED: 'this Idempotency-Key was used for another request',
  TOKEN_OUTDATED: 'the access token is of use no more; refresh it',
  TOKEN_INVALID: 'the access token is not valid',
  INSUFFICIENT_USER_AUTHENTICATION: 'log in with your second factor to do this',
  SET_UP_REQUIRED: 'set up a second factor first',
};

/** A problem as the gateway would write it for a reason (RFC 9457), in English. */
export function problemSample(status: number, reason: string): object {
  return {
    type: `urn:countersign:problem:${reason}`,
    title: problemText(reason, status, 'en').title,
    status,
    detail: detailOf[reason] ?? details[status] ?? 'the request failed',
    instance: '0b4b3f0e-4bd1-4d0b-9d3e-6f2b1f6a1c55',
    code: reason,
    ...(reason === 'REQUEST_INVALID' ? { errors: [{ pointer: '/email', detail: 'must be of type string' }] } : {}),
    ...([429, 503, 504].includes(status) ? { retryAfter: 5 } : {}),
    ...(reason === 'INSUFFICIENT_USER_AUTHENTICATION' ? { acrValues: [twoFactors], maxAge: 900 } : {}),
  };
}
