import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readIdentityKey } from './identity-key.ts';

describe('the identity key', () => {
  it('is the first private key of its set, with its public half raw', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = readIdentityKey(JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] }));
    expect(key.publicKey.toString('base64url')).toBe(publicKey.export({ format: 'jwk' }).x);
    expect(verify(null, Buffer.from('x'), publicKey, sign(null, Buffer.from('x'), key.privateKey))).toBe(true);
  });

  it.each(['', '{}', '{"keys":[]}', '{"keys":[{"kty":"OKP","crv":"X25519","x":"SECRET","d":"SECRET"}]}'])(
    'is refused, and not repeated, when it is %j',
    (jwks) => {
      expect(() => readIdentityKey(jwks)).toThrow(/^IDENTITY_KEY must be/);
      expect(() => readIdentityKey(jwks)).not.toThrow(/SECRET/);
    },
  );
});
