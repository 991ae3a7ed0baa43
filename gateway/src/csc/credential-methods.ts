import { notFound } from '@countersign/errors';
import type { ApplicationCredential } from '@countersign/proto/signing-application';
import { getPart, orAbsent } from '../json.ts';
import type { CscCall, CscHandler, MethodDeps } from './call.ts';
import { type CredentialWish, readCredentialWish, toCredentialV1, toCredentialV2 } from './credential-json.ts';
import { cscTexts } from './csc-texts.ts';
import { type Fields, findFields, invalidParameter, parameterFault } from './fields.ts';

/** Credentials that one answer holds, and at most in version 2, which has no pages. */
const pageSize = 100;
const mostPages = 10;

const idOf = (given: ApplicationCredential) => getPart(given.credential, 'credential').id;

/** credentials/list (CSC API 11.4; in version 1 in pages). */
export function createListMethod({ applications }: MethodDeps): CscHandler {
  return async (call) => {
    const { version, fields } = call;
    const userId = readUser(call);
    if (version === 1) {
      const { credentials, nextPageToken } = await applications.listApplicationCredentials({
        userId,
        onlyValid: false,
        pageSize: readMaxResults(fields),
        pageToken: fields.optionalString('pageToken') ?? '',
      });
      const next = orAbsent(nextPageToken);
      const body = { credentialIDs: credentials.map(idOf), ...(next === undefined ? {} : { nextPageToken: next }) };
      return { status: 200, body };
    }
    const wish = readCredentialWish(fields);
    const withInfo = fields.flag('credentialInfo');
    const onlyValid = fields.flag('onlyValid');
    const all: ApplicationCredential[] = [];
    let pageToken = '';
    for (let page = 0; page < mostPages; page += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const found = await applications.listApplicationCredentials({ userId, onlyValid, pageSize, pageToken });
      all.push(...found.credentials);
      pageToken = found.nextPageToken;
      if (pageToken === '') break;
    }
    return {
      status: 200,
      body: {
        credentialIDs: all.map(idOf),
        ...(withInfo ? { credentialInfos: all.map((each) => withId(each, wish)) } : {}),
        ...(onlyValid ? { onlyValid } : {}),
      },
    };
  };
}

function withId(given: ApplicationCredential, wish: CredentialWish) {
  return { credentialID: idOf(given), ...toCredentialV2(given, wish) };
}

/** Whose credentials are asked for: a token that has a user names him already (CSC API 11.4). */
function readUser({ fields, bearer }: CscCall): string {
  if (bearer.claims.scope !== 'application') {
    if (fields.has('userID')) throw parameterFault(cscTexts.userNotExpected);
    return '';
  }
  const userId = fields.string('userID');
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(userId)) throw invalidParameter('userID');
  return userId;
}

function readMaxResults(fields: Fields): number {
  const given = fields.optionalInteger('maxResults') ?? pageSize;
  if (given < 1) throw invalidParameter('maxResults');
  // More than we give in one answer is no fault: there is another page.
  return Math.min(given, pageSize);
}

/** credentials/info (CSC API 11.5). */
export function createInfoMethod({ applications }: MethodDeps): CscHandler {
  return async ({ version, fields }) => {
    const credentialId = fields.string('credentialID');
    const wish = readCredentialWish(fields);
    const { credential } = await applications.getApplicationCredential({ credentialId });
    const found = getPart(credential, 'credential');
    return { status: 200, body: version === 1 ? toCredentialV1(found, wish) : toCredentialV2(found, wish) };
  };
}

/** credentials/create (CSC API 2.2, 11.4). What is made was said in the authorisation, which the token stands for. */
export function createCreateMethod({ applications }: MethodDeps): CscHandler {
  return async ({ fields }) => {
    const request = fields.raw('credentialCreationRequest');
    if (request !== undefined && findFields(request) === undefined) throw invalidParameter('credentialCreationRequest');
    const wish = readCredentialWish(fields);
    const withInfo = fields.flag('credentialInfo');
    const { credential } = await applications.createApplicationCredential({});
    const made = getPart(credential, 'credential');
    return { status: 201, body: withInfo ? withId(made, wish) : { credentialID: idOf(made) } };
  };
}

/** credentials/delete (CSC API 2.2, 11.5): the one credential that the token was made for. */
export function createDeleteMethod({ applications }: MethodDeps): CscHandler {
  return async ({ fields, bearer }) => {
    const credentialId = fields.string('credentialID');
    if (credentialId !== bearer.claims.credential_id) throw notFound('CREDENTIAL_NOT_FOUND', 'no such credential');
    await applications.deleteApplicationCredential({ credentialId });
    return { status: 204 };
  };
}
