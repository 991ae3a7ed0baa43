import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import type { Member } from '../../../test/src/members.ts';
import { MessageInbox } from '../../../test/src/message-inbox.ts';
import { PlatformDatabases } from '../../../test/src/platform-databases.ts';
import { startTestPlatform } from '../../../test/src/test-platform.ts';
import { PersistentClient } from '../persistent-client.ts';
import { employOfficer, enrolSigner, type Signer } from './people.ts';

/** A platform of its own with people who sign. */
export interface SigningPlace {
  platform: Platform;
  databases: PlatformDatabases;
  api: PersistentClient;
  inbox: MessageInbox;
  officer: Member;
  signers: Signer[];
  /** Makes one more person. */
  enrol: (name: string, credentials: readonly object[]) => Promise<Signer>;
  note: (text: string) => void;
  signal: AbortSignal | undefined;
}

/** What people have made; every kind of key, and one whose policy asks for codes that are bound to the content. */
const equipment: readonly (readonly object[])[] = [
  [{}, { keyAlgorithm: 'P-384' }],
  [{}],
  [{ policy: { factorKinds: ['soft_token'], contentBound: true, maxDigests: 200 } }],
  [{ keyAlgorithm: 'RSA-3072' }],
];

/** Starts the platform in a folder of its own, enrols people, works, and stops everything. */
export async function atSigningPlace<T>(
  {
    custody,
    note,
    signal,
  }: { custody: 'sealed' | 'pkcs11'; note: (text: string) => void; signal?: AbortSignal | undefined },
  work: (place: SigningPlace) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-prove-'));
  const closing: (() => Promise<unknown>)[] = [
    () => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 }),
  ];
  try {
    note(`starting a platform whose keys are ${custody}`);
    process.env['RATE_LIMIT_PER_MINUTE'] = '1000000';
    process.env['RATE_LIMIT_SENSITIVE_PER_MINUTE'] = '1000000';
    process.env['KEY_CUSTODY'] = custody;
    const { platform, inboxUrl, inviteOperator, stop } = await startTestPlatform(path.join(home, 'platform'), {
      ...(signal === undefined ? {} : { signal }),
      restartDelay: { firstMs: 200, longestMs: 1_000 },
    });
    closing.unshift(stop);
    const databases = await PlatformDatabases.of(platform);
    closing.unshift(() => databases.close());
    const api = new PersistentClient(platform.gatewayUrl);
    const inbox = new MessageInbox(inboxUrl);
    note('people enrol');
    const officer = await employOfficer({ api, inbox }, inviteOperator);
    const registry = { api, inbox, folder: home, officer };
    const enrol = (name: string, credentials: readonly object[]) => enrolSigner(registry, name, credentials);
    const signers: Signer[] = [];
    for (const [number, credentials] of equipment.entries()) {
      // One after the other: what is asked for again because it took too long is issued again, and that is limited.
      // oxlint-disable-next-line no-await-in-loop
      signers.push(await enrol(`signer${number}`, credentials));
    }
    return await work({ platform, databases, api, inbox, officer, signers, enrol, note, signal });
  } finally {
    // One after the other, the last opened first.
    // oxlint-disable-next-line no-await-in-loop
    for (const close of closing) await close();
  }
}
