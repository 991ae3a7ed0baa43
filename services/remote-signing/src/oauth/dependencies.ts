import type { Clock, Logger } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { Clients } from '../clients.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import type { RemoteSigningOutcomes } from '../outcomes.ts';

/** What the authorisation server's core needs. */
export interface OAuthDependencies {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  keyring: Keyring;
  clients: Clients;
  logger: Logger;
  counted: RemoteSigningOutcomes;
  /** Issuer identifier (RFC 9207, RFC 8414): the public address of the installation, without a slash at its end. */
  issuer: string;
  /** How long ago an actor may have logged in where more than a session is asked for. */
  reauthenticationMs: number;
  /** How long an application may go on by what a user granted it for its service. */
  grantLifeMs: number;
  /** Pauses in ms before the signer is asked again. */
  retryAfterMs: readonly number[];
}
