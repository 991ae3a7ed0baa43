import type { Problem, WrittenProblem } from '../plugins/problem.ts';

/** Reasons by the words of RFC 6749 5.2 and those that others registered; any other one is named by its status. */
const words: Readonly<Record<string, string>> = {
  OAUTH_INVALID_CLIENT: 'invalid_client',
  OAUTH_INVALID_GRANT: 'invalid_grant',
  GRANT_ENDED: 'invalid_grant',
  OAUTH_INVALID_SCOPE: 'invalid_scope',
  OAUTH_UNAUTHORISED_CLIENT: 'unauthorized_client',
  OAUTH_UNSUPPORTED_GRANT_TYPE: 'unsupported_grant_type',
  OAUTH_UNSUPPORTED_RESPONSE_TYPE: 'unsupported_response_type',
  // RFC 9449 5
  OAUTH_INVALID_DPOP: 'invalid_dpop_proof',
  // RFC 9396 5
  OAUTH_INVALID_AUTHORISATION_DETAILS: 'invalid_authorization_details',
};

/** A problem as the endpoints of OAuth tell it (RFC 6749 5.2), with our own reason beside it. */
export function toOAuthProblem({ status, code, detail }: Problem): WrittenProblem {
  const word = words[code] ?? wordOf(status);
  const isUnproved = word === 'invalid_client';
  return {
    // RFC 6749 5.2: whatever the client cannot do is its request's fault; HTTP's own refusals keep their status.
    status: [401, 403, 404, 409].includes(status) && !isUnproved ? 400 : status,
    headers: isUnproved ? { 'www-authenticate': 'Basic realm="countersign"' } : {},
    type: 'application/json',
    body: { error: word, error_description: toDescription(detail), error_code: code },
  };
}

function wordOf(status: number): string {
  if (status === 429 || status === 503 || status === 504) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}

/** Without what an error_description may not hold: quotes, backslashes and everything beyond ASCII (RFC 6749 5.2). */
function toDescription(detail: string): string {
  return detail.replaceAll(/["`]/g, "'").replaceAll(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?');
}
