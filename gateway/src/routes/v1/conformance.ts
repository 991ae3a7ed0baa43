import type { FactorStrength, PolicyDeviation } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { omitUndefined } from '../../json.ts';
import { closed, count, said } from '../../schemas.ts';

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

const StrengthSchema = closed(
  {
    kind: said('Kind of factor, or one_time_pin, transaction_code, activation.', 'totp'),
    permitted: Type.Boolean({ description: 'Whether the policy permits it.', examples: [true] }),
    entropyBits: number('Entropy of what is typed, in bits.', 19.9),
    chancePerGuess: number('Chance that one guess is right.', 0.000003),
    guessesPerYear: count('Guesses that the policy lets through in a year.', 100),
    chancePerYear: number('Chance that one of them is right, for somebody who knows the password.', 0.0003),
    acr: said('Authentication context class that a login by it reaches.', 'urn:countersign:aal2'),
  },
  { title: 'FactorStrength' },
);

function number(description: string, example: number) {
  return Type.Number({ description, minimum: 0, examples: [example] });
}

const getConformance = {
  operationId: 'getConformance',
  summary: 'List where the active policy deviates from the standards',
  description:
    'E14, E19, R8: every requirement of ASVS 5.0, chapters 6 and 7, and of SP 800-63B-4 that a setting of the active policy breaks, with the setting that causes it. What no setting can break is not listed. And what a guess at each kind of factor is worth under that policy.',
  tags: ['Login'],
  response: {
    200: closed(
      {
        profile: said('Profile on which the settings build: guide or strict.', 'guide'),
        deviations: Type.Array(DeviationSchema, { description: 'By standard and requirement.' }),
        strengths: Type.Array(StrengthSchema, { description: 'By kind of factor.' }),
      },
      { title: 'Conformance' },
    ),
  },
};

/** `/v1/conformance`: answered from memory for a few seconds. */
export const conformanceRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get('/conformance', { schema: getConformance, config: { public: true, cached: {} } }, async () => {
    const { profile, deviations, strengths } = await identity.listPolicyDeviations({});
    return { profile, deviations: deviations.map(toDeviationJson), strengths: strengths.map(toStrengthJson) };
  });
};

function toDeviationJson({ level, ...deviation }: PolicyDeviation): Static<typeof DeviationSchema> {
  return omitUndefined({ ...deviation, level: level === 0 ? undefined : level });
}

function toStrengthJson(strength: FactorStrength): Static<typeof StrengthSchema> {
  const { kind, permitted, entropyBits, chancePerGuess, guessesPerYear, chancePerYear, acr } = strength;
  return { kind, permitted, entropyBits, chancePerGuess, guessesPerYear, chancePerYear, acr };
}
