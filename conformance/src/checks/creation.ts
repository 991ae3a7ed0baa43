import { type Check, checksOf, expectError, expectObject, expectThat, NotOffered, textOf } from '../check.ts';
import type { World } from '../world.ts';

const creation = 'https://cloudsignatureconsortium.org/2025/credential-creation';
const deletion = 'https://cloudsignatureconsortium.org/2025/credential-deletion';

/** A token for one thing to be done with credentials, as a rich authorisation request asks for it (RFC 9396). */
async function allow(world: World, details: Readonly<Record<string, unknown>>): Promise<string> {
  const token = await world.applicant.obtain(world.version, [['authorization_details', JSON.stringify([details])]]);
  return token.accessToken;
}

const refused = {
  status: [400, 401, 403],
  error: ['invalid_request', 'invalid_token', 'access_denied', 'unauthorized_client'],
} as const;

/** `credentials/create` and `credentials/delete` (2.2). */
export const creationChecks: readonly Check[] = [
  ...checksOf('credentials/create', [2], {
    'is refused to a token that was given for something else': async (world) => {
      await world.requireMethod('credentials/create');
      const { accessToken: token } = await world.service();
      expectError(await world.call('credentials/create', { credentialCreationRequest: {} }, { token }), refused);
    },
    'creates a credential that the user agreed to, and deletes one when he agrees to that': async (world) => {
      await world.requireMethod('credentials/create');
      await world.requireMethod('credentials/delete');
      const { accessToken: service } = await world.service();
      const token = await allow(world, { type: creation, credentialCreationRequest: {} });
      const made = await world.call('credentials/create', { credentialCreationRequest: {} }, { token });
      if (made.status === 503) throw new NotOffered('the server cannot create credentials now');
      const id = textOf(expectObject(made, 201), 'credentialID');
      expectObject(await world.call('credentials/info', { credentialID: id }, { token: service }));
      expectError(await world.call('credentials/delete', { credentialID: id }, { token: service }), refused);
      const end = await allow(world, { type: deletion, credentialID: id });
      const other = (await world.credential()).id;
      expectError(await world.call('credentials/delete', { credentialID: other }, { token: end }), refused);
      const { status } = await world.call('credentials/delete', { credentialID: id }, { token: end });
      expectThat(status === 204, `expected 204, got ${status}`);
    },
  }),
];
