import { X509Certificate } from 'node:crypto';
import {
  type Check,
  checksOf,
  expectError,
  expectObject,
  expectThat,
  invalidRequest,
  partOf,
  saying,
  textOf,
  textsOf,
} from '../check.ts';

const curves: Readonly<Record<string, string>> = {
  prime256v1: '1.2.840.10045.3.1.7',
  secp384r1: '1.3.132.0.34',
  secp521r1: '1.3.132.0.35',
};

/** What credentials there are, and what they tell of themselves. */
export const credentialChecks: readonly Check[] = [
  ...checksOf('credentials/list', [1, 2], {
    'refuses a user when the token is a user’s': async (world) => {
      const { accessToken: token } = await world.service();
      expectError(await world.call('credentials/list', { userID: 'somebody' }, { token }), invalidRequest);
    },
    'refuses a body that is no object': async (world) => {
      const { accessToken: token } = await world.service();
      for (const body of [[], 'text', 7]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/list', JSON.stringify(body), { token }), invalidRequest);
      }
    },
  }),
  ...checksOf('credentials/list', [1], {
    'lists page by page': async (world) => {
      const { accessToken: token } = await world.service();
      const page = expectObject(await world.call('credentials/list', { maxResults: 1 }, { token }));
      expectThat(textsOf(page, 'credentialIDs').length <= 1, 'a page must hold no more than was asked for');
      for (const maxResults of ['1', 0, -1, 1.5]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/list', { maxResults }, { token }), invalidRequest);
      }
      expectError(await world.call('credentials/list', { pageToken: 'unknown' }, { token }), invalidRequest);
    },
  }),
  ...checksOf('credentials/list', [2], {
    'shows credentials with their certificates where it is asked to': async (world) => {
      const { accessToken: token } = await world.service();
      const asked = { credentialInfo: true, certificates: 'single', certInfo: true, authInfo: true, onlyValid: true };
      const listed = expectObject(await world.call('credentials/list', asked, { token }));
      const infos = listed['credentialInfos'];
      expectThat(Array.isArray(infos), 'credentialInfos must be a list');
      const ids = textsOf(listed, 'credentialIDs');
      expectThat(infos.length === ids.length, 'there must be one for each credential');
      for (const info of infos as Record<string, unknown>[]) {
        textOf(info, 'credentialID');
        expectThat(textsOf(partOf(info, 'cert'), 'certificates').length === 1, 'single asks for one certificate');
      }
    },
    'refuses words and kinds that there are not': async (world) => {
      const { accessToken: token } = await world.service();
      const wrong = [{ certificates: 'all' }, { certificates: 1 }, { credentialInfo: 'true' }, { onlyValid: 1 }];
      for (const body of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/list', body, { token }), invalidRequest);
      }
    },
  }),
  ...checksOf('credentials/info', [1, 2], {
    'shows the key and a certificate of it': async (world) => {
      const { info, certificate, keyIsRsa } = await world.credential();
      const [key, cert] = [partOf(info, 'key'), partOf(info, 'cert')];
      expectThat(typeof key['len'] === 'number', 'key.len must be a number');
      const details = certificate.publicKey.asymmetricKeyDetails;
      if (keyIsRsa) expectThat(key['len'] === details?.modulusLength, 'key.len must be that of the certificate');
      else {
        const curve = curves[details?.namedCurve ?? ''];
        expectThat(key['curve'] === curve, `key.curve must be ${curve ?? 'that of the certificate'}`);
      }
      const serial = textOf(cert, 'serialNumber').toLowerCase().replace(/^0+/, '');
      const own = certificate.serialNumber.toLowerCase().replace(/^0+/, '');
      expectThat(serial === own, 'cert.serialNumber must be that of the certificate, hexadecimal');
      for (const [name, at] of [
        ['validFrom', certificate.validFrom],
        ['validTo', certificate.validTo],
      ] as const) {
        const expected = `${new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
        expectThat(textOf(cert, name) === expected, `cert.${name} must be ${expected}`);
      }
      textOf(cert, 'issuerDN');
      textOf(cert, 'subjectDN');
    },
    'shows a chain in which each certificate is issued by the next': async (world) => {
      const { info } = await world.credential();
      const chain = textsOf(partOf(info, 'cert'), 'certificates').map(
        (each) => new X509Certificate(Buffer.from(each, 'base64')),
      );
      for (const [index, certificate] of chain.slice(0, -1).entries()) {
        const issuer = chain[index + 1];
        expectThat(issuer !== undefined && certificate.verify(issuer.publicKey), 'the chain must be in order');
      }
    },
    'says how many signatures one authorisation covers, and what it takes': async (world) => {
      const { info } = await world.credential();
      expectThat(Number.isInteger(info['multisign']) && Number(info['multisign']) >= 1, 'multisign must be 1 or more');
      expectThat(info['SCAL'] === '1' || info['SCAL'] === '2', 'SCAL must be "1" or "2"');
    },
    'gives no certificates where none are wanted': async (world) => {
      const { accessToken: token } = await world.service();
      const { id } = await world.credential();
      const none = expectObject(
        await world.call('credentials/info', { credentialID: id, certificates: 'none' }, { token }),
      );
      expectThat(partOf(none, 'cert')['certificates'] === undefined, 'none asks for no certificates');
    },
    'refuses what is missing, unknown or of another kind': async (world) => {
      const { accessToken: token } = await world.service();
      const { id } = await world.credential();
      const says = saying('credentialID');
      expectError(await world.call('credentials/info', {}, { token }), says);
      expectError(await world.call('credentials/info', { credentialID: 7 }, { token }), says);
      expectError(await world.call('credentials/info', { credentialID: 'unknown' }, { token }), says);
      const wrong = [{ certificates: 'all' }, { certInfo: 'yes' }, { authInfo: 1 }];
      for (const more of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/info', { credentialID: id, ...more }, { token }), invalidRequest);
      }
    },
  }),
  ...checksOf('credentials/info', [1], {
    'describes how to authorise by authMode, PIN and OTP': async (world) => {
      const { info } = await world.credential();
      expectThat(
        ['implicit', 'explicit', 'oauth2code'].includes(textOf(info, 'authMode')),
        'authMode must be implicit, explicit or oauth2code',
      );
    },
  }),
  ...checksOf('credentials/info', [2], {
    'describes how to authorise by auth': async (world) => {
      const { info } = await world.credential();
      expectThat(
        ['explicit', 'oauth2code'].includes(textOf(partOf(info, 'auth'), 'mode')),
        'auth.mode must be explicit or oauth2code',
      );
    },
  }),
];
