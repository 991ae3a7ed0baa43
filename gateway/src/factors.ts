import type { Factor, FactorPrompt } from '@countersign/proto/second-factor';
import { type Static, Type } from 'typebox';
import { omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, moment, said, text } from './schemas.ts';

/** Kinds of factor that a policy may permit. */
export const kinds = ['totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email'] as const;

/** A factor that a user may choose. */
export const FactorSchema = closed(
  {
    authenticatorId: said('Id of the authenticator.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    kind: said('Kind: totp, soft_token, grid_card, egrid, sms, email or emergency_code.', 'grid_card'),
    label: said('Name that the user gave it.', 'Card in my desk'),
    maskedDestination: Type.Optional(said('Where its codes are sent, most of it hidden.', '+1••••••23')),
    serial: Type.Optional(said('Serial number of a soft token or card.', '6935019387')),
  },
  { title: 'Factor' },
);

/** What a factor asks for. */
export const FactorPromptSchema = closed(
  {
    authenticatorId: said('Id of the authenticator.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    kind: said('Its kind.', 'grid_card'),
    cells: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Cells to read from the card, in the order in which they are typed.',
        examples: [['A1', 'C4', 'J5']],
      }),
    ),
    serial: Type.Optional(said('Serial number of the card.', '6935019387')),
    maskedDestination: Type.Optional(said('Where a code was sent, most of it hidden.', '+1••••••23')),
    channel: Type.Optional(said('How it was sent: sms or email.', 'sms')),
    resendAt: Type.Optional(moment('Earliest moment of another send.')),
    expiresAt: Type.Optional(moment('Moment after which the code is refused; cells stay until they are answered.')),
    challengeId: Type.Optional(
      said(
        'Challenge of the cells; the authorisation of a signature takes it with the answer.',
        'chl_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
      ),
    ),
  },
  { title: 'FactorPrompt' },
);

/** The code of a factor of any kind. */
export const FactorCode = text({
  description: 'Security code, or the cells of a card one after the other; spaces and hyphens are ignored.',
  maxLength: 32,
  pattern: '^[0-9A-Za-z -]+$',
  example: '123456',
});

/** A factor in JSON. */
export function toFactorJson(factor: Factor): Static<typeof FactorSchema> {
  return omitUndefined({
    authenticatorId: factor.authenticatorId,
    kind: factor.kind,
    label: factor.label,
    maskedDestination: orAbsent(factor.maskedDestination),
    serial: orAbsent(factor.serial),
  });
}

/** What a factor asks for, in JSON. */
export function toPromptJson(prompt: FactorPrompt): Static<typeof FactorPromptSchema> {
  return omitUndefined({
    authenticatorId: prompt.authenticatorId,
    kind: prompt.kind,
    cells: prompt.cells.length === 0 ? undefined : prompt.cells,
    serial: orAbsent(prompt.serial),
    maskedDestination: orAbsent(prompt.maskedDestination),
    channel: orAbsent(prompt.channel),
    resendAt: timeOrAbsent(prompt.resendAt),
    expiresAt: timeOrAbsent(prompt.expiresAt),
    challengeId: orAbsent(prompt.challengeId),
  });
}
