import path from 'node:path';
import { createCaller } from '@countersign/grpc';
import { custodySettings as custodySchema, provisionToken } from '@countersign/key-custody';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { type AttestResponse, SignerServiceService } from '@countersign/proto/signer';
import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { custodySettings, hasEmbeddedToken, hasOwnModule } from '../tokens/token-settings.ts';
import type { Connection } from './connection.ts';
import { rotateKeyring } from './keyring.ts';

/** Where the key-encryption keys of a process are found. */
export interface CustodyPlace {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Asks the signer what protects its keys. Throws a fault when it cannot be reached. */
export function attestSigner(connection: Connection): Promise<AttestResponse> {
  return askSigner(connection, (signer) => signer.attest({}));
}

/** Asks the certificate authority what protects its keys. Throws a fault when it cannot be reached. */
export async function attestAuthority({ address, tls }: Connection) {
  const authority = createCaller(CertificateAuthorityServiceService, { address, callee: 'certificate-authority', tls });
  try {
    return await authority.attestAuthorityKeys({});
  } catch (error) {
    throw unreachable(error, 'certificate-authority', address);
  } finally {
    authority.close();
  }
}

/**
 * Has the signer put all keys under its current key-encryption key, and tells of each page how many are left. Answers with
 * the number of keys. Throws a fault when the signer does not go on, or lacks the security officer's PIN for it.
 */
export function rewrapKeys(connection: Connection, progress: (left: bigint) => void): Promise<number> {
  return askSigner(connection, async (signer) => {
    const { protections } = await signer.attest({});
    const needsOfficer = protections.some(({ name, holds }) => name === 'officer-absent' && holds);
    let all = 0;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const { rewrapped, left } = await signer.rewrapKeys({ limit: 500 }).catch((error: unknown) => {
        throw needsOfficer ? new PlatformFault(officerAbsent, { cause: error }) : error;
      });
      all += rewrapped;
      if (left === 0n) return all;
      if (rewrapped === 0) {
        throw new PlatformFault(`the signer rewrapped ${all} keys and could not go on; ${left} are left`);
      }
      progress(left);
    }
  });
}

const officerAbsent =
  'the signer could not move its keys. It runs without the security officer’s PIN, without which no key leaves the token: start it once with PKCS11_REWRAP=true (or PKCS11_SO_PIN), rewrap, and start it without again';

/**
 * Makes the signer's next key-encryption key: in its token, where it is used from the next start on, or in its keyring
 * file, where it is used after so many minutes, without a restart. Answers with the new generation. Throws a fault when
 * there is no such token or file here.
 */
export async function rotateKek(custody: string, place: CustodyPlace, afterMinutes: number): Promise<number> {
  if (custody === 'pkcs11') return await provisionToken(tokenAddress('signer', place));
  return await rotateSignerKeyring(place, afterMinutes);
}

/** Makes the first keys of a process's token, unless it has some. Answers with the generation that is current. */
export async function provisionTokenOf(name: string, place: CustodyPlace): Promise<number> {
  return await provisionToken(tokenAddress(name, place), { onlyFirst: true });
}

function tokenAddress(name: string, { home, environment }: CustodyPlace) {
  if (!hasOwnModule(environment) && !hasEmbeddedToken(home, name)) {
    throw new PlatformFault(`${home} keeps no token for ${name}; set PKCS11_MODULE and the token’s label and PIN`);
  }
  const secrets = openSecrets(stateFolders(home).secrets);
  const named = custodySettings({ home, secrets, environment: { ...environment, KEY_CUSTODY: 'pkcs11' } }, name);
  const settings = readConfig(Type.Object(custodySchema), named);
  const { PKCS11_MODULE: module, PKCS11_TOKEN: label, PKCS11_PIN: pin } = settings;
  if (module === undefined || label === undefined || pin === undefined) {
    const prefix = name.toUpperCase().replaceAll('-', '_');
    throw new PlatformFault(`set ${prefix}_PKCS11_TOKEN and ${prefix}_PKCS11_PIN beside PKCS11_MODULE`);
  }
  // SoftHSM reads it itself.
  if (named['SOFTHSM2_CONF'] !== undefined) process.env['SOFTHSM2_CONF'] = named['SOFTHSM2_CONF'];
  return { module, label, pin };
}

async function rotateSignerKeyring({ home, environment }: CustodyPlace, afterMinutes: number): Promise<number> {
  const file = environment['KEYRING_FILE'] || path.join(stateFolders(home).secrets, 'keyring-signer.json');
  const place = { process: 'signer', kind: 'keyring', files: [file] } as const;
  return (await rotateKeyring(place, { now: new Date(), afterMinutes })).version;
}

async function askSigner<T>(
  { address, tls }: Connection,
  ask: (signer: ReturnType<typeof createSignerCaller>) => Promise<T>,
): Promise<T> {
  const signer = createSignerCaller({ address, tls });
  try {
    return await ask(signer);
  } catch (error) {
    throw unreachable(error, 'signer', address);
  } finally {
    signer.close();
  }
}

function createSignerCaller({ address, tls }: Connection) {
  return createCaller(SignerServiceService, { address, callee: 'signer', tls });
}

function unreachable(error: unknown, name: string, address: string): unknown {
  if (!(error instanceof Error) || !('kind' in error) || error.kind !== 'unavailable') return error;
  return new PlatformFault(`${name} does not answer at ${address}; is the platform running, and ready?`);
}
