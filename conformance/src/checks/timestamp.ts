import { createHash } from 'node:crypto';
import { type Check, checksOf, expectError, expectObject, expectThat, invalidRequest, textOf } from '../check.ts';
import { sha256Oid } from '../world.ts';

const digest = createHash('sha256').update('content to be time-stamped').digest();

/** `signatures/timestamp`. */
export const timestampChecks: readonly Check[] = [
  ...checksOf('signatures/timestamp', [1, 2], {
    'time-stamps a digest (RFC 3161)': async (world) => {
      await world.requireMethod('signatures/timestamp');
      const { accessToken: token } = await world.service();
      const body = { hash: digest.toString('base64'), hashAlgo: sha256Oid, nonce: '0a1b2c3d4e5f' };
      const given = expectObject(await world.call('signatures/timestamp', body, { token }));
      const der = Buffer.from(textOf(given, 'timestamp'), 'base64');
      expectThat(der.includes(digest), 'the token must hold the digest');
      expectThat(der.includes(Buffer.from(body.nonce, 'hex')), 'the token must hold the nonce');
    },
    'refuses a digest that is missing, empty, not base64 or of another length': async (world) => {
      await world.requireMethod('signatures/timestamp');
      const { accessToken: token } = await world.service();
      for (const hash of [undefined, '', 7, '%%%', digest.subarray(1).toString('base64')]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('signatures/timestamp', { hash, hashAlgo: sha256Oid }, { token }), invalidRequest);
      }
    },
    'refuses an algorithm that is unknown, and a nonce that is not hexadecimal': async (world) => {
      await world.requireMethod('signatures/timestamp');
      const { accessToken: token } = await world.service();
      const hash = digest.toString('base64');
      const wrong = [
        { hash },
        { hash, hashAlgo: '1.2.3.4' },
        { hash, hashAlgo: 7 },
        { hash, hashAlgo: sha256Oid, nonce: 'xyz' },
        { hash, hashAlgo: sha256Oid, nonce: 7 },
      ];
      for (const body of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('signatures/timestamp', body, { token }), invalidRequest);
      }
    },
  }),
];
