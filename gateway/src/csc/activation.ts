import { forbidden, notFound } from '@countersign/errors';
import { getPart } from '../json.ts';
import type { ApplicationToken, ApplicationTokens } from '../oauth/application-token.ts';
import type { CscCall } from './call.ts';

/** What a call may sign with. */
interface Activation {
  token: ApplicationToken;
  credentialId: string;
  /** Handle of the signer. */
  handle: string;
}

/**
 * Takes the signature activation data of a call: the token of the call itself where it is one, otherwise `SAD` of the body,
 * and from then on the calls of the request carry it, so that the signer sees user and application. `credentialID` must
 * be the one that it was made for; where `credentialIsOptional`, it may be left out. Throws ACTIVATION_INVALID,
 * ACTIVATION_EXPIRED, CREDENTIAL_NOT_FOUND or REQUEST_INVALID.
 */
export async function takeActivation(
  { fields, bearer, request }: CscCall,
  tokens: ApplicationTokens,
  { credentialIsOptional = false } = {},
): Promise<Activation> {
  const isOwn = bearer.claims.scope === 'credential';
  const given = isOwn ? fields.optionalString('SAD') : fields.string('SAD');
  const sad = isOwn ? bearer : await tokens.read(given ?? '', bearer);
  const isOfBearer = isOwn
    ? given === undefined || given === bearer.token
    : bearer.claims.scope === 'application' || sad.claims.sub === bearer.claims.sub;
  if (!isOfBearer) {
    throw forbidden('ACTIVATION_INVALID', 'the signature activation data is not of the user of the access token');
  }
  if (!isOwn) await tokens.carry(request, sad);
  const credentialId = credentialIsOptional ? fields.optionalString('credentialID') : fields.string('credentialID');
  const made = getPart(sad.claims.credential_id, 'credential_id');
  if (credentialId !== undefined && credentialId !== made) {
    throw notFound('CREDENTIAL_NOT_FOUND', 'no such credential');
  }
  return { token: sad, credentialId: made, handle: getPart(sad.claims.sad, 'sad') };
}
