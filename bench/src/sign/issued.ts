import { randomBytes } from 'node:crypto';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import { databaseUrlOf } from '../counting/databases.ts';
import { withDatabase } from '../login/users.ts';

/**
 * Makes certificates that were issued, as copies of one row, because issuing as many takes longer than what is measured.
 * Returns their serial numbers, hexadecimal, each as long as that one.
 */
export async function makeIssued({ platform }: TestPlatform, serialNumber: string, count: number): Promise<string[]> {
  const bytes = serialNumber.length / 2;
  const first = serialNumber.slice(0, 2);
  const serialNumbers = Array.from({ length: count }, () => `${first}${randomBytes(bytes - 1).toString('hex')}`);
  await withDatabase(await databaseUrlOf(platform, 'certificate-authority'), async (client) => {
    const { rowCount } = await client.query(
      `insert into issuances select (jsonb_populate_record(i, jsonb_build_object('request_id', 'copy_' || n.number,
         'serial_number', n.serial, 'public_key_hash', '\\x' || encode(sha256(n.serial::bytea), 'hex')))).*
       from issuances i, unnest($2::text[]) with ordinality as n (serial, number) where i.serial_number = $1`,
      [serialNumber, serialNumbers],
    );
    if (rowCount !== count) throw new Error('certificates could not be copied');
  });
  return serialNumbers;
}
