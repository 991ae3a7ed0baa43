import { revoke } from '../oauth/revocation.ts';
import type { CscHandler, MethodDeps } from './call.ts';

/** auth/revoke (CSC API 11.3): ends a token of the application whose token the call carries. */
export function createRevokeMethod({ oauth, tokens }: MethodDeps): CscHandler {
  return async ({ fields, bearer }) => {
    const token = fields.string('token');
    // Only a hint (RFC 7009 2.1): what the token is shows itself.
    fields.optionalString('token_type_hint');
    const authentication = { clientId: bearer.claims.client_id, clientSecret: '', basic: false, assertion: '' };
    await revoke({ oauth, tokens }, { authentication, byToken: true, token });
    return { status: 204 };
  };
}
