import { isTextId } from '@countersign/texts';
import { describe, expect, it } from '@jest/globals';
import { states } from './authenticators.ts';
import { kinds } from './factors.ts';

describe('the texts for pages', () => {
  it.each(states)('say where an authenticator stands: %s', (state) => {
    expect(isTextId(`authenticator.${state}`)).toBe(true);
  });

  it.each([...kinds, 'emergency_code'])('name a factor: %s', (kind) => {
    expect(isTextId(`factor.${kind}`)).toBe(true);
  });
});
