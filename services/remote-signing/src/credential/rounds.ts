import type { Mailer } from '@countersign/messaging';
import { type Rounds, startRounds } from '@countersign/runtime';
import { reapUnfinished } from './creation.ts';
import { tellExpiries } from './expiry.ts';
import { sendNotices } from './notices.ts';
import { type SettlingDependencies, settleDue } from './settling.ts';

/** One round: what is due is told, the unfinished ends, owners are told what they must know. */
export async function runCredentialRound(deps: SettlingDependencies & { mailer: Mailer }): Promise<void> {
  await settleDue(deps);
  await reapUnfinished(deps);
  await tellExpiries(deps);
  await sendNotices(deps);
}

/** Does so every ten seconds until closed. */
export function startCredentialRounds(deps: SettlingDependencies & { mailer: Mailer }): Rounds {
  return startRounds({
    name: 'the round of credentials',
    everyMs: 10_000,
    round: () => runCredentialRound(deps),
    logger: deps.logger,
  });
}
