import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import { MessageInbox } from './message-inbox.ts';
import { PlatformDatabases } from './platform-databases.ts';
import { findLeaks, RecordingClient } from './recording-client.ts';
import { startTestPlatform } from './test-platform.ts';

/** Lines that the launcher keeps. */
const keptLines = 2_000;

/** A platform that a test does bad things to. */
export interface AbusedPlatform {
  api: RecordingClient;
  inbox: MessageInbox;
  platform: Platform;
  databases: PlatformDatabases;
  inviteOperator: () => Promise<string>;
  /** Takes over what was logged since the last call; throws if lines were lost in between. */
  keepLog: () => void;
  /** Lines of the log that hold what was sent as a secret, was given out as one, or was mailed. */
  leaks: () => Promise<{ secret: string; line: string }[]>;
  /** The same in other lines that left the platform. */
  leaksIn: (lines: ReadonlySet<string>) => Promise<{ secret: string; line: string }[]>;
  stop: () => Promise<void>;
}

/** Starts a platform in a folder of its own, without limits on requests and text messages, and with logs that tell all that they can. */
export async function startAbusedPlatform(): Promise<AbusedPlatform> {
  process.env['RATE_LIMIT_PER_MINUTE'] = '1000000';
  process.env['RATE_LIMIT_SENSITIVE_PER_MINUTE'] = '1000000';
  // Most of the codes that it sends never come back.
  process.env['SMS_PREFIX_HOUR_LIMIT'] = '1000000';
  process.env['SMS_DAY_LIMIT'] = '1000000';
  process.env['SMS_CONVERSION_ALARM_PERCENT'] = '0';
  // So that the platform comes to rest soon.
  process.env['AUDIT_ROOT_SECONDS'] = '1';
  process.env['LOG_LEVEL'] = 'debug';
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-abused-'));
  const { url, inboxUrl, platform, inviteOperator, stop } = await startTestPlatform(folder);
  const databases = await PlatformDatabases.of(platform);
  const api = new RecordingClient(url);
  const inbox = new MessageInbox(inboxUrl);
  const log = new Set<string>();
  const keepLog = () => {
    const lines = platform.logs();
    if (log.size > 0 && lines.length >= keptLines && !log.has(lines[0] ?? '')) {
      throw new Error('log lines were lost: keep the log more often');
    }
    for (const line of lines) log.add(line);
  };
  const leaksIn = async (lines: ReadonlySet<string>) => {
    for (const { text } of await inbox.list()) {
      for (const secret of text.match(/(?<=^@\S+ #)\d{6}$|(?<=#token=)[\w-]+/gm) ?? []) api.secrets.add(secret);
    }
    // A finder that finds nothing, or too few lines, would prove nothing.
    const planted = [...api.secrets].map((secret) => `{"planted":"${secret}"}`);
    if (planted.length === 0 || findLeaks(planted, api.secrets).length < planted.length || lines.size < 100) {
      throw new Error('leaks could not be found here');
    }
    return findLeaks(lines, api.secrets);
  };
  return {
    api,
    inbox,
    platform,
    databases,
    inviteOperator,
    leaks: async () => {
      keepLog();
      return await leaksIn(log);
    },
    leaksIn,
    keepLog,
    stop: async () => {
      await databases.close();
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
