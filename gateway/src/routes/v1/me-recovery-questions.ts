import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { RecoveryAnswers } from '../../recovery.ts';
import { closed, count, oneOf, said } from '../../schemas.ts';

const policies = ['off', 'optional', 'required'] as const;

const list = {
  operationId: 'listRecoveryQuestions',
  summary: 'List the questions that may help to recover the password',
  description: 'E19: the bank, and which of them are answered. No answer is ever shown.',
  tags: ['Me'],
  response: {
    200: closed(
      {
        policy: oneOf(policies, 'Whether the policy has them.'),
        toAnswer: count('Number that must be answered.', 5),
        questions: Type.Array(
          closed(
            {
              key: said('Key of the question; its text has the id `question.<key>`.', 'first_teacher'),
              answered: Type.Boolean({ description: 'Whether it is answered.', examples: [false] }),
            },
            { title: 'RecoveryQuestion' },
          ),
          { description: 'In the order of the bank.' },
        ),
      },
      { title: 'RecoveryQuestions' },
    ),
  },
};

const set = {
  operationId: 'setRecoveryAnswers',
  summary: 'Answer the questions that may help to recover the password',
  description: 'E19: replaces all answers. They are stored as hashes; the user is told by mail.',
  tags: ['Me'],
  body: closed(
    { answers: RecoveryAnswers },
    {
      examples: [
        {
          answers: [
            { key: 'childhood_friend', answer: 'Bertha Quill' },
            { key: 'first_teacher', answer: 'Miss Ferrybank' },
            { key: 'first_concert', answer: 'The Wandering Kettles' },
            { key: 'first_job_town', answer: 'Little Upton' },
            { key: 'grandparent_street', answer: 'Orchard Rise' },
          ],
        },
      ],
    },
  ),
  response: {
    200: closed(
      { answered: count('Number of questions that are answered now.', 5) },
      { title: 'RecoveryAnswersSet', description: 'The answers are stored.' },
    ),
  },
};

/** `/v1/me/recovery-questions`. */
export const meRecoveryQuestionRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (
  app,
  { identity },
) => {
  app.get('/me/recovery-questions', { schema: list, config: { scope: 'set-up' } }, async () => {
    const { questions, toAnswer, policy } = await identity.listRecoveryQuestions({});
    const known = policies.find((word) => word === policy);
    if (known === undefined) throw new Error('a policy of questions is unknown');
    return { policy: known, toAnswer, questions: questions.map(({ key, answered }) => ({ key, answered })) };
  });

  app.put(
    '/me/recovery-questions',
    {
      schema: set,
      config: {
        scope: 'set-up',
        sensitive: 'login',
        problems: {
          400: [
            'QUESTION_UNKNOWN',
            'ANSWERS_TOO_FEW',
            'ANSWER_TOO_SHORT',
            'ANSWER_TOO_LONG',
            'ANSWER_TOO_COMMON',
            'ANSWER_REPEATED',
          ],
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['SET_UP_OVER'],
          404: ['USER_NOT_FOUND'],
          409: ['RECOVERY_QUESTIONS_OFF'],
          503: ['HASHING_BUSY'],
        },
      },
    },
    async ({ body: { answers } }) => {
      const { answered } = await identity.setRecoveryAnswers({ answers });
      return { answered };
    },
  );
};
