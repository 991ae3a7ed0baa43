import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Platform, productTopology } from '@countersign/platform';
import { PlatformDatabases } from '../../../test/src/platform-databases.ts';
import { startTestPlatform } from '../../../test/src/test-platform.ts';
import { enrolPeople } from '../load/enrol-people.ts';
import { MailCollector } from '../mail-collector.ts';
import type { Signer } from '../signing/people.ts';
import type { FaultPlace } from './catalogue.ts';
import { Gate } from './gate.ts';
import { Clocks } from './processes.ts';

/** A platform of its own, with people, for faults. */
export interface LoadedPlace extends FaultPlace {
  people: readonly Signer[];
  /** What people were mailed. The inbox forgets the oldest: it is collected from after each fault. */
  mails: MailCollector;
  /** What the processes and their launcher said that needs attention; it grows. */
  warnings: readonly { atMs: number; text: string }[];
}

/** Starts the platform in a folder of its own, enrols people, works, and stops everything. */
export async function atFaultPlace<T>(
  { residents, note, signal }: { residents: number; note: (text: string) => void; signal: AbortSignal | undefined },
  work: (place: LoadedPlace) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-faults-'));
  const closing: (() => Promise<unknown>)[] = [
    () => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 }),
  ];
  const warnings: { atMs: number; text: string }[] = [];
  const environment = { ...process.env };
  try {
    note('starting a platform');
    const [mail, texts] = [await Gate.open(), await Gate.open()];
    closing.unshift(
      () => mail.close(),
      () => texts.close(),
    );
    Object.assign(process.env, {
      RATE_LIMIT_PER_MINUTE: '1000000',
      RATE_LIMIT_SENSITIVE_PER_MINUTE: '1000000',
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SMS_URL: `http://127.0.0.1:${texts.port}`,
    });
    const clocks = new Clocks(path.join(home, 'clocks'));
    const { platform, inboxUrl, inviteOperator, stop } = await startTestPlatform(path.join(home, 'platform'), {
      ...(signal === undefined ? {} : { signal }),
      topology: await clocks.set(productTopology),
      write: (text) => void warnings.push({ atMs: Date.now(), text }),
      restartDelay: { firstMs: 200, longestMs: 1_000 },
    });
    closing.unshift(stop);
    mail.target = portOf(platform, 'smtp');
    texts.target = portOf(platform, 'inbox');
    const databases = await PlatformDatabases.of(platform);
    closing.unshift(() => databases.close());
    note('people enrol');
    const folder = path.join(home, 'phones');
    const people = await enrolPeople({ url: platform.gatewayUrl, inboxUrl, inviteOperator, folder, count: residents });
    const mails = new MailCollector(inboxUrl);
    return await work({ platform, databases, clocks, messageGates: [mail, texts], people, mails, warnings });
  } finally {
    // One after the other, the last opened first.
    // oxlint-disable-next-line no-await-in-loop
    for (const close of closing) await close();
    for (const name of ['RATE_LIMIT_PER_MINUTE', 'RATE_LIMIT_SENSITIVE_PER_MINUTE', 'SMTP_URL', 'SMS_URL']) {
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    }
  }
}

function portOf({ ports }: Platform, name: string): number {
  const port = ports[name];
  if (port === undefined) throw new Error(`no port is known for ${name}`);
  return port;
}
