import {
  type Check,
  checksOf,
  expectError,
  expectObject,
  expectThat,
  invalidRequest,
  partOf,
  textOf,
  textsOf,
} from '../check.ts';

const always = ['name', 'logo', 'region', 'lang', 'description'];

/** `info`, and what holds for every method. */
export const infoChecks: readonly Check[] = [
  ...checksOf('info', [1, 2], {
    'says who provides the service, and which methods it has': async (world) => {
      const info = await world.info();
      for (const name of always) textOf(info, name);
      expectThat(String(info['description']).length <= 255, 'description has at most 255 characters');
      expectThat(/^[A-Z]{2}$/.test(String(info['region'])), 'region is a country of two letters (ISO 3166-1)');
      const methods = textsOf(info, 'methods');
      for (const method of ['credentials/list', 'credentials/info', 'signatures/signHash']) {
        expectThat(methods.includes(method), `methods must hold ${method}`);
      }
      const types = textsOf(info, 'authType');
      expectThat(types.length > 0, 'authType must name how to authenticate');
      const isNamed = typeof info['oauth2'] === 'string' || typeof info['oauth2Issuer'] === 'string';
      expectThat(!types.some((type) => type.startsWith('oauth2')) || isNamed, 'oauth2 must name the server');
    },
    'is answered without a token, and an unknown language changes nothing': async (world) => {
      const info = expectObject(await world.call('info', { lang: 'xx-XX' }));
      expectThat(textOf(info, 'specs') === textOf(await world.info(), 'specs'), 'specs must be the same');
    },
    'refuses a language that is no text': async (world) => {
      expectError(await world.call('info', { lang: 1 }), invalidRequest);
    },
  }),
  ...checksOf('info', [1], {
    'speaks version 1.0.4.0': async (world) => {
      expectThat(textOf(await world.info(), 'specs') === '1.0.4.0', 'specs must be 1.0.4.0');
    },
  }),
  ...checksOf('info', [2], {
    'speaks version 2, and says what it signs': async (world) => {
      const info = await world.info();
      expectThat(/^2(\.\d+){3}$/.test(textOf(info, 'specs')), 'specs must be a version 2 in four numbers');
      textsOf(partOf(info, 'signAlgorithms'), 'algos');
      const formats = textsOf(partOf(info, 'signature_formats'), 'formats');
      expectThat(
        formats.every((format) => ['C', 'X', 'P', 'J'].includes(format)),
        'formats must be of C, X, P and J',
      );
      textsOf(info, 'conformance_levels');
    },
    'says which kinds of hashes may be authorised (2.2)': async (world) => {
      const info = await world.info();
      if (!textOf(info, 'specs').startsWith('2.2')) return;
      expectThat(textsOf(info, 'supportedHashTypes').includes('dtbsr'), 'supportedHashTypes must hold dtbsr');
      expectThat(typeof info['supportsRar'] === 'boolean', 'supportsRar must be a boolean');
    },
  }),
  ...checksOf('every method', [1, 2], {
    'that is not listed answers 501': async (world) => {
      const { status } = await world.call('credentials/neverHeardOf', {});
      expectThat(status === 501 || status === 404, `expected 501 or 404, got ${status}`);
    },
    'that takes a password of the user is not offered, or refuses a wrong one': async (world) => {
      const authorization = `Basic ${Buffer.from('nobody:wrong').toString('base64')}`;
      const answer = await world.call('auth/login', {}, { headers: { authorization } });
      const error = ['authentication_error', 'invalid_request'];
      if (answer.status !== 404) expectError(answer, { status: [400, 401, 501], error });
    },
    'refuses a body that is no JSON': async (world) => {
      const { accessToken: token } = await world.service();
      expectError(await world.call('credentials/list', '{"credentialID": ', { token }), invalidRequest);
    },
    'refuses a missing, a malformed and an unknown token': async (world) => {
      const unauthorised = { status: [400, 401], error: ['invalid_request', 'invalid_token', 'access_denied'] };
      expectError(await world.call('credentials/list', {}), unauthorised);
      for (const authorization of ['Bearer', 'Bearer ?', 'Token abc', 'Basic YTpi']) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/list', {}, { headers: { authorization } }), unauthorised);
      }
      expectError(await world.call('credentials/list', {}, { token: 'abcdef' }), { ...unauthorised, status: 401 });
    },
    'refuses client data that is no text': async (world) => {
      const { accessToken: token } = await world.service();
      const { id } = await world.credential();
      expectError(await world.call('credentials/info', { credentialID: id, clientData: 7 }, { token }), invalidRequest);
    },
  }),
];
