import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { readExample } from '../src/printed-example.ts';

const example = path.join(import.meta.dirname, '..', '..', 'packages', 'client', 'example', 'first-order.ts');

/** What a front end does with the typed client. */
export function describeClient(running: () => AbusedPlatform): void {
  describe('the typed client', () => {
    it('takes a buyer from an empty cart to his inventory, as docs/client.md prints it', async () => {
      expect(await readFile(example, 'utf8')).toBe(`${await readExample('client.md', 'ts')}\n`);
      const { api, platform } = running();
      const env = { ...process.env, SERVER: api.url, INBOX: platform.inboxUrl };
      const { stdout } = await promisify(execFile)(process.execPath, [example], { env, timeout: 90_000 });
      const lines = stdout.trim().split('\n');
      expect(lines).toEqual([
        expect.stringMatching(/^order CS-\d{4}-\d{6} over 200 USD is placed$/),
        'refused: PASSWORD_TOO_SHORT at /password',
        expect.stringMatching(/^licence lic_\w{26}: document-person, available$/),
        expect.stringMatching(/^order CS-\d{4}-\d{6}: completed$/),
      ]);
    }, 120_000);
  });
}
