import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  activationParties,
  activationSecret,
  activationUriOf,
  answerProver,
  fromBase64url,
  hotp,
  isCodeCheckSigned,
  isSameSecret,
  isTransactionCode,
  keyFingerprintOf,
  newActivationCode,
  newActivationPassword,
  newSerial,
  openBox,
  profileOf,
  rawPublicKey,
  readDeviceDescription,
  readProfile,
  readSerial,
  registrationCodeOf,
  sealBox,
  signServerDocument,
  type TokenKeys,
  type Transaction,
  timeStep,
  toBase64url,
  tokenKeysOf,
  transactionPayloadOf,
  transactionSuite,
  transactionUriOf,
  type VerifierAnswer,
  type VerifierRecord,
  verifierRecordOf,
} from '../src/protocol/index.ts';

interface IssuedToken {
  readonly serial: string;
  readonly record: VerifierRecord;
  readonly activationToken: Uint8Array | undefined;
  runs: Map<string, VerifierAnswer>;
  tries: number;
  keys?: TokenKeys;
  device?: ReturnType<typeof readDeviceDescription>;
  lastStep: number;
  misses: number;
}

/** A service that speaks the public protocol with the functions of this package, and keeps all that went over the wire. */
export interface FakeService {
  readonly origin: string;
  /** Bodies and addresses of all requests and answers, in order. */
  readonly wire: string[];
  issueMobile(): Promise<{ uri: string; serial: string; activationPassword: string }>;
  issueDesktop(): Promise<{ serial: string; activationCode: string }>;
  registrationCodeOf(serial: string): string;
  deviceOf(serial: string): { name: string; model: string };
  seedOf(serial: string): Uint8Array;
  transactionKeyOf(serial: string): Uint8Array;
  /** Takes a code once; false for a wrong or used one. */
  takeCode(serial: string, code: string): boolean;
  missesOf(serial: string): number;
  askToSign(documents: Transaction['documents'], expiresAt?: number): { uri: string; payload: string };
  isTransactionCode(serial: string, payload: string, code: string): boolean;
  /** What the next requests are answered with, instead of the truth; undefined ends it. */
  interfere(answer: ((path: string) => { status: number; body: unknown } | undefined) | undefined): void;
  close(): Promise<void>;
}

const label = 'Phone';

export async function startFakeService({
  now = Date.now,
  name = 'Example Sign',
  digits = 6,
}: {
  now?: () => number;
  name?: string;
  digits?: 6 | 8;
} = {}): Promise<FakeService> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const identityKey = rawPublicKey(privateKey);
  const profile = profileOf(digits);
  const tokens = new Map<string, IssuedToken>();
  const wire: string[] = [];
  let interference: ((path: string) => { status: number; body: unknown } | undefined) | undefined;
  let origin = '';

  const get = (serial: string): IssuedToken => {
    const token = tokens.get(serial);
    if (!token) throw new Error(`nothing was issued as ${serial}`);
    return token;
  };
  const keysOf = (serial: string): TokenKeys => {
    const { keys } = get(serial);
    if (!keys) throw new Error(`${serial} is not bound`);
    return keys;
  };
  const issue = async (password: string, activationToken?: Uint8Array) => {
    const serial = newSerial();
    const record = verifierRecordOf(await activationSecret({ origin, serial, activationToken, password }));
    tokens.set(serial, { serial, record, activationToken, runs: new Map(), tries: 0, lastStep: 0, misses: 0 });
    return serial;
  };
  const refused = { status: 403, body: { code: 'ACTIVATION_REFUSED' } };

  const start = (token: IssuedToken | undefined, body: Record<string, string>) => {
    if (!token || token.keys || (token.tries += 1) > 5) return refused;
    const given =
      body['activationToken'] === undefined ? undefined : fromBase64url(body['activationToken'], 'message', 16);
    if (!isSameSecret(given ?? '', token.activationToken ?? '')) return refused;
    const { serial } = token;
    const parties = activationParties({ origin, serial, identityKey, profile });
    const answer = answerProver(token.record, fromBase64url(body['shareP'] ?? '', 'message', 65), parties);
    const runId = toBase64url(randomBytes(12));
    token.runs.set(runId, answer);
    return {
      status: 200,
      body: { runId, shareV: toBase64url(answer.shareV), confirmV: toBase64url(answer.confirmV) },
    };
  };
  const finish = (token: IssuedToken | undefined, { runId = '', confirmP = '', box = '' }: Record<string, string>) => {
    const run = token?.runs.get(runId);
    if (!token || !run || !isSameSecret(fromBase64url(confirmP, 'message', 32), run.expectedConfirmP)) return refused;
    const { serial } = token;
    const keys = tokenKeysOf(run.sharedKey, { serial, profile });
    const opened = openBox(keys.appToServer, { direction: 'c2s', serial, runId }, fromBase64url(box, 'message'));
    token.device = readDeviceDescription(opened);
    token.keys = keys;
    const { hash, periodSeconds } = readProfile(profile);
    const description = {
      authenticatorId: `aut_${serial}`,
      issuer: name,
      label,
      algorithm: hash,
      digits,
      period: periodSeconds,
      pinLength: 6,
      transactionSuite,
    };
    return {
      status: 200,
      body: { box: toBase64url(sealBox(keys.serverToApp, { direction: 's2c', serial, runId }, description)) },
    };
  };
  const takeCode = (serial: string, code: string): boolean => {
    const token = get(serial);
    const current = timeStep(now());
    const step = [current - 1, current, current + 1].findLast(
      (each) => hotp(keysOf(serial).seed, each, { hash: 'sha256', digits }) === code,
    );
    if (step === undefined || step <= token.lastStep) {
      token.misses += 1;
      return false;
    }
    token.lastStep = step;
    return true;
  };
  const checkCode = (token: IssuedToken | undefined, body: { code: string; issuedAt: number; signature: string }) => {
    const { code, issuedAt } = body;
    const signature = fromBase64url(body.signature, 'message', 64);
    const isSigned =
      token?.device && isCodeCheckSigned(token.device.publicKey, { serial: token.serial, code, issuedAt }, signature);
    if (!token || !isSigned || Math.abs(issuedAt - now() / 1000) > 120) return refused;
    return takeCode(token.serial, code)
      ? { status: 204, body: undefined }
      : { status: 401, body: { code: 'CODE_REFUSED' } };
  };

  const answerTo = (path: string, body: unknown): { status: number; body: unknown } => {
    const interfered = interference?.(path);
    if (interfered) return interfered;
    if (path === '/.well-known/soft-token') {
      const document = { name, address: origin, api: `${origin}/v1`, identityKey: toBase64url(identityKey) };
      return {
        status: 200,
        body: signServerDocument(privateKey, { ...document, versions: [1], profile, pinLength: 6 }),
      };
    }
    const [, resource, serial = '', verb] = /^\/v1\/([a-z-]+)\/(\d+)\/([a-z-]+)$/.exec(path) ?? [];
    const token = tokens.get(readSerial(serial));
    if (resource === 'soft-token-activations' && verb === 'start') return start(token, body as Record<string, string>);
    if (resource === 'soft-token-activations' && verb === 'finish')
      return finish(token, body as Record<string, string>);
    if (resource === 'soft-tokens') return checkCode(token, body as Parameters<typeof checkCode>[1]);
    return { status: 404, body: {} };
  };
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const path = request.url ?? '';
      let answer: { status: number; body: unknown };
      try {
        answer = answerTo(path, text === '' ? undefined : JSON.parse(text));
      } catch {
        answer = { status: 400, body: { code: 'REQUEST_INVALID' } };
      }
      const answered = answer.body === undefined ? '' : JSON.stringify(answer.body);
      wire.push(`${request.method} ${path}`, text, answered);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answered);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    get origin() {
      return origin;
    },
    wire,
    issueMobile: async () => {
      const activationPassword = newActivationPassword();
      const activationToken = randomBytes(16);
      const serial = await issue(activationPassword, activationToken);
      const expiresAt = Math.floor(now() / 1000) + 600;
      const keyFingerprint = keyFingerprintOf(identityKey);
      return {
        serial,
        activationPassword,
        uri: activationUriOf({ origin, serial, activationToken, keyFingerprint, expiresAt }),
      };
    },
    issueDesktop: async () => {
      const activationCode = newActivationCode();
      return { serial: await issue(activationCode), activationCode };
    },
    registrationCodeOf: (serial) => registrationCodeOf(keysOf(serial), serial),
    deviceOf: (serial) => {
      const { device } = get(serial);
      if (!device) throw new Error('no device');
      return device;
    },
    seedOf: (serial) => keysOf(serial).seed,
    transactionKeyOf: (serial) => keysOf(serial).transaction,
    takeCode,
    missesOf: (serial) => get(serial).misses,
    askToSign: (documents, expiresAt = Math.floor(now() / 1000) + 300) => {
      const payload = transactionPayloadOf({
        origin,
        challengeId: 'chl_example',
        credentialId: 'crd_example',
        documents,
        expiresAt,
      });
      return { payload, uri: transactionUriOf(privateKey, payload) };
    },
    isTransactionCode: (serial, payload, code) => isTransactionCode(keysOf(serial).transaction, payload, code, now()),
    interfere: (answer) => {
      interference = answer;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
