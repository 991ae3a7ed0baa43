import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { locales } from '@countersign/messaging';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gridOf, newCardKey } from '../card-key.ts';
import { columnNames, type Geometry } from '../geometry.ts';
import { drawEgrid } from './egrid-pdf.ts';

const run = promisify(execFile);
const password = 'ABCDEFGHJKMN';
const geometry: Geometry = { mode: 'reuse', rows: 9, columns: 12, cells: 3, alphabet: 'crockford' };
const grid = gridOf(newCardKey(), geometry);
const columns = columnNames(geometry);
const card = { serial: '6935019387', validUntil: new Date('2028-11-22T00:00:00Z'), geometry, grid };
const draw = (locale: (typeof locales)[number] = 'en') =>
  drawEgrid(card, { providerName: 'Example Sign', locale, password });

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'egrid-'));
  file = path.join(folder, 'egrid.pdf');
  await writeFile(file, await draw());
});
afterAll(() => rm(folder, { recursive: true }));

describe('an eGrid', () => {
  itWitnessedBy('qpdf')('is encrypted with AES-256, revision 6, for qpdf', async () => {
    const { stdout } = await run('qpdf', ['--show-encryption', `--password=${password}`, file]);
    expect(stdout).toMatch(/^R = 6$/m);
    expect(stdout).toMatch(/^stream encryption method: AESv3$/m);
    expect(stdout).toMatch(/^string encryption method: AESv3$/m);
    expect(stdout).toMatch(/^file encryption method: AESv3$/m);
    expect(stdout).toMatch(/^Supplied password is user password$/m);
    expect(stdout).toMatch(/^modify anything: not allowed$/m);
    await run('qpdf', ['--check', `--password=${password}`, file]);
  });

  itWitnessedBy('qpdf', 'pdftotext')('opens by no other password, and by none', async () => {
    for (const wrong of ['', password.toLowerCase(), `${password}0`, 'ABCDEFGHJKMP']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(run('qpdf', ['--check', `--password=${wrong}`, file])).rejects.toThrow('invalid password');
    }
    await expect(run('pdftotext', [file, '-'])).rejects.toThrow('Incorrect password');
  });

  itWitnessedBy('pdftotext')(
    'is read back by pdftotext, every cell in its place, with serial number and end',
    async () => {
      const { stdout } = await run('pdftotext', ['-layout', '-upw', password, file, '-']);
      const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
      expect(lines).toContainEqual(['Row', ...columns]);
      for (let row = 1; row <= 9; row += 1) {
        expect(lines).toContainEqual([String(row), ...columns.map((column) => grid.get(`${column}${row}`))]);
      }
      expect(stdout).toContain('69350-19387');
      expect(stdout).toContain('22 November 2028');
    },
  );

  itWitnessedBy('pdfinfo')(
    'is one page of PDF 2.0, a tagged table that can be listened to, and names nobody',
    async () => {
      const { stdout } = await run('pdfinfo', ['-upw', password, file]);
      expect(stdout).toMatch(/^Pages:\s+1$/m);
      expect(stdout).toMatch(/^PDF version:\s+2\.0$/m);
      expect(stdout).toMatch(/^Tagged:\s+yes$/m);
      expect(stdout).toMatch(/^Title:\s+eGrid 69350-19387$/m);
      expect(stdout).toMatch(/^Author:\s+Example Sign$/m);
      const { stdout: structure } = await run('pdfinfo', ['-struct-text', '-upw', password, file]);
      const cells = [...structure.matchAll(/^ +TD\n +"(.)"$/gm)].map(([, symbol]) => symbol);
      expect(cells).toEqual(
        Array.from({ length: 9 }, (_, row) => columns.map((column) => grid.get(`${column}${row + 1}`))).flat(),
      );
    },
  );

  itWitnessedBy('pdffonts')('brings its font with it', async () => {
    const { stdout } = await run('pdffonts', ['-upw', password, file]);
    expect(stdout).toMatch(/\+JetBrainsMono\S*\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  itWitnessedBy('pdftotext')('speaks the language of its user', async () => {
    const said = { en: 'Good until', fr: 'Valable jusqu’au', de: 'Gültig bis', es: 'Válida hasta el' };
    for (const locale of locales) {
      const other = path.join(folder, `${locale}.pdf`);
      // oxlint-disable-next-line no-await-in-loop
      await writeFile(other, await draw(locale));
      // oxlint-disable-next-line no-await-in-loop
      const { stdout } = await run('pdftotext', ['-upw', password, other, '-']);
      expect(stdout).toContain(said[locale]);
    }
  });

  it('shows neither its cells nor its password to who only has the file', async () => {
    const text = (await draw()).toString('latin1');
    expect(text).not.toContain(password);
    expect(text).not.toContain('69350');
    expect(text).not.toContain('Good until');
  });
});
