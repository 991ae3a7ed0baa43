import { describe, expect, it } from '@jest/globals';
import { nextProof } from '../recovery/recovery-flow.ts';
import { contactHoldMs, isContactHeld } from './contact-change.ts';

const changed = new Date('2026-11-21T12:00:00Z');
const after = (ms: number) => new Date(changed.getTime() + ms);

describe('a changed contact', () => {
  it('is held for 24 hours', () => {
    expect(isContactHeld({}, changed)).toBe(false);
    expect(isContactHeld({ contactChangedAt: changed }, after(contactHoldMs - 1))).toBe(true);
    expect(isContactHeld({ contactChangedAt: changed }, after(contactHoldMs))).toBe(false);
    expect(contactHoldMs).toBe(86_400_000);
  });

  it('lets nobody recover a password by the new mailbox and answers alone while it is held', () => {
    const user = { firstLoginAt: changed, contactChangedAt: changed, canAnswer: true };
    const proofs = (at: Date, over: { releasedUntil?: Date } = {}) =>
      [true, false].map((canUseFactor) => nextProof({ ...user, ...over, canUseFactor }, at));
    expect(proofs(after(1))).toEqual(['factor', 'officer']);
    expect(proofs(after(1), { releasedUntil: after(60_000) })).toEqual(['proved', 'proved']);
    expect(proofs(after(contactHoldMs))).toEqual(['questions', 'questions']);
  });
});
