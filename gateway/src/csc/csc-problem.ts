import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Problem, WrittenProblem } from '../plugins/problem.ts';
import { closed, said } from '../schemas.ts';
import { digestsMember, hashMember } from './algorithms.ts';
import type { CscMethod, CscVersion } from './call.ts';
import { cscTexts } from './csc-texts.ts';

/** The body of every error (CSC API 10.2), for the OpenAPI document. */
export const CscErrorSchema = closed(
  {
    error: said('Error of the standard.', 'invalid_request'),
    error_description: said('Sentence of the standard.', 'Invalid parameter credentialID'),
    error_code: Type.Optional(
      said('Our own reason, beyond the standard, that programs may branch on.', 'CREDENTIAL_NOT_FOUND'),
    ),
  },
  { title: 'CscError', description: 'Why the request failed.' },
);

interface Place {
  version: CscVersion;
  method: CscMethod | undefined;
}

interface Row {
  /** 400 when absent. */
  status?: number;
  /** `invalid_request` when absent. */
  error?: string;
  text: string;
}

type Entry = Row | ((place: Place, detail: string) => Row);

const invalidParameter = (name: string): Row => ({ text: cscTexts.invalid(name) });
/** A factor that was not right: version 1 knows one-time passwords only. */
const factorRefused = ({ version }: Place): Row =>
  version === 1
    ? { error: 'invalid_otp', text: cscTexts.otpInvalid }
    : { error: 'invalid_authentication_data', text: cscTexts.authDataInvalid };
const approvalRefused: Row = { error: 'invalid_authentication_data', text: cscTexts.authDataInvalid };
/** A factor that was named wrongly where it is asked, or given wrongly where it authorises. */
const factorUnknown = (place: Place): Row =>
  place.method === 'credentials/getChallenge' || place.method === 'credentials/sendOTP'
    ? invalidParameter(place.version === 1 ? 'credentialID' : 'authObjectID')
    : factorRefused(place);
/** CSC API 11.11: the one error that the standard answers with 403. */
const invalidHash: Row = { status: 403, error: 'invalid_hash', text: cscTexts.documentNotAuthorised };
const accessDenied = (_: Place, detail: string): Row => ({ error: 'access_denied', text: detail });
const tooEarly = (_: Place, detail: string): Row => ({ status: 429, error: 'temporarily_unavailable', text: detail });
/** One sentence, unless the façade had reason to say another one of the standard. */
const unless =
  (usual: string, ...others: readonly string[]) =>
  (_: Place, detail: string): Row => ({ text: others.includes(detail) ? detail : usual });
const missingDigests = ([1, 2] as const).map((version) => cscTexts.missingArray(digestsMember(version)));
const documentsInvalid: Row = { text: cscTexts.invalidDocuments };
const tokenInvalid: Row = { status: 401, error: 'invalid_token', text: cscTexts.invalidToken };
const tokenExpired: Row = { status: 401, error: 'expired_token', text: cscTexts.expiredToken };
const notPermitted: Row = { error: 'unauthorized_client', text: cscTexts.clientNotPermitted };

/** Our reasons in the words of the standard. */
const rows: Readonly<Record<string, Entry>> = {
  // Tokens.
  AUTHENTICATION_REQUIRED: { status: 401, error: 'invalid_token', text: cscTexts.missingToken },
  BEARER_MALFORMED: { text: cscTexts.malformedAuthorization },
  TOKEN_INVALID: tokenInvalid,
  TOKEN_OUTDATED: tokenExpired,
  TOKEN_EXPIRED: tokenExpired,
  GRANT_ENDED: tokenExpired,
  OAUTH_INVALID_DPOP: (_, detail) => ({ status: 401, error: 'invalid_token', text: detail }),
  INSUFFICIENT_USER_AUTHENTICATION: (_, detail) => ({ status: 401, error: 'invalid_token', text: detail }),
  CLIENT_NOT_PERMITTED: notPermitted,
  CLIENT_DISABLED: notPermitted,
  EXPLICIT_AUTHORISATION_OFF: notPermitted,
  // Credentials.
  USER_NOT_EXPECTED: ({ method }) => ({
    text: method === 'signatures/signPolling' ? cscTexts.userNotExpectedInPolling : cscTexts.userNotExpected,
  }),
  USER_REQUIRED: { text: cscTexts.missingString('userID') },
  CREDENTIAL_NOT_FOUND: invalidParameter('credentialID'),
  CREDENTIAL_NOT_ACTIVE: unless(cscTexts.disabled, cscTexts.expired),
  CREDENTIAL_WRONG_STATE: { text: cscTexts.disabled },
  PAGE_TOKEN_INVALID: invalidParameter('pageToken'),
  VALIDATION_OUTDATED: accessDenied,
  // Authorisations.
  AUTHENTICATOR_NOT_FOUND: factorUnknown,
  AUTHENTICATOR_WRONG_STATE: factorUnknown,
  AUTHENTICATOR_EXPIRED: factorUnknown,
  FACTOR_REQUIRED: factorUnknown,
  CHALLENGE_NOT_FOUND: factorUnknown,
  CHALLENGE_ANSWERED: factorUnknown,
  FACTOR_HAS_NO_CHALLENGE: factorUnknown,
  FACTOR_NOT_PERMITTED: factorUnknown,
  FACTORS_INVALID: (place, detail) =>
    detail === cscTexts.pinInvalid ? { error: 'invalid_pin', text: detail } : factorRefused(place),
  DESCRIPTION_INVALID: invalidParameter('description'),
  CODE_REFUSED: factorRefused,
  CHALLENGE_EXPIRED: factorRefused,
  ATTEMPTS_EXHAUSTED: { text: cscTexts.locked },
  SIGNATURES_INVALID: unless(cscTexts.countTooHigh, cscTexts.countInvalid, ...missingDigests),
  TOO_MANY_DIGESTS: { text: cscTexts.countTooHigh },
  RESEND_TOO_EARLY: tooEarly,
  PIN_SENDS_EXHAUSTED: tooEarly,
  POLLING_TOO_FAST: tooEarly,
  APPROVAL_NOT_FOUND: invalidParameter('handle'),
  APPROVAL_EXPIRED: invalidParameter('handle'),
  APPROVAL_DENIED: approvalRefused,
  ACTIVATION_INVALID: invalidParameter('SAD'),
  ACTIVATION_USED: invalidParameter('SAD'),
  ACTIVATION_EXPIRED: { text: cscTexts.sadExpired },
  // Signatures.
  DIGEST_INVALID: unless(cscTexts.hashLength, cscTexts.countTooHigh, ...missingDigests),
  DIGESTS_NOT_AUTHORISED: ({ method }) =>
    method === 'signatures/signDoc' ? invalidHash : { text: cscTexts.hashNotAuthorised },
  SIGN_ALGORITHM_MISMATCH: ({ version, method }) =>
    invalidParameter(method === 'credentials/extendTransaction' ? hashMember(version) : 'signAlgo'),
  RESPONSE_URI_INVALID: invalidParameter('response_uri'),
  RESPONSE_VALIDITY_INVALID: { text: cscTexts.outOfBounds('validity_period') },
  RESPONSE_NOT_FOUND: invalidParameter('requestID'),
  NONCE_INVALID: invalidParameter('nonce'),
  // Documents.
  DOCUMENT_NOT_AUTHORISED: invalidHash,
  DOCUMENT_NOT_FOUND: documentsInvalid,
  DOCUMENT_INVALID: documentsInvalid,
  DOCUMENT_TOO_LARGE: documentsInvalid,
  SIGNATURE_INTERRUPTED: (_, detail) => ({ status: 500, error: 'server_error', text: detail }),
};

/** Statuses for which HTTP has a word that the standard does not speak of, beside those that it does. */
const kept: ReadonlySet<number> = new Set([400, 401, 405, 408, 413, 415, 429, 500, 501, 503]);

/** A problem as the CSC API tells it (10.2), with our own reason beside it. */
export function toCscProblem({ status, code, detail }: Problem, request: FastifyRequest): WrittenProblem {
  const { version, method } = request.routeOptions.config?.csc ?? { version: 2 as const };
  const row = findRow(code, { version, method }, detail) ?? toRow(status, detail);
  const shown = row.status ?? 400;
  return {
    status: shown,
    headers: shown === 401 ? { 'www-authenticate': challenge(code, request) } : {},
    type: 'application/json',
    body: { error: row.error ?? 'invalid_request', error_description: row.text, error_code: code },
  };
}

function findRow(code: string, place: Place, detail: string): Row | undefined {
  const entry = rows[code];
  return typeof entry === 'function' ? entry(place, detail) : entry;
}

/** What the standard has no sentence for. */
function toRow(status: number, detail: string): Row {
  if (status === 500) return { status, error: 'server_error', text: 'The server encountered an unexpected condition' };
  if (status === 503 || status === 504 || status === 429)
    return { status, error: 'temporarily_unavailable', text: detail };
  if (status === 401) return { ...tokenInvalid };
  if (status === 403) return { error: 'access_denied', text: detail };
  return { status: kept.has(status) ? status : 400, text: detail };
}

/** RFC 6750 3, RFC 9449 7.1. */
function challenge(code: string, { headers }: FastifyRequest): string {
  const scheme = /^dpop /i.test(headers.authorization ?? '') ? 'DPoP' : 'Bearer';
  if (code === 'AUTHENTICATION_REQUIRED') return `${scheme} realm="countersign"`;
  const error = code === 'OAUTH_INVALID_DPOP' ? 'invalid_dpop_proof' : 'invalid_token';
  return `${scheme} realm="countersign", error="${error}"`;
}
