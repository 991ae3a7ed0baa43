import { describe, expect, it } from '@jest/globals';
import { findLeaks } from './leaks.ts';

const seed = Buffer.from('8fed87b7698333632be40a813ccbd4aba36032daebd664b28d40ca432a954ffc', 'hex');
const secrets = { seed, password: '40118326' };
const formsIn = (piece: Uint8Array | string) => findLeaks([piece], secrets).map(({ form }) => form);

describe('a transcript', () => {
  it.each([
    ['raw', Buffer.concat([Buffer.from('{'), seed, Buffer.from('}')])],
    ['hex', seed.toString('hex').toUpperCase()],
    ['base64', JSON.stringify({ a: seed.toString('base64') })],
    ['base64url', seed.toString('base64url')],
    ['base64', Buffer.concat([Buffer.from('x'), seed, Buffer.from('y')]).toString('base64')],
    ['base64url', Buffer.concat([Buffer.from('xy'), seed]).toString('base64url')],
    // As `base32` of coreutils prints it.
    ['base32', 'R7WYPN3JQMZWGK7EBKATZS6UVORWAMW25PLGJMUNIDFEGKUVJ76A===='],
    ['decimal', `=${BigInt(`0x${seed.toString('hex')}`)};`],
    ['list of bytes', JSON.stringify({ type: 'Buffer', data: [...seed] })],
  ])('that holds a key as %s gives it away', (form, piece) => {
    expect(formsIn(piece)).toContain(form);
  });

  it.each([
    ['raw', '{"activationPassword":"40118326"}'],
    ['raw in groups', '4011-8326'],
    ['hex', Buffer.from('40118326').toString('hex')],
    ['base64', Buffer.from('{"p":"40118326"}').toString('base64')],
    ['decimal', '{"p":40118326}'],
  ])('that holds a password as %s gives it away', (form, piece) => {
    expect(formsIn(piece)).toContain(form);
  });

  it('without any secret is clean, also where a longer number holds the digits', () => {
    expect(formsIn('{"at":1740118326000}')).toEqual([]);
    expect(formsIn(Buffer.alloc(4096, 7))).toEqual([]);
  });

  it('names the secret and the piece, and never repeats the secret', () => {
    const leaks = findLeaks(['clean', seed.toString('hex')], secrets);
    expect(leaks).toEqual([{ secret: 'seed', form: 'hex', piece: 1 }]);
  });

  it('of nothing, and a secret that chance may find, are no test', () => {
    expect(() => findLeaks([], secrets)).toThrow('nothing was recorded');
    expect(() => findLeaks(['x'], { pin: '123' })).toThrow('by chance');
  });
});
