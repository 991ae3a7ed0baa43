import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFileText } from '../secrets/private-file.ts';
import type { Ports } from './ports.ts';
import { stateFolders } from './state.ts';
import type { Topology } from './topology.ts';

/** Where a running platform is, for the commands of operators. */
interface Announcement {
  readonly pid: number;
  readonly gatewayUrl: string;
  readonly inboxUrl: string;
  readonly sandboxUrl: string;
  /** `host:port` of each service and of PostgreSQL. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Page of figures of each service. */
  readonly figures: Readonly<Record<string, string>>;
}

/** The file in which a platform that runs says where it is; there as long as it runs. */
export function announcementFile(runFolder: string): string {
  return path.join(runFolder, 'platform.json');
}

/** Writes down where a platform is; answers with the file, which is to go when the platform ends. */
export async function announce(
  runFolder: string,
  { gatewayUrl, inboxUrl, sandboxUrl }: Pick<Announcement, 'gatewayUrl' | 'inboxUrl' | 'sandboxUrl'>,
  { services }: Topology,
  ports: Ports,
): Promise<string> {
  const addresses = Object.fromEntries(
    [...services.map(({ name }) => name), 'postgres'].map((name) => [name, `localhost:${ports[name]}`]),
  );
  const figures = Object.fromEntries(
    services.map(({ name }) => [name, `http://127.0.0.1:${ports[`${name}-ops`]}/metrics`]),
  );
  const announcement: Announcement = { pid: process.pid, gatewayUrl, inboxUrl, sandboxUrl, addresses, figures };
  const file = announcementFile(runFolder);
  await writeFile(file, `${JSON.stringify(announcement, undefined, 2)}\n`, { mode: 0o600 });
  return file;
}

/** Where the platform of a state folder is; undefined while none runs there. */
export async function findAnnouncement(home: string): Promise<Partial<Announcement> | undefined> {
  const text = await findFileText(announcementFile(stateFolders(home).run));
  return text === undefined ? undefined : (JSON.parse(text) as Partial<Announcement>);
}
