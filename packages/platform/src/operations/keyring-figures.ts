import { findAnnouncement } from '../launcher/announcement.ts';
import { PlatformFault } from '../launcher/fault.ts';

/** What processes tell of a keyring. */
export interface KeyringFigures {
  /** The version that each process that was asked seals with. */
  readonly used: readonly number[];
  /** The version whose older rows each process has counted. */
  readonly counted: readonly number[];
  /** Rows under older versions, by `table.column`; the most that any process tells. */
  readonly oldRows: Readonly<Record<string, number>>;
}

/**
 * Asks the processes that the pages of figures belong to; where none is named, the process on the local platform. None is
 * asked where no platform runs. Throws a fault for a page that does not answer.
 */
export async function readFigures({
  home,
  process,
  keyring,
  pages,
}: {
  home: string;
  process: string;
  keyring: string;
  pages: readonly string[];
}): Promise<KeyringFigures> {
  const local = pages.length > 0 ? undefined : (await findAnnouncement(home))?.figures?.[process];
  const texts = await Promise.all((local === undefined ? pages : [local]).map(readPage));
  const used: number[] = [];
  const counted: number[] = [];
  const oldRows: Record<string, number> = {};
  for (const line of texts.join('\n').split('\n')) {
    const [, name, labels = '', value] =
      /^(keyring_current_version|sealing_counted_version|sealing_old_rows)\{(.*)\} (\d+)$/.exec(line) ?? [];
    const label = (key: string) => new RegExp(`(?:^|,)${key}="([^"]*)"`).exec(labels)?.[1];
    if (name === undefined || label('keyring') !== keyring) continue;
    // What another process does not need any more says nothing of this one.
    if (label('service') !== process)
      throw new PlatformFault(`these are the figures of ${label('service')}: name those of ${process}`);
    if (name === 'keyring_current_version') used.push(Number(value));
    else if (name === 'sealing_counted_version') counted.push(Number(value));
    else {
      const place = `${label('table')}.${label('column')}`;
      oldRows[place] = Math.max(oldRows[place] ?? 0, Number(value));
    }
  }
  return { used, counted, oldRows };
}

async function readPage(address: string): Promise<string> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    if (answer.ok) return await answer.text();
  } catch {
    // Said below.
  }
  throw new PlatformFault(`${address} does not answer with figures`);
}
