import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerText, normalAnswer, questionKeys, requireGoodAnswers } from './question.ts';

const owner = { email: 'ada.lovelace@example.com', givenName: 'Ada', surname: 'Lovelace' };
const good = ['Bertha Quill', 'Miss Ferrybank', 'The Wandering Kettles', 'Little Upton', 'Orchard Rise'];
const given = (answers: readonly string[]) =>
  answers.map((answer, index) => ({ key: questionKeys[index % questionKeys.length] ?? '', answer }));
const reasonFor = (answers: ReturnType<typeof given>) => {
  try {
    requireGoodAnswers(answers, { owner, toAnswer: 5 });
    return 'good';
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};
const withFirst = (answer: string) => reasonFor(given([answer, ...good.slice(1)]));

describe('the form of an answer', () => {
  it('keeps letters and digits, and drops case, marks and spaces around', () => {
    expect(normalAnswer('  O’Connor-Straße   7, "Ulm" ')).toBe('oconnorstrasse 7 ulm');
    expect(normalAnswer('Ｆｕｌｌ ｗｉｄｔｈ')).toBe('full width');
    expect(normalAnswer('É\u200Bcole')).toBe('école');
    expect(normalAnswer('ΝΙΚΟΣ-Α')).toBe(normalAnswer('νικοσα'));
  });

  it('is the same however it is encoded, and has no other form itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (answer) => {
        const normal = normalAnswer(answer);
        expect(normalAnswer(answer.normalize('NFD'))).toBe(normal);
        expect(normalAnswer(normal)).toBe(normal);
      }),
    );
  });

  it('is bound to the user and the question', () => {
    const texts = ['usr_1', 'usr_2'].flatMap((userId) =>
      questionKeys.map((key) => answerText(userId, { key, answer: 'Bertha Quill' })),
    );
    expect(new Set(texts).size).toBe(texts.length);
    expect(answerText('usr_1', { key: 'first_film', answer: 'x'.repeat(2_000) })).toBe(
      answerText('usr_1', { key: 'first_film', answer: '' }),
    );
  });
});

describe('answers', () => {
  it('are at least as many as the policy asks for, to questions of the bank', () => {
    expect(reasonFor(given(good))).toBe('good');
    expect(reasonFor(given(good.slice(1)))).toBe('ANSWERS_TOO_FEW');
    expect(reasonFor(given(good).with(2, { key: 'my_own', answer: 'Bertha' }))).toBe('QUESTION_UNKNOWN');
  });

  it('have 3 to 128 characters that count', () => {
    expect(withFirst('Q.')).toBe('ANSWER_TOO_SHORT');
    expect(withFirst('!!! ---')).toBe('ANSWER_TOO_SHORT');
    expect(withFirst('Bo Q')).toBe('good');
    expect(withFirst(`${'ab '.repeat(42)}abc`)).toBe('ANSWER_TOO_LONG');
    expect(withFirst('\u1f82x'.repeat(5_000))).toBe('ANSWER_TOO_LONG');
  });

  it('are nothing that anybody would try, nor what anybody knows of their user', () => {
    const easy = [
      'None',
      'N.O.N.E.',
      'Keine!',
      'je ne sais pas',
      'NO SÉ',
      'aaaa',
      'a a a',
      'friend',
      'Childhood Friend',
    ];
    const own = ['Ada', 'LOVELACE', 'ada lovelace', 'Lovelace, Ada', 'ada.lovelace@example.com', 'ada.lovelace'];
    for (const answer of [...easy, ...own]) expect([answer, withFirst(answer)]).toEqual([answer, 'ANSWER_TOO_COMMON']);
  });

  it('differ from each other, and so do their questions', () => {
    expect(withFirst('miss FERRYBANK')).toBe('ANSWER_REPEATED');
    const [first, second, ...others] = given(good);
    expect(reasonFor([first, { ...second, key: first?.key ?? '' }, ...others] as ReturnType<typeof given>)).toBe(
      'ANSWER_REPEATED',
    );
  });

  it('name the field at fault', () => {
    expect(() => requireGoodAnswers(given(['Bertha Quill', 'none']), { owner, toAnswer: 5 })).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ pointer: '/answers/1/answer' })] }),
    );
  });
});
