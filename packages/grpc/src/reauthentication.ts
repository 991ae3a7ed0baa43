import { type Static, Type } from 'typebox';

/** Settings of how recent a login must be, the same for all services; what is absent is as the profile has it. */
export const reauthenticationSettings = {
  AUTH_PROFILE: Type.Optional(Type.Enum(['guide', 'strict'], { type: 'string' })),
  /** Minutes after a login in which what needs a recent one may be done. */
  REAUTHENTICATION_MINUTES: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_440 })),
};
const settings = Type.Object(reauthenticationSettings);

const minutesOf = { guide: 15, strict: 10 } as const;

/** Milliseconds after a login in which it is recent: for `requireRecentAuthentication`. */
export function reauthenticationMsOf({ AUTH_PROFILE, REAUTHENTICATION_MINUTES }: Static<typeof settings>): number {
  return (REAUTHENTICATION_MINUTES ?? minutesOf[AUTH_PROFILE ?? 'guide']) * 60_000;
}
