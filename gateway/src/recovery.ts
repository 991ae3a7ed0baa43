import { Type } from 'typebox';
import { closed, text } from './schemas.ts';

/** Answers to questions of the bank. */
export const RecoveryAnswers = Type.Array(
  closed(
    {
      key: text({ description: 'Key of the question.', maxLength: 64, example: 'first_teacher' }),
      answer: text({
        description: 'The answer; case, marks and spaces do not matter.',
        maxLength: 256,
        format: 'password',
        example: 'Miss Ferrybank',
      }),
    },
    { title: 'RecoveryAnswer' },
  ),
  {
    description: 'One answer for each question.',
    minItems: 1,
    maxItems: 12,
    examples: [[{ key: 'first_teacher', answer: 'Miss Ferrybank' }]],
  },
);
