import type { JWK } from 'jose';
import { databaseOf } from '../launcher/settings.ts';
import { databaseUrl } from '../postgres/databases.ts';
import { newIdentityKey, newKeyring, newSigningKey, newSmsAccount, newText, publicHalf } from '../secrets/secrets.ts';

/** What a secret file is made with. */
export interface SecretSource {
  /** Process that the file is for. */
  readonly process: string;
  /** Administrator's address of PostgreSQL. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** Content of a file of another process, made if need be. */
  readonly contentOf: (process: string, file: string) => Promise<string>;
}

/** How a secret file comes to be. */
export interface SecretFile {
  /** Whether all processes that are given a file of this name are given the same content. */
  readonly isShared: boolean;
  /** Absent when nobody here can make it: it comes from the setting of the same name. */
  readonly make?: (source: SecretSource) => string | Promise<string>;
  /** Made anew each time, from what it follows. */
  readonly isDerived?: true;
}

const own = (make: Required<SecretFile>['make']): SecretFile => ({ isShared: false, make });
const shared = (make: Required<SecretFile>['make']): SecretFile => ({ isShared: true, make });
const given: SecretFile = { isShared: true };

/** Every secret file that a process may be given, by name. */
export const secretFiles: Readonly<Record<string, SecretFile>> = {
  'keyring.json': own(newKeyring),
  'pepper.json': own(newKeyring),
  'record-mac-key.json': own(newKeyring),
  'audit-key.json': shared(newKeyring),
  'token-key.json': shared(newSigningKeySet),
  'actor-jwks.json': publicHalfOf('gateway', 'token-key.json'),
  'assertion-key.json': shared(newSigningKeySet),
  'assertion-jwks.json': publicHalfOf('second-factor', 'assertion-key.json'),
  'identity-key.json': own(newIdentityKey),
  'database-url': own(({ process, postgresUrl }) => databaseUrl(postgresUrl, databaseOf(process, { text: newText }))),
  'redis-url': shared(({ redisUrl }) => redisUrl),
  'smtp-url': shared(() => 'smtp://inbox:1025'),
  'sms-account': shared(newSmsAccount),
  'sms-token': shared(newText),
  'sandbox-secret-key': shared(newText),
  'sandbox-webhook-secret': shared(newText),
  'root-passphrase': own(newText),
  'stripe-secret-key': given,
  'stripe-webhook-secret': given,
};

async function newSigningKeySet(): Promise<string> {
  return JSON.stringify({ keys: [await newSigningKey()] });
}

/** Derived each time, so that it follows a rotation. */
function publicHalfOf(process: string, file: string): SecretFile {
  return {
    isShared: true,
    isDerived: true,
    make: async ({ contentOf }) => {
      const { keys } = JSON.parse(await contentOf(process, file)) as { keys: JWK[] };
      return JSON.stringify({ keys: keys.map(publicHalf) });
    },
  };
}
