import { inherentLimits } from '@countersign/key-custody';
import { PlatformFault } from '../launcher/fault.ts';
import type { Command } from './command.ts';
import { getConnection } from './connection.ts';
import { attestAuthority, attestSigner, provisionTokenOf, rewrapKeys, rotateKek } from './custody.ts';

/** Commands about where private keys are kept. */
export const custodyCommands: readonly Command[] = [
  {
    noun: 'signer',
    verb: 'doctor',
    usage: '',
    summary: 'try to break what protects the signing keys, and tell what came of it',
    options: [],
    run: async (_options, { home, environment }) => {
      const found = await attestSigner(await getConnection('signer', { home, environment }));
      const { keys, pooled, brokenRecords, protections, generation, ...rest } = found;
      const counts =
        keys.map((one) => `${one.keys} ${one.custody} under generation ${one.generation}`).join(', ') || 'none';
      const text = [
        `Custody: ${nameCustody(found)}`,
        `Key-encryption key: generation ${generation}`,
        `Keys: ${counts}; ${pooled} wait in the pool`,
        `Broken records: ${brokenRecords}${brokenRecords === 0n ? '' : '; they were changed behind the signer’s back'}`,
        '',
        ...describeProtections(protections),
      ].join('\n');
      const json = {
        ...rest,
        generation,
        keys: keys.map((one) => ({ ...one, keys: Number(one.keys) })),
        pooled: Number(pooled),
        brokenRecords: Number(brokenRecords),
        protections,
      };
      return { text, json, exitCode: brokenRecords === 0n && areHeld(protections) ? 0 : 1 };
    },
  },
  {
    noun: 'signer',
    verb: 'rotate-kek',
    usage: '[--after 1]',
    summary: 'make the next key under which signing keys are kept; it is used after so many minutes, or a restart',
    options: ['after'],
    run: async ({ after = '1' }, { home, environment }) => {
      if (!/^[0-9]{1,4}$/.test(after)) throw new PlatformFault('--after must be a number of minutes');
      const { custody } = await attestSigner(await getConnection('signer', { home, environment }));
      const generation = await rotateKek(custody, { home, environment }, Number(after));
      const begin =
        custody === 'pkcs11'
          ? 'Restart the signer, with the security officer’s PIN (PKCS11_REWRAP=true); new keys are then under it.'
          : `New keys are under it in ${after} minutes, without a restart.`;
      const text = `New key-encryption key: generation ${generation}
${begin} After that
npm run ops -- signer rewrap puts the others under it too.`;
      return { text, json: { custody, generation } };
    },
  },
  {
    noun: 'signer',
    verb: 'rewrap',
    usage: '',
    summary: 'put all signing keys under the newest key that keeps them',
    options: [],
    run: async (_options, { home, environment, progress }) => {
      const connection = await getConnection('signer', { home, environment });
      const rewrapped = await rewrapKeys(connection, (left) => progress?.(`${left} keys are left`));
      return { text: `${rewrapped} keys were rewrapped; none is left under an older key.`, json: { rewrapped } };
    },
  },
  {
    noun: 'ca',
    verb: 'doctor',
    usage: '',
    summary: 'try to break what protects the keys of the authorities, and tell which of them are here',
    options: [],
    run: async (_options, { home, environment }) => {
      const found = await attestAuthority(await getConnection('certificate-authority', { home, environment }));
      const hasRoot = found.keysHeld.includes('root');
      const text = [
        `Custody: ${nameCustody(found)}`,
        `Private keys here: ${found.keysHeld.join(', ') || 'none'}`,
        hasRoot
          ? 'The root’s private key is here; npm run ops -- ca export-root takes it out into a folder.'
          : 'The root’s private key is not here.',
        '',
        ...describeProtections(found.protections),
      ].join('\n');
      return { text, json: found, exitCode: !hasRoot && areHeld(found.protections) ? 0 : 1 };
    },
  },
  {
    noun: 'token',
    verb: 'provision',
    usage: '--process signer|certificate-authority',
    summary: 'make the first key-encryption key in the PKCS #11 token of a process, unless it has one',
    options: ['process'],
    run: async ({ process = 'signer' }, { home, environment }) => {
      const generation = await provisionTokenOf(process, { home, environment });
      return { text: `The token of ${process} is at generation ${generation}.`, json: { process, generation } };
    },
  },
];

interface Finding {
  name: string;
  holds: boolean;
  finding: string;
}

function nameCustody({ custody, token }: { custody: string; token: string }): string {
  return token === '' ? custody : `${custody}, token ${token}`;
}

function describeProtections(protections: readonly Finding[]): string[] {
  return protections.map(({ name, holds, finding }) => {
    const verdict = holds ? 'holds' : inherentLimits.has(name) ? 'LIMIT' : 'OPEN';
    return `${verdict.padEnd(6)}${name}: ${finding}`;
  });
}

/** Whether everything holds that can hold with this custody. */
function areHeld(protections: readonly Finding[]): boolean {
  return protections.every(({ name, holds }) => holds || inherentLimits.has(name));
}
