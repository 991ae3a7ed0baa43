import { setTimeout } from 'node:timers/promises';
import type { UnlockedToken } from '../codes.ts';
import { type Session, say } from './session.ts';
import { Interrupted } from './terminal.ts';

const barLength = 15;
/** An unlocked token must not stay on an abandoned screen. */
const shownAtMostMs = 10 * 60_000;

/** Shows the code with the time it has left, and the next one after it, until Enter is pressed. */
export async function showCountdown(session: Session, unlocked: UnlockedToken): Promise<void> {
  const { terminal, app } = session;
  const until = app.now() + shownAtMostMs;
  const ended = terminal.ask('').then(
    () => true,
    (error: unknown) => {
      if (error instanceof Interrupted) return true;
      throw error;
    },
  );
  do {
    const { code, nextAt } = await unlocked.codeNow();
    const leftMs = nextAt - app.now();
    const seconds = Math.max(1, Math.ceil(leftMs / 1000));
    const filled = Math.min(barLength, Math.ceil((leftMs / 30_000) * barLength));
    const bar = '█'.repeat(Math.max(0, filled)).padEnd(barLength, '░');
    terminal.redraw(say(session, 'code.left', { code: spaced(code), bar, seconds }));
    const second = setTimeout(Math.max(1, leftMs % 1000), false, { ref: false });
    if (await Promise.race([ended, second])) break;
  } while (app.now() < until);
  // The code is gone from the screen with the program.
  terminal.redraw('');
}

/** A code in two halves, as people read it. */
export function spaced(code: string): string {
  return `${code.slice(0, code.length / 2)} ${code.slice(code.length / 2)}`;
}
