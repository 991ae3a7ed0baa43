import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const root = path.join(import.meta.dirname, '..');
const pages = globSync('**/*.md', {
  cwd: root,
  exclude: (name) => /^(node_modules|fixtures|\..+)$/.test(path.basename(name)),
});

const textOf = (page: string): string =>
  readFileSync(path.join(root, page), 'utf8').replaceAll(/^ *```.*\n[^]*?^ *```$/gm, '');

/** The names by which the headings of a page are linked to. */
const headingsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );

/** What is wrong with a link, where anything is. */
function findFault(page: string, link: string): string | undefined {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(root, target))) return 'is not there';
  if (heading === undefined || !target.endsWith('.md')) return undefined;
  return headingsOf(target).includes(heading) ? undefined : 'has no such heading';
}

it('every relative link of the documents leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(50);
  const faults = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)\n]*)(\)?)/g)].flatMap(([, link = '', end]) => {
      if (end === '') return [`${page}: ${link} has no end`];
      const fault = /^[a-z]+:/.test(link) ? undefined : findFault(page, link);
      return fault === undefined ? [] : [`${page}: ${link} ${fault}`];
    }),
  );
  expect(faults).toEqual([]);
});
