import { texts } from '@countersign/texts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { closed, Language, said } from '../../schemas.ts';

const getTexts = {
  operationId: 'getTexts',
  summary: 'Read the texts of pages in one language',
  description:
    'R2, R4: whatever an answer names by an id (`messageId`, `nextActions` as `action.…`, the key of a question as `question.…`, the code of a problem as `problem.…`) has its text here. `{name}` stands for a parameter (`messageParameters`).',
  tags: ['Login'],
  params: closed({ language: Language }),
  response: {
    200: closed(
      {
        language: said('Language (BCP 47).', 'en'),
        texts: Type.Record(Type.String(), Type.String(), {
          description: 'The texts by their ids.',
          examples: [
            { 'login.completed': 'You are logged in.', 'set_up.progress': 'Step {done} of {required} is done' },
          ],
        }),
      },
      { title: 'Texts' },
    ),
  },
};

/** `/v1/texts`: what front ends show, answered from memory with an entity tag. */
export const textRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/texts/:language', { schema: getTexts, config: { public: true, cached: {} } }, async ({ params }) => ({
    language: params.language,
    texts: texts[params.language],
  }));
};
