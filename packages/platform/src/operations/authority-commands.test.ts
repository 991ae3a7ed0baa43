import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRootList, signerOf, writeCertificationRequest } from '@countersign/certificates';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readResult, writeCeremonyFile } from './ceremony-files.ts';
import { runCommand } from './commands.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-ops-'));
  await writeFile(at('passphrase'), 'a passphrase for tests\n');
  await writeFile(at('other'), 'another passphrase\n');
});
afterAll(() => rm(home, { recursive: true }));

const at = (name: string) => path.join(home, name);
const run = async (...args: readonly string[]) => {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const code = await runCommand(['ca', ...args, '--json'], { environment: {}, print });
  return { code, json: JSON.parse(printed.join('\n')) as Record<string, unknown> };
};
const root = (passphrase = 'passphrase') => ['--root', at('root'), '--passphrase-file', at(passphrase)];

const aRequest = async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return await writeCertificationRequest(spki, signerOf(privateKey, 'SHA-256'));
};

it('a ceremony is held by commands alone, on files, without a network', async () => {
  expect((await run('init-root', '--organisation', 'Example', '--country', 'FR', ...root())).code).toBe(0);
  await expect(run('init-root', '--organisation', 'Example', ...root())).rejects.toThrow('has a root already');
  const pem = await readFile(at('root/root.pem'));
  const certificate = new X509Certificate(pem).raw;

  const requests = { pkiUrl: 'http://pki.example.com', requests: [{ name: 'signers', request: await aRequest() }] };
  await writeCeremonyFile(at('requests.json'), { ...requests, rootCertificate: Buffer.alloc(0) });
  const sign = (...more: readonly string[]) => run('sign', at('requests.json'), '--out', at('result.json'), ...more);
  // Nobody sits at the terminal of a test, and nobody said yes.
  await expect(sign(...root())).rejects.toThrow('--yes');
  await expect(sign('--yes', ...root('other'))).rejects.toThrow('cannot be opened with this passphrase');
  const { json } = await sign('--yes', ...root());
  expect(json).toEqual({ file: at('result.json'), names: ['root', 'signers'] });
  const result = await readResult(at('result.json'));
  const signers = new X509Certificate(result.certificates[1]?.certificate ?? Buffer.alloc(0));
  expect(signers.subject).toBe('C=FR\nO=Example\nCN=Example Signers CA');
  expect(signers.checkIssued(new X509Certificate(pem))).toBe(true);
  expect(readRootList(result.rootCrl, certificate)).toMatchObject({ number: 1n, revoked: [] });

  const revoke = ['revoke', '--name', 'signers', '--out', at('revoked.json')];
  await expect(run(...revoke, '--reason', 'none', ...root())).rejects.toThrow('--reason must be one of');
  await run(...revoke, '--reason', 'superseded', ...root());
  await expect(run(...revoke, '--reason', 'superseded', ...root())).rejects.toThrow('no certificate of signers');
  await run('crl', '--out', at('crl.json'), ...root());
  const { rootCrl } = await readResult(at('crl.json'));
  expect(readRootList(rootCrl, certificate)).toMatchObject({
    number: 3n,
    revoked: [{ serialNumber: signers.serialNumber.toLowerCase() }],
  });
});

it('requests of another root, and files that are none, are refused', async () => {
  const requests = { pkiUrl: 'http://pki.example.com', requests: [] };
  await writeCeremonyFile(at('foreign.json'), { ...requests, rootCertificate: Buffer.from('another root') });
  await expect(run('sign', at('foreign.json'), '--yes', ...root())).rejects.toThrow('for another root');
  await expect(run('sign', at('passphrase'), '--yes', ...root())).rejects.toThrow('not a file that ca requests wrote');
  await expect(run('sign', at('nothing.json'), '--yes', ...root())).rejects.toThrow('cannot be read');
  await expect(run('crl', '--root', at('nowhere'), '--passphrase-file', at('passphrase'))).rejects.toThrow(
    'npm run ops -- ca init-root',
  );
});
