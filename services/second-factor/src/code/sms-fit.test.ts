import { expect, it } from '@jest/globals';
import { codesFit } from './sms-fit.ts';

it.each([
  ['localhost', true],
  ['remote-signing.example.com', true],
  ['remote-signing.of-a-company-with-a-long-name.example.com', false],
  // One letter outside of the GSM 7-bit alphabet halves what fits.
  ['unterschrift.bücher`.example', false],
])('codes bound to the host %s fit into one text message: %s', (host, fits) => {
  expect(codesFit(host)).toBe(fits);
});
