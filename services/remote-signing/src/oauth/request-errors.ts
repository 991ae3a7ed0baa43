import { conflict, DomainError, invalid, notFound } from '@countersign/errors';

/** The redirect URI is not one of the application's: told to the user, never by a redirect (RFC 6749 4.1.2.1). */
export function redirectUriInvalid(detail: string): DomainError {
  return invalid('OAUTH_REDIRECT_URI_INVALID', detail);
}

/** A request URI is unknown, used, over, or another application's: told to the user, never by a redirect. */
export function requestUriInvalid(): DomainError {
  return invalid(
    'OAUTH_REQUEST_URI_INVALID',
    'this request was used, is over, or is not that of the application; begin anew there',
  );
}

/** Something else than a code is asked for (RFC 6749 4.1.2.1 `unsupported_response_type`). */
export function unsupportedResponseType(): DomainError {
  return invalid('OAUTH_UNSUPPORTED_RESPONSE_TYPE', 'Invalid parameter response_type: must be code');
}

/** authorization_details are not what may be asked for (RFC 9396 5 `invalid_authorization_details`). */
export function invalidAuthorisationDetails(detail: string): DomainError {
  return invalid('OAUTH_INVALID_AUTHORISATION_DETAILS', detail);
}

/** Faults of which an application is told by a redirect, by their error codes. */
const codes: Readonly<Record<string, string>> = {
  OAUTH_INVALID_REQUEST: 'invalid_request',
  OAUTH_INVALID_SCOPE: 'invalid_scope',
  OAUTH_UNAUTHORISED_CLIENT: 'unauthorized_client',
  OAUTH_UNSUPPORTED_RESPONSE_TYPE: 'unsupported_response_type',
  OAUTH_INVALID_AUTHORISATION_DETAILS: 'invalid_authorization_details',
};

/** The code by which an application is told of a fault in a redirect; undefined for what it is not told of so. */
export function redirectCodeOf(error: unknown): string | undefined {
  if (!(error instanceof DomainError)) return undefined;
  return Object.hasOwn(codes, error.reason) ? codes[error.reason] : undefined;
}

/** No such request, or whoever asks does not hold its secret, or it is over. */
export function authorisationRequestNotFound(): DomainError {
  return notFound('AUTHORISATION_REQUEST_NOT_FOUND', 'no such request; begin anew in the application');
}

/** The request is not where this is possible. */
export function authorisationRequestWrongState(): DomainError {
  return conflict(
    'AUTHORISATION_REQUEST_WRONG_STATE',
    'this request was answered before; begin anew in the application',
  );
}
