import { createHash, randomUUID, verify } from 'node:crypto';
import { readToken } from '../applicant.ts';
import {
  type Check,
  checksOf,
  expectError,
  expectObject,
  expectThat,
  invalidRequest,
  NotOffered,
  saying,
  textOf,
  textsOf,
} from '../check.ts';
import type { Answer } from '../server.ts';
import { type Content, type Credential, contentOf, sha512Oid, type World } from '../world.ts';

/** The refusal of a SAD, for which the standard has a phrase and some servers a code. */
export const sadRefused = {
  status: [400, 401],
  error: ['invalid_request', 'invalid_token', 'expired_token', 'access_denied', 'invalid_otp'],
} as const;

/** Whoever asks again sooner may be told to wait. */
export const pollMs = 1_100;

/** Waits so many milliseconds. */
export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Throws unless these are signatures of the credential over the contents, in their order. */
export function expectSignatures(
  { certificate }: Pick<Credential, 'certificate'>,
  contents: readonly Content[],
  signatures: readonly string[],
): void {
  expectThat(signatures.length === contents.length, `expected ${contents.length} signatures, got ${signatures.length}`);
  for (const [index, { data }] of contents.entries()) {
    const signature = Buffer.from(signatures[index] ?? '', 'base64');
    expectThat(verify('sha256', data, certificate.publicKey, signature), `signature ${index} does not verify`);
  }
}

/** Calls `signatures/signHash` with what checks change of a call that is right. */
async function sign(
  world: World,
  { content, sad, token }: { content: Content; sad: string; token: string },
  change: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const body: Record<string, unknown> = { ...(await world.signing([content.hash], sad)), ...change };
  for (const [name, value] of Object.entries(change)) if (value === undefined) delete body[name];
  return await world.call('signatures/signHash', body, { token });
}

/** A call that is right, with an authorisation that none of the refusals uses up. */
async function spareCall(world: World) {
  const [{ accessToken: token }, { content, token: sad }] = [await world.service(), await world.spare()];
  return { content, sad: sad.accessToken, token };
}

/** `signatures/signHash`. */
export const signingChecks: readonly Check[] = [
  ...checksOf('signatures/signHash', [1, 2], {
    'signs what the user authorised on the server’s page': async (world) => {
      const content = contentOf(`one document ${randomUUID()}`);
      const { accessToken: sad } = await world.authorise([content]);
      const { accessToken: token } = await world.service();
      const signed = expectObject(await sign(world, { content, sad, token }));
      expectSignatures(await world.credential(), [content], textsOf(signed, 'signatures'));
    },
    'signs several hashes in their order, all at once or some at a time, each once': async (world) => {
      const { info } = await world.credential();
      if (Number(info['multisign']) < 3) throw new NotOffered('multisign is less than 3');
      const [one, two, three] = ['one', 'two', 'three'].map((each) => contentOf(`${each} ${randomUUID()}`));
      if (one === undefined || two === undefined || three === undefined) throw new Error('three are three');
      const { accessToken: sad } = await world.authorise([one, two, three]);
      const { accessToken: token } = await world.service();
      const call = async (contents: readonly Content[]) =>
        await world.call(
          'signatures/signHash',
          await world.signing(
            contents.map(({ hash }) => hash),
            sad,
          ),
          { token },
        );
      const pair = expectObject(await call([three, one]));
      expectSignatures(await world.credential(), [three, one], textsOf(pair, 'signatures'));
      expectError(await call([one, two]), sadRefused);
      const last = expectObject(await call([two]));
      expectSignatures(await world.credential(), [two], textsOf(last, 'signatures'));
      expectError(await call([three]), sadRefused);
    },
    'signs by the token of the application itself what a user authorised': async (world) => {
      const { applicant, version } = world;
      const own: [string, string][] = [
        ['grant_type', 'client_credentials'],
        ['scope', 'service'],
      ];
      const answer = await applicant.ask(version, own);
      if (answer.status !== 200) throw new NotOffered('the application gets no token of its own');
      const { accessToken: token } = readToken(answer);
      const content = contentOf(`without the user ${randomUUID()}`);
      const { accessToken: sad } = await world.authorise([content]);
      const signed = expectObject(await sign(world, { content, sad, token }));
      expectSignatures(await world.credential(), [content], textsOf(signed, 'signatures'));
    },
    'refuses a credential that is missing, unknown or not that of the SAD': async (world) => {
      const call = await spareCall(world);
      for (const credentialID of [undefined, 7, 'unknown', '']) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await sign(world, call, { credentialID }), saying('credentialID'));
      }
    },
    'refuses a SAD that is missing, unknown or changed': async (world) => {
      const call = await spareCall(world);
      for (const SAD of [undefined, 7, 'unknown', `${call.sad.slice(0, -4)}AAAA`]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await sign(world, call, { SAD }), sadRefused);
      }
    },
    'refuses hashes that are missing, empty, not base64 or of another length': async (world) => {
      const call = await spareCall(world);
      const name = world.version === 1 ? 'hash' : 'hashes';
      const long = createHash('sha512').update('x').digest('base64');
      const { hash } = call.content;
      const bytes = Buffer.from(hash, 'base64');
      const wrong = [
        undefined,
        [],
        hash,
        [7],
        [''],
        ['%%%'],
        [`${hash}=`],
        [` ${hash}`],
        [bytes.toString('hex')],
        [bytes.subarray(1).toString('base64')],
        [long],
      ];
      for (const hashes of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await sign(world, call, { [name]: hashes }), invalidRequest);
      }
    },
    'refuses hashes in the alphabet of addresses': async (world) => {
      const call = await spareCall(world);
      const name = world.version === 1 ? 'hash' : 'hashes';
      // Bytes of which every alphabet makes other letters.
      const urlSafe = Buffer.alloc(32, 0xfb).toString('base64url');
      expectError(await sign(world, call, { [name]: [urlSafe] }), invalidRequest);
    },
    'refuses a hash that was not authorised, alone and beside one that was': async (world) => {
      const call = await spareCall(world);
      const name = world.version === 1 ? 'hash' : 'hashes';
      const other = contentOf('something else').hash;
      expectError(await sign(world, call, { [name]: [other] }), sadRefused);
      expectError(await sign(world, call, { [name]: [call.content.hash, other] }), sadRefused);
      expectError(await sign(world, call, { [name]: [call.content.hash, call.content.hash] }), sadRefused);
    },
    'refuses algorithms that are missing, unknown or not of the key': async (world) => {
      const call = await spareCall(world);
      const { keyIsRsa } = await world.credential();
      const foreign = keyIsRsa ? '1.2.840.10045.4.3.2' : '1.2.840.113549.1.1.11';
      for (const signAlgo of [undefined, 7, '1.2.3.4', 'sha256WithRSAEncryption', foreign]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await sign(world, call, { signAlgo }), invalidRequest);
      }
    },
    'refuses a digest algorithm that is unknown or contradicts': async (world) => {
      const call = await spareCall(world);
      const name = world.version === 1 ? 'hashAlgo' : 'hashAlgorithmOID';
      for (const oid of ['1.2.3.4', 7, 'SHA-256', '1.3.14.3.2.26', sha512Oid]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await sign(world, call, { [name]: oid }), invalidRequest);
      }
    },
    'refuses parameters of PSS that are missing': async (world) => {
      const { keyIsRsa } = await world.credential();
      if (!keyIsRsa) throw new NotOffered('the key is not RSA');
      expectError(await sign(world, await spareCall(world), { signAlgo: '1.2.840.113549.1.1.10' }), invalidRequest);
    },
    'signs what no refusal used up': async (world) => {
      const call = await spareCall(world);
      const signed = expectObject(await sign(world, call));
      expectSignatures(await world.credential(), [call.content], textsOf(signed, 'signatures'));
    },
  }),
  ...checksOf('signatures/signHash', [2], {
    'takes a token of credential scope for the SAD': async (world) => {
      const content = contentOf(`by the token alone ${randomUUID()}`);
      const { accessToken: token } = await world.authorise([content]);
      const signed = expectObject(await sign(world, { content, sad: '', token }, { SAD: undefined }));
      expectSignatures(await world.credential(), [content], textsOf(signed, 'signatures'));
    },
    'refuses a mode, a validity and an address that it does not take': async (world) => {
      const call = await spareCall(world);
      const wrong = [
        { operationMode: 'X' },
        { operationMode: 1 },
        { operationMode: 'A', validity_period: 'long' },
        { operationMode: 'A', validity_period: -1 },
        { operationMode: 'A', response_uri: 'http://localhost/' },
        { operationMode: 'A', response_uri: 'https://127.0.0.1/' },
        { operationMode: 'A', response_uri: 'https://[::1]/' },
        { operationMode: 'A', response_uri: 'https://169.254.169.254/latest' },
        { operationMode: 'A', response_uri: 'https://elsewhere.example.net/' },
        { operationMode: 'A', response_uri: 7 },
      ];
      for (const change of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await sign(world, call, change), invalidRequest);
      }
    },
  }),
  ...checksOf('signatures/signPolling', [2], {
    'gives later what was asked for so': async (world) => {
      await world.requireMethod('signatures/signPolling');
      const content = contentOf(`later ${randomUUID()}`);
      const { accessToken: sad } = await world.authorise([content]);
      const { accessToken: token } = await world.service();
      const begun = expectObject(await sign(world, { content, sad, token }, { operationMode: 'A' }));
      const responseID = textOf(begun, 'responseID');
      const signed = await poll(world, responseID, token);
      expectSignatures(await world.credential(), [content], textsOf(signed, 'signatures'));
    },
    'refuses an id that is missing or unknown': async (world) => {
      await world.requireMethod('signatures/signPolling');
      const { accessToken: token } = await world.service();
      for (const body of [
        {},
        { requestID: 7 },
        { requestID: 'unknown' },
        { requestID: 'unknown', userID: 'somebody' },
      ]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('signatures/signPolling', body, { token }), invalidRequest);
      }
    },
  }),
];

const polls = 30;

/** Asks for a result until it is there. */
async function poll(world: World, requestID: string, token: string): Promise<Readonly<Record<string, unknown>>> {
  for (let asked = 0; asked < polls; asked += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await world.call('signatures/signPolling', { requestID }, { token });
    if (answer.status === 200) return expectObject(answer);
    expectError(answer, { status: 202, error: 'accepted_request' });
    // oxlint-disable-next-line no-await-in-loop
    await pause(pollMs);
  }
  throw new NotOffered('the result was not there after half a minute');
}
