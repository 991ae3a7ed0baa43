import { describe, expect, test } from '@jest/globals';
import { holdsCardNumber } from './card-number.ts';

describe('a text that looks like a card number', () => {
  test.each([
    '4242424242424242',
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    '378282246310005',
    'my card is 5555555555554444.',
    'tok_4242424242424242',
  ])('is found: %s', (text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });

  test.each([
    '4242424242424241',
    '+4915123456785',
    '+1 202 555 0123',
    'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
    'a4242424242424242b',
    '2026-11-21T12:00:00Z',
    '',
  ])('is not seen in %s', (text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });
});
