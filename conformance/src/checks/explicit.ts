import { randomUUID } from 'node:crypto';
import {
  type Check,
  checksOf,
  expectError,
  expectObject,
  expectThat,
  invalidRequest,
  NotOffered,
  partOf,
  saying,
  textOf,
  textsOf,
} from '../check.ts';
import { type Content, contentOf, findAuthObject, sha256Oid, type World } from '../world.ts';
import { expectSignatures, pause, pollMs, sadRefused } from './signing.ts';

type Body = Record<string, unknown>;

/** The body of `credentials/authorize` without factors, in the names of the version. */
async function authorising(world: World, contents: readonly Content[], change: Body = {}): Promise<Body> {
  const { id } = await world.explicitCredential();
  const hashes = contents.map(({ hash }) => hash);
  const body: Body = {
    credentialID: id,
    numSignatures: contents.length,
    [world.version === 1 ? 'hash' : 'hashes']: hashes,
    ...(world.version === 1 ? {} : { hashAlgorithmOID: sha256Oid }),
    ...change,
  };
  for (const [name, value] of Object.entries(change)) if (value === undefined) delete body[name];
  return body;
}

/** A factor that the person of the suite can answer, in the names of the version. */
async function collectFactor(world: World): Promise<Body> {
  const { answer } = world.settings.person;
  const { id, info } = await world.explicitCredential();
  const { accessToken: token } = await world.explicitService();
  if (answer === undefined) throw new NotOffered('nobody answers for factors');
  if (world.version === 1) {
    const otp = partOf(info, 'OTP');
    if (otp['type'] === 'online') {
      const sent = await world.call('credentials/sendOTP', { credentialID: id }, { token });
      expectThat([200, 204].includes(sent.status), `sendOTP must answer 204, got ${sent.status}`);
    }
    return { OTP: await answer(otp, '') };
  }
  const asked = findAuthObject(info, 'ChallengeResponse');
  if (asked === undefined) throw new NotOffered('no factor answers a challenge');
  const authObjectID = textOf(asked, 'id');
  const given = await world.call('credentials/getChallenge', { credentialID: id, authObjectID }, { token });
  expectThat([200, 204].includes(given.status), `getChallenge must answer 200 or 204, got ${given.status}`);
  const challenge = given.status === 200 ? textOf(expectObject(given), 'challenge') : '';
  return { authData: [{ id: authObjectID, value: await answer(asked, challenge) }] };
}

/** Has signatures authorised by a factor that the application collects. */
async function authorise(world: World, contents: readonly Content[], change: Body = {}): Promise<string> {
  const { accessToken: token } = await world.explicitService();
  const body = await authorising(world, contents, { ...change, ...(await collectFactor(world)) });
  const given = expectObject(await world.call('credentials/authorize', body, { token }));
  expectThat(Number.isInteger(given['expiresIn']), 'expiresIn must be a number');
  return textOf(given, 'SAD');
}

/** Factors of no use, in the names of the version. */
const useless = (world: World): Body =>
  world.version === 1 ? { OTP: '000000' } : { authData: [{ id: 'unknown', value: '000000' }] };

/** `credentials/authorize` and what leads to it. */
export const explicitChecks: readonly Check[] = [
  ...checksOf('credentials/authorize', [1, 2], {
    'authorises by a factor, and what is signed with it verifies': async (world) => {
      const content = contentOf(`explicitly ${randomUUID()}`);
      const sad = await authorise(world, [content]);
      const { accessToken: token } = await world.explicitService();
      const body = await world.signing([content.hash], sad);
      const signed = expectObject(await world.call('signatures/signHash', body, { token }));
      expectSignatures(await world.explicitCredential(), [content], textsOf(signed, 'signatures'));
    },
    'refuses a credential that is missing or unknown': async (world) => {
      const { accessToken: token } = await world.explicitService();
      const content = contentOf('refused');
      for (const credentialID of [undefined, 7, 'unknown']) {
        // oxlint-disable-next-line no-await-in-loop
        const body = await authorising(world, [content], { credentialID, ...useless(world) });
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/authorize', body, { token }), saying('credentialID'));
      }
    },
    'refuses a number of signatures that is missing, no number, or out of bounds': async (world) => {
      const { accessToken: token } = await world.explicitService();
      const { info } = await world.explicitCredential();
      const tooMany = Number(info['multisign']) + 1;
      for (const numSignatures of [undefined, '1', 0, -1, 1.5, tooMany]) {
        // oxlint-disable-next-line no-await-in-loop
        const body = await authorising(world, [contentOf('refused')], { numSignatures, ...useless(world) });
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/authorize', body, { token }), invalidRequest);
      }
    },
    'refuses more hashes than signatures, and hashes that are none': async (world) => {
      const { accessToken: token } = await world.explicitService();
      const name = world.version === 1 ? 'hash' : 'hashes';
      const { hash } = contentOf('refused');
      for (const hashes of [[hash, contentOf('another').hash], ['%%%'], [hash.slice(4)], hash, [7]]) {
        // oxlint-disable-next-line no-await-in-loop
        const body = await authorising(world, [contentOf('refused')], { [name]: hashes, ...useless(world) });
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/authorize', body, { token }), invalidRequest);
      }
    },
    'refuses a wrong code, and gives no SAD': async (world) => {
      const { accessToken: token } = await world.explicitService();
      const { info } = await world.explicitCredential();
      const asked = world.version === 1 ? undefined : findAuthObject(info, 'ChallengeResponse');
      const wrong = asked === undefined ? useless(world) : { authData: [{ id: textOf(asked, 'id'), value: '000000' }] };
      const body = await authorising(world, [contentOf('refused')], wrong);
      const answer = await world.call('credentials/authorize', body, { token });
      const error =
        world.version === 1 ? ['invalid_otp', 'invalid_request'] : ['invalid_authentication_data', 'invalid_request'];
      expectError(answer, { status: 400, error });
      expectThat((answer.json as Body)['SAD'] === undefined, 'a refusal must hold no SAD');
    },
    'refuses a description that is no text or too long': async (world) => {
      const { accessToken: token } = await world.explicitService();
      for (const description of [7, 'x'.repeat(501)]) {
        // oxlint-disable-next-line no-await-in-loop
        const body = await authorising(world, [contentOf('refused')], { description, ...useless(world) });
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/authorize', body, { token }), invalidRequest);
      }
    },
  }),
  ...checksOf('credentials/authorize', [2], {
    'refuses hashes without the algorithm, and one that is unknown': async (world) => {
      const { accessToken: token } = await world.explicitService();
      for (const hashAlgorithmOID of [undefined, 7, '1.2.3.4']) {
        // oxlint-disable-next-line no-await-in-loop
        const body = await authorising(world, [contentOf('refused')], { hashAlgorithmOID, ...useless(world) });
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/authorize', body, { token }), invalidRequest);
      }
    },
    'refuses factors that are missing or unknown': async (world) => {
      const { accessToken: token } = await world.explicitService();
      for (const authData of [undefined, 'text', [7], [{}], [{ id: 'unknown', value: '1' }], [{ id: 7 }]]) {
        // oxlint-disable-next-line no-await-in-loop
        const body = await authorising(world, [contentOf('refused')], { authData });
        // oxlint-disable-next-line no-await-in-loop
        const answer = await world.call('credentials/authorize', body, { token });
        expectError(answer, { status: 400, error: ['invalid_request', 'invalid_authentication_data'] });
      }
    },
  }),
  ...checksOf('credentials/sendOTP', [1], {
    'refuses a credential that is missing or unknown': async (world) => {
      const { accessToken: token } = await world.explicitService();
      await world.explicitCredential();
      for (const body of [{}, { credentialID: 7 }, { credentialID: 'unknown' }]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/sendOTP', body, { token }), saying('credentialID'));
      }
    },
  }),
  ...checksOf('credentials/getChallenge', [2], {
    'refuses a credential or a factor that is missing or unknown': async (world) => {
      const { accessToken: token } = await world.explicitService();
      const { id } = await world.explicitCredential();
      const wrong = [
        { authObjectID: 'x' },
        { credentialID: 'unknown', authObjectID: 'x' },
        { credentialID: id },
        { credentialID: id, authObjectID: 7 },
        { credentialID: id, authObjectID: 'unknown' },
      ];
      for (const body of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/getChallenge', body, { token }), invalidRequest);
      }
    },
    'refuses a factor that has no challenge': async (world) => {
      const { accessToken: token } = await world.explicitService();
      const { id, info } = await world.explicitCredential();
      const object = findAuthObject(info, 'Password');
      if (object === undefined) throw new NotOffered('every factor has a challenge');
      const body = { credentialID: id, authObjectID: textOf(object, 'id') };
      expectError(await world.call('credentials/getChallenge', body, { token }), invalidRequest);
    },
  }),
  ...checksOf('credentials/authorizeCheck', [2], {
    'waits for the user, and gives the SAD once he approved elsewhere': async (world) => {
      await world.requireMethod('credentials/authorizeCheck');
      const { accessToken: token } = await world.explicitService();
      const { info } = await world.explicitCredential();
      const { approveElsewhere } = world.settings.person;
      const elsewhere = findAuthObject(info, 'ChallengeResponseOOB') ?? findAuthObject(info, 'PasswordOOB');
      if (approveElsewhere === undefined || elsewhere === undefined) throw new NotOffered('nobody approves elsewhere');
      const content = contentOf(`elsewhere ${randomUUID()}`);
      const body = await authorising(world, [content], { authData: [{ id: textOf(elsewhere, 'id') }] });
      const handle = textOf(expectObject(await world.call('credentials/authorize', body, { token }), 202), 'handle');
      const check = async () => await world.call('credentials/authorizeCheck', { handle }, { token });
      expectObject(await check(), 202);
      await approveElsewhere();
      await pause(pollMs);
      const sad = textOf(expectObject(await check()), 'SAD');
      const call = await world.signing([content.hash], sad);
      const signed = expectObject(await world.call('signatures/signHash', call, { token }));
      expectSignatures(await world.explicitCredential(), [content], textsOf(signed, 'signatures'));
    },
    'refuses a handle that is missing or unknown': async (world) => {
      await world.requireMethod('credentials/authorizeCheck');
      const { accessToken: token } = await world.explicitService();
      for (const body of [{}, { handle: 7 }, { handle: 'unknown' }]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/authorizeCheck', body, { token }), invalidRequest);
      }
    },
  }),
  ...checksOf('credentials/extendTransaction', [1, 2], {
    'refuses a SAD that is missing or unknown, and a credential that is': async (world) => {
      await world.requireMethod('credentials/extendTransaction');
      const [{ accessToken: token }, { id }] = [await world.service(), await world.credential()];
      const { token: spare } = await world.spare();
      const hashes =
        world.version === 1
          ? { hash: [contentOf('more').hash] }
          : { hashes: [contentOf('more').hash], hashAlgorithmOID: sha256Oid };
      const refusals = [
        { credentialID: id, ...hashes },
        { credentialID: id, SAD: 'unknown', ...hashes },
        { SAD: spare.accessToken, ...hashes },
        { credentialID: 'unknown', SAD: spare.accessToken, ...hashes },
      ];
      for (const body of refusals) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('credentials/extendTransaction', body, { token }), sadRefused);
      }
    },
    'adds no hash to an authorisation that covers no more': async (world) => {
      await world.requireMethod('credentials/extendTransaction');
      const [{ accessToken: token }, { id }] = [await world.service(), await world.credential()];
      const { token: spare } = await world.spare();
      const more = contentOf('more').hash;
      const body = {
        credentialID: id,
        SAD: spare.accessToken,
        ...(world.version === 1 ? { hash: [more] } : { hashes: [more], hashAlgorithmOID: sha256Oid }),
      };
      expectError(await world.call('credentials/extendTransaction', body, { token }), sadRefused);
    },
    'names a hash later where the number allows it; the old SAD is dead': async (world) => {
      await world.requireMethod('credentials/extendTransaction');
      const { info, id } = await world.credential();
      if (Number(info['multisign']) < 2) throw new NotOffered('multisign is 1');
      const [first, second] = [contentOf(`first ${randomUUID()}`), contentOf(`second ${randomUUID()}`)];
      let sad: string;
      try {
        sad = (await world.authorise([first], { signatures: 2 })).accessToken;
      } catch (error) {
        throw new NotOffered('an authorisation covers named hashes only', { cause: error });
      }
      const { accessToken: token } = await world.service();
      const call = async (content: Content, by: string) =>
        await world.call('signatures/signHash', await world.signing([content.hash], by), { token });
      expectSignatures(await world.credential(), [first], textsOf(expectObject(await call(first, sad)), 'signatures'));
      const body = {
        credentialID: id,
        SAD: sad,
        ...(world.version === 1 ? { hash: [second.hash] } : { hashes: [second.hash], hashAlgorithmOID: sha256Oid }),
      };
      const extended = expectObject(await world.call('credentials/extendTransaction', body, { token }));
      const renewed = textOf(extended, 'SAD');
      expectError(await call(second, sad), sadRefused);
      expectSignatures(
        await world.credential(),
        [second],
        textsOf(expectObject(await call(second, renewed)), 'signatures'),
      );
    },
  }),
];
