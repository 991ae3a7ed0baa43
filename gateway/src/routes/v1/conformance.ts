import type { PolicyDeviation } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { omitUndefined } from '../../json.ts';
import { closed, said } from '../../schemas.ts';

const DeviationSchema = closed(
  {
    standard: said('Standard: ASVS 5.0 or SP 800-63B-4.', 'ASVS 5.0'),
    requirement: said('Number of the requirement in it.', '6.4.2'),
    level: Type.Optional(
      Type.Integer({ description: 'Level from which ASVS asks for it.', minimum: 1, maximum: 3, examples: [1] }),
    ),
    service: said('Service whose setting it is.', 'identity'),
    setting: said('Setting that causes it, as it is named in the environment.', 'RECOVERY_QUESTIONS'),
    value: said('Its value.', 'optional'),
    conformingValue: said('Value with which this deviation is gone.', 'off'),
    explanation: said(
      'What deviates.',
      'Answers to questions may help to reset a password, and others can find or guess them.',
    ),
  },
  { title: 'PolicyDeviation' },
);

const getConformance = {
  operationId: 'getConformance',
  summary: 'List where the active policy deviates from the standards',
  description:
    'E14, E19, R8: every requirement of ASVS 5.0, chapters 6 and 7, and of SP 800-63B-4 that a setting of the active policy breaks, with the setting that causes it. What no setting can break is not listed.',
  tags: ['Login'],
  response: {
    200: closed(
      {
        profile: said('Profile on which the settings build: guide or strict.', 'guide'),
        deviations: Type.Array(DeviationSchema, { description: 'By standard and requirement.' }),
      },
      { title: 'Conformance' },
    ),
  },
};

/** `/v1/conformance`: answered from memory for a few seconds. */
export const conformanceRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get('/conformance', { schema: getConformance, config: { public: true, cached: {} } }, async () => {
    const { profile, deviations } = await identity.listPolicyDeviations({});
    return { profile, deviations: deviations.map(toDeviationJson) };
  });
};

function toDeviationJson({ level, ...deviation }: PolicyDeviation): Static<typeof DeviationSchema> {
  return omitUndefined({ ...deviation, level: level === 0 ? undefined : level });
}
