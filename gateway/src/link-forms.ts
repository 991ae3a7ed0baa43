import { type Static, Type } from 'typebox';
import { passwordFaults } from './route-config.ts';
import { closed, Language, Mobile, Password, said, text } from './schemas.ts';

const exampleToken = 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';

const Token = text({ description: 'Token from the fragment of the link.', maxLength: 256, example: exampleToken });

/** Asks what the token of a link opens. */
export const LinkLookUp = closed({ token: Token }, { examples: [{ token: exampleToken }] });

/** A use of a link, for the documents of its routes. */
export const linkExample = { token: exampleToken, password: 'correct horse battery staple', mobile: '+12025550123' };

/** Uses the token of a link: without an access token, the password makes a user. */
export const LinkUse = closed(
  {
    token: Token,
    password: Type.Optional(Password),
    mobile: Type.Optional(Mobile),
    language: Type.Optional(Language),
  },
  { examples: [linkExample] },
);

/** What a link led to. */
export const JoinedAccountSchema = closed(
  {
    accountId: said('Id of the account.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    userId: said('User ID with which to log in.', 'robin.sample@example.com'),
  },
  { title: 'JoinedAccount' },
);

/** Reasons for which the form of a link is refused, beside those of its token. */
export const linkFormFaults = [...passwordFaults, 'MOBILE_INVALID', 'MOBILE_REQUIRED', 'ACTIVATION_LOGGED_IN'];

/** The form as the services take it: what was left out is empty. */
export function fromLinkUse(body: Static<typeof LinkUse>) {
  return {
    token: body.token,
    password: body.password ?? '',
    mobile: body.mobile ?? '',
    language: body.language ?? '',
  };
}
