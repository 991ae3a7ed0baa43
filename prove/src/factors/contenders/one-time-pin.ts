import { randomInt } from 'node:crypto';
import { PinChannel } from '@countersign/proto/second-factor';
import type { Contender } from '../bearer.ts';
import { type FactorWorld, newName } from '../factor-world.ts';
import { commonRule, otherThan, sixDigits } from './app.ts';

/** The PIN that is sent for a first login. */
export const oneTimePin: Contender = {
  kind: 'one_time_pin',
  ...commonRule,
  freshAfterMs: 60_000,
  isLasting: false,
  sendsPerVisit: 3,
  equip: async (world) => {
    const userId = newName('usr');
    const destination = aMobile();
    return {
      userId,
      authenticatorId: '',
      isAsked: true,
      places: ['login'],
      go: async () => {
        const loginFlowId = newName('lgf');
        const send = async () => {
          await world.identity.sendLoginPin({
            userId,
            loginFlowId,
            channel: PinChannel.SMS,
            destination,
            language: 'en',
            fallbackEmail: '',
          });
          return undefined;
        };
        await send();
        return {
          prompt: undefined,
          transactionUri: '',
          ask: send,
          give: async (code, authenticatorId = '') => {
            await world.identity.verifyLoginCode({
              userId,
              loginFlowId,
              code,
              firstLogin: true,
              recovery: false,
              authenticatorId,
              challengeId: '',
              nextCode: '',
            });
          },
        };
      },
      right: async () => await readCode(world, destination),
      wrong: () => otherThan(sixDigits(), [newestCode(world, destination)]),
    };
  },
};

/** A mobile number of nobody. */
export const aMobile = (): string => `+1555${String(randomInt(10 ** 7)).padStart(7, '0')}`;

/** The code in the newest message to a destination, after all that waits was delivered. */
export async function readCode(world: FactorWorld, destination: string): Promise<string> {
  await world.work();
  return newestCode(world, destination);
}

/** The code in the newest message to a destination; empty when there was none. */
export function newestCode({ messages }: FactorWorld, destination: string): string {
  const message = messages.findLast(({ to }) => to === destination);
  return /\b\d{6,8}\b/.exec(message?.text ?? '')?.[0] ?? '';
}
