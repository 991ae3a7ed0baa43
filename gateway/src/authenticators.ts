import type { Authenticator } from '@countersign/proto/second-factor';
import { type Static, Type } from 'typebox';
import { getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, count, moment, oneOf, said, text } from './schemas.ts';

/** Where an authenticator may stand. */
export const states = ['issued', 'bound', 'active', 'suspended', 'locked', 'expired', 'void', 'revoked'] as const;

/** An authenticator, as its user and those who administer him see it. */
export const AuthenticatorSchema = closed(
  {
    id: said('Id of the authenticator.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    kind: said('Kind: totp (any app), soft_token, grid_card, egrid, sms, email or emergency_code.', 'totp'),
    label: said('Name that the user gave it.', 'My phone'),
    state: oneOf(states, 'Where it stands; said by the texts `authenticator.<state>`.'),
    stateReason: Type.Optional(
      said(
        'Why it is suspended, locked, void or revoked: what an administrator or officer wrote, or one of removed, replaced, lost, used, too many wrong answers, wrong registration codes, all cells were used.',
        'replaced',
      ),
    ),
    profile: Type.Optional(said('By which rules it was issued: guide or strict.', 'guide')),
    serial: Type.Optional(said('Serial number of a soft token or card; shown to people as 69350-19387.', '6935019387')),
    platform: Type.Optional(said('Of a soft token: mobile or desktop.', 'mobile')),
    device: Type.Optional(said('Name and model that the app of a soft token gave.', 'Reference app')),
    codesReused: Type.Optional(
      Type.Boolean({
        description:
          'Of a soft token: whether somebody came with its activation codes after its app had used them; in lists only.',
        examples: [false],
      }),
    ),
    maskedDestination: Type.Optional(said('Where its codes are sent, most of it hidden.', '+1••••••23')),
    replacesId: Type.Optional(
      said('Authenticator that it replaces once it is active.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5M'),
    ),
    challengesLeft: Type.Optional(count('Challenges that a card of one-time cells has left.', 12)),
    createdAt: moment('When it was issued.'),
    lastUsedAt: Type.Optional(moment('When it was last used; absent when never.')),
    expiresAt: Type.Optional(moment('When it expires; absent when it does not.')),
  },
  { title: 'Authenticator' },
);

/** What is done to the authenticator of somebody else: last part of the path, value of the contract, and in words. */
export const authenticatorChanges = [
  {
    path: 'suspension',
    change: 'AUTHENTICATOR_CHANGE_SUSPEND',
    verb: 'suspend',
    title: 'Suspend',
    effect: 'It is not taken until it is resumed.',
  },
  {
    path: 'resumption',
    change: 'AUTHENTICATOR_CHANGE_RESUME',
    verb: 'resume',
    title: 'Resume',
    effect: 'It is taken again after a suspension.',
  },
  {
    path: 'unlocking',
    change: 'AUTHENTICATOR_CHANGE_UNLOCK',
    verb: 'unlock',
    title: 'Unlock',
    effect: 'It is taken again after too many wrong answers.',
  },
  {
    path: 'revocation',
    change: 'AUTHENTICATOR_CHANGE_REVOKE',
    verb: 'revoke',
    title: 'Revoke',
    effect: 'It is not taken any more, for good.',
  },
] as const;

/** Why somebody changes the authenticator of somebody else. */
const ChangeReason = text({
  description: 'Why; shown to the user.',
  minLength: 3,
  maxLength: 200,
  example: 'the phone was stolen',
});

/** What is said when the authenticator of somebody else is changed. */
export const ChangeBody = closed({ reason: ChangeReason }, { examples: [{ reason: 'the phone was stolen' }] });

/** Serial number of a card as people type it. */
export const CardSerial = text({
  description: 'Serial number printed on the card, 10 digits; spaces and hyphens are ignored.',
  maxLength: 32,
  pattern: '^[0-9 -]+$',
  example: '69350-19387',
});

/** Name of an authenticator in the list of its user. */
export const AuthenticatorLabel = text({
  description: 'Name for the list.',
  maxLength: 64,
  example: 'Card in my desk',
});

/** An authenticator in JSON. */
export function toAuthenticatorJson(authenticator: Authenticator): Static<typeof AuthenticatorSchema> {
  return omitUndefined({
    id: authenticator.id,
    kind: authenticator.kind,
    label: authenticator.label,
    state: getWord('AUTHENTICATOR_STATE', authenticator.state, states),
    stateReason: orAbsent(authenticator.stateReason),
    profile: orAbsent(authenticator.profile),
    serial: orAbsent(authenticator.serial),
    platform: orAbsent(authenticator.platform),
    device: orAbsent(authenticator.device),
    codesReused: authenticator.codesReused,
    maskedDestination: orAbsent(authenticator.maskedDestination),
    replacesId: orAbsent(authenticator.replacesId),
    challengesLeft: authenticator.challengesLeft,
    createdAt: getTime(authenticator.createdAt, 'created_at'),
    lastUsedAt: timeOrAbsent(authenticator.lastUsedAt),
    expiresAt: timeOrAbsent(authenticator.expiresAt),
  });
}
