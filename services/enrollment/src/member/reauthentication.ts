import { type Static, Type } from 'typebox';

/** Settings of how fresh a login must be; what is absent is as the profile has it. */
export const reauthenticationSettings = {
  AUTH_PROFILE: Type.Optional(Type.Enum(['guide', 'strict'], { type: 'string' })),
  /** Minutes after a login in which the authenticators of members may be changed. */
  REAUTHENTICATION_MINUTES: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_440 })),
};
const settings = Type.Object(reauthenticationSettings);

const minutesOf = { guide: 15, strict: 10 } as const;

/** Milliseconds after a login in which the authenticators of members may be changed. */
export function reauthenticationMsOf({ AUTH_PROFILE, REAUTHENTICATION_MINUTES }: Static<typeof settings>): number {
  return (REAUTHENTICATION_MINUTES ?? minutesOf[AUTH_PROFILE ?? 'guide']) * 60_000;
}
