import { type DomainError, invalid, notFound, unauthenticated } from '@countersign/errors';

/** The application did not prove who it is, is unknown or switched off: all answer alike (RFC 6749 5.2 `invalid_client`). */
export function invalidClient(options?: ErrorOptions): DomainError {
  return unauthenticated('OAUTH_INVALID_CLIENT', 'the application did not prove who it is', options);
}

/** A parameter is missing, doubled or malformed (RFC 6749 5.2 `invalid_request`). `detail` names it. */
export function invalidRequest(detail: string): DomainError {
  return invalid('OAUTH_INVALID_REQUEST', detail);
}

/** A code or refresh token is unknown, used, over, or somebody else's (RFC 6749 5.2 `invalid_grant`). */
export function invalidGrant(detail = 'the code or token is not valid'): DomainError {
  return invalid('OAUTH_INVALID_GRANT', detail);
}

/** A scope is unknown, or not what may be asked for here (RFC 6749 5.2 `invalid_scope`). */
export function invalidScope(detail = 'this scope is not given here'): DomainError {
  return invalid('OAUTH_INVALID_SCOPE', detail);
}

/** The application is not registered for what it asks for (RFC 6749 5.2 `unauthorized_client`). */
export function unauthorisedClient(detail = 'the application is not registered for this'): DomainError {
  return invalid('OAUTH_UNAUTHORISED_CLIENT', detail);
}

/** A proof of possession is missing, or by another key (RFC 9449 5 `invalid_dpop_proof`). */
export function invalidDpop(detail = 'a proof of possession of the right key is missing'): DomainError {
  return invalid('OAUTH_INVALID_DPOP', detail);
}

/** No such application, or it was switched off: told to the user, never by a redirect (RFC 6749 4.1.2.1). */
export function clientUnknown(): DomainError {
  return invalid('OAUTH_CLIENT_UNKNOWN', 'no such application');
}

/** What was granted to the application is over: ended, expired, or the application was switched off. */
export function grantEnded(): DomainError {
  return unauthenticated('GRANT_ENDED', 'what was granted to the application has ended; authorise anew');
}

/** No such grant, or somebody else's. */
export function grantNotFound(): DomainError {
  return notFound('GRANT_NOT_FOUND', 'no such grant');
}
