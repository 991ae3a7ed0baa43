import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createActorVerifier, type GrpcServer, implement, startGrpcServer } from '@countersign/grpc';
import { type CustodyKey, createSealedCustody, provisionToken } from '@countersign/key-custody';
import { SignerServiceService } from '@countersign/proto/signer';
import { createLogger, createMetrics } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { createSoftHsmToken, itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../src/operations/commands.ts';
import { certificateFiles, ensureServiceCertificates, localCertificates } from '../src/secrets/certificate-files.ts';
import { openSecrets } from '../src/secrets/secrets.ts';

const place = { table: 'keys', row: 'key_1', column: 'blob' };

let home: string;
let server: GrpcServer;
let keyringFile: string;
let keys: CustodyKey[];
let custodyName: string;
let brokenRecords: bigint;
let stuck: boolean;
let printed: string[];

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-custody-ops-'));
  keyringFile = openSecrets(path.join(home, 'secrets')).keyringFile('keyring-signer');
  const tls = path.join(home, 'tls');
  await ensureServiceCertificates({
    place: localCertificates({ tls, secrets: path.join(home, 'authority') }),
    names: ['signer', 'ops'],
  });
  const files = certificateFiles(tls, 'signer');
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')));
  server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: { ca: ca ?? '', cert: cert ?? '', key: key ?? '' },
    implementations: [
      implement(
        { attest: SignerServiceService.attest, rewrapKeys: SignerServiceService.rewrapKeys },
        { attest, rewrapKeys },
        { attest: ['ops'], rewrapKeys: ['ops'] },
      ),
    ],
    verifyActor: createActorVerifier({ keys: [] }),
    logger: createLogger({ service: 'signer', level: 'silent' }),
    metrics: createMetrics('signer'),
    checks: {},
  });
  await mkdir(path.join(home, 'run'), { recursive: true });
  const addresses = { signer: `localhost:${server.port}` };
  await writeFile(path.join(home, 'run', 'platform.json'), JSON.stringify({ addresses }));
});
afterAll(async () => {
  await server.close(1000);
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  [custodyName, brokenRecords, stuck, printed] = ['sealed', 0n, false, []];
  const custody = await custodyOfFile();
  keys = [await custody.generateKey('P-256', place), await custody.generateKey('P-256', place)];
});

describe('signer doctor', () => {
  it('tells where keys are, under which generation, and what no keyring can protect them from', async () => {
    expect(await run(['signer', 'doctor'])).toBe(0);
    expect(printed[0]).toContain('Custody: sealed\n');
    expect(printed[0]).toMatch(/Keys: 2 sealed under generation [0-9]+; 3 wait in the pool/);
    expect(printed[0]).toMatch(/^LIMIT key-outside-process-memory: /m);
    expect(printed[0]).toMatch(/^holds key-moved-to-another-record: /m);
  });

  it('ends with 1 when a record was changed behind the signer’s back', async () => {
    brokenRecords = 1n;
    expect(await run(['signer', 'doctor', '--json'])).toBe(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ custody: 'sealed', brokenRecords: 1, pooled: 3 });
  });
});

describe('signer rotate-kek', () => {
  it('puts a new key first in the keyring file; rewrap then moves every key to it', async () => {
    const before = (await custodyOfFile()).generation;
    expect(await run(['signer', 'rotate-kek', '--after', '0', '--json'])).toBe(0);
    expect(JSON.parse(printed[0] ?? '')).toEqual({ custody: 'sealed', generation: before + 1 });
    const custody = await custodyOfFile();
    expect(keys.map(({ blob }) => custody.generationOf(blob))).toEqual([before, before]);
    expect(await run(['signer', 'rewrap'])).toBe(0);
    expect(printed[1]).toBe('2 keys were rewrapped; none is left under an older key.');
    expect(keys.map(({ blob }) => custody.generationOf(blob))).toEqual([before + 1, before + 1]);
  });

  it('is told apart from a rewrap that does not go on', async () => {
    await run(['signer', 'rotate-kek', '--after', '0']);
    stuck = true;
    await expect(run(['signer', 'rewrap'])).rejects.toThrow('could not go on; 2 are left');
  });

  it('names the settings of a token that it cannot find', async () => {
    custodyName = 'pkcs11';
    await expect(run(['signer', 'rotate-kek'])).rejects.toThrow('PKCS11_MODULE');
    const environment = { PKCS11_MODULE: '/usr/lib/none.so', SIGNER_PKCS11_TOKEN: 'users' };
    await expect(run(['signer', 'rotate-kek'], environment)).rejects.toThrow('SIGNER_PKCS11_PIN');
  });

  itWitnessedBy('softhsm2-util')('makes the next key in the token of the signer', async () => {
    custodyName = 'pkcs11';
    const token = await createSoftHsmToken('users');
    const environment = {
      PKCS11_MODULE: token.module,
      SIGNER_PKCS11_TOKEN: token.label,
      SIGNER_PKCS11_PIN: token.pin,
    };
    expect(await run(['token', 'provision', '--process', 'signer', '--json'], environment)).toBe(0);
    expect(await run(['token', 'provision', '--process', 'signer', '--json'], environment)).toBe(0);
    expect(await run(['signer', 'rotate-kek', '--json'], environment)).toBe(0);
    expect(printed.map((line) => (JSON.parse(line) as { generation: number }).generation)).toEqual([1, 1, 2]);
    expect(await provisionToken(token, { onlyFirst: true })).toBe(2);
    await token.remove();
  });
});

async function attest() {
  const custody = await custodyOfFile();
  return {
    custody: custodyName,
    token: '',
    generation: custody.generation,
    keys: [
      {
        custody: custodyName,
        generation: custody.generationOf(keys[0]?.blob ?? randomBytes(1)),
        keys: BigInt(keys.length),
      },
    ],
    pooled: 3n,
    protections: await custody.examine(),
    brokenRecords,
  };
}

/** One key a page, so that there are several. */
async function rewrapKeys() {
  const custody = await custodyOfFile();
  const older = () => keys.filter(({ blob }) => custody.generationOf(blob) < custody.generation);
  const [next] = older();
  if (stuck || next === undefined) return { rewrapped: 0, left: BigInt(older().length) };
  next.blob = await custody.rewrap(next, { from: place, to: place });
  return { rewrapped: 1, left: BigInt(older().length) };
}

async function custodyOfFile() {
  return createSealedCustody({ keyring: readKeyring(await readFile(keyringFile, 'utf8')) });
}

function run(args: string[], environment: Record<string, string> = {}): Promise<number> {
  return runCommand([...args, '--home', home], { environment, print: (text) => printed.push(text) });
}
