import { describe, expect, it } from '@jest/globals';
import { createSignedAnswers, type SignedAnswer } from './signed-answers.ts';

const begin = new Date('2026-11-22T12:00:00Z');
const after = (minutes: number) => new Date(begin.getTime() + minutes * 60_000);
const anAnswer = (name: string): SignedAnswer => ({
  response: Buffer.from(name),
  thisUpdate: begin,
  nextUpdate: after(60),
});

describe('answers that were signed', () => {
  it('are given again in the first half of their life only', () => {
    const answers = createSignedAnswers(10);
    answers.keep('a', anAnswer('a'));
    expect(answers.find('a', after(29))?.response.toString()).toBe('a');
    expect(answers.find('b', after(0))).toBeUndefined();
    expect(answers.find('a', after(-1))).toBeUndefined();
    answers.keep('a', anAnswer('a'));
    expect(answers.find('a', after(30))).toBeUndefined();
  });

  it('are forgotten in the order of their last use when there are too many', () => {
    const answers = createSignedAnswers(2);
    answers.keep('a', anAnswer('a'));
    answers.keep('b', anAnswer('b'));
    answers.find('a', after(1));
    answers.keep('c', anAnswer('c'));
    expect(['a', 'b', 'c'].filter((key) => answers.find(key, after(1)) !== undefined)).toEqual(['a', 'c']);
  });
});
