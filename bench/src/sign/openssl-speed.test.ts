import { expect, it } from '@jest/globals';
import { readOpensslSpeed } from './openssl-speed.ts';

it('the signatures per second are read from what openssl speed writes, and nothing else', () => {
  const text = `version: 3.0.22
                  sign    verify    sign/s verify/s
rsa 3072 bits 0.001816s 0.000036s    550.7  27713.3
                              sign    verify    sign/s verify/s
 256 bits ecdsa (nistp256)   0.0000s   0.0001s  48681.9  17025.8
`;
  expect(readOpensslSpeed(text)).toEqual({ 'P-256': 48_681.9, 'RSA-3072': 550.7 });
  expect(() => readOpensslSpeed(text.replace('nistp256', 'nistp384'))).toThrow('said nothing');
});
