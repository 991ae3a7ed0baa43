import { randomInt } from 'node:crypto';
import { withLuhnDigit } from '@countersign/soft-token/protocol';
import { oddsOf } from '../odds.ts';
import { type FactorWorld, newName } from './factor-world.ts';
import type { BurstReport, FactorProof, SiegeReport } from './factors.ts';
import { type RaceReport, requireRefusal } from './race.ts';
import {
  type BoundApp,
  type IssuedToken,
  issueToken,
  isWrongPassword,
  passwordOf,
  startApp,
} from './soft-token-app.ts';

const dayMs = 86_400_000;
/** Starts that one issue of codes allows, and registration codes. */
const starts = 5;
const registrations = 3;
/** Guesses that somebody sends in the same moment: twice what he may. */
const together = 10;
/** Each guess costs both sides arithmetic on a curve, and one a slow hash: a year of them would take minutes. */
const daysAtMost = 30;
/** Apps that race: each costs a slow hash. */
const racersAtMost = 20;

/** Races and besieges the activation of soft tokens: the exchange with an app, and what the browser confirms it with. */
export async function tryActivation(
  world: FactorWorld,
  { days, racers, proof }: { days: number; racers: number; proof: FactorProof },
): Promise<void> {
  const lasting = Math.min(days, daysAtMost);
  proof.races.push(...(await raceActivation(world, Math.min(racers, racersAtMost), proof.faults)));
  proof.bursts.push(await burstOfPasswords(world));
  proof.sieges.push(await besiegePasswords(world, lasting, proof.faults));
  proof.sieges.push(await besiegeRegistration(world, lasting, proof.faults));
}

async function raceActivation(world: FactorWorld, racers: number, faults: string[]): Promise<RaceReport[]> {
  const userId = newName('usr');
  const issued = await issueToken(world, userId, 'desktop');
  const started = await Promise.allSettled(Array.from({ length: racers }, () => startApp(world, issued)));
  const known = started.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
  if (known.length > starts) faults.push(`activation: ${known.length} apps of ${racers} were answered, ${starts} may`);
  // Each twice, too: a message that is sent again binds nothing again.
  const finished = await Promise.allSettled([...known, ...known].map((one) => one.finish()));
  const bound = finished.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
  const [app] = bound;
  if (app === undefined) throw new Error('no app was bound');
  const confirmed = await confirmAtOnce(world, { issued, app, userId, racers });
  if (await isAnswered(world, issued)) faults.push('activation: codes were good once more');
  return [
    { what: 'activation, messages of apps with the right code', sent: 2 * known.length, accepted: bound.length },
    { what: 'activation, registration code', sent: racers, accepted: confirmed },
  ];
}

async function confirmAtOnce(
  world: FactorWorld,
  { issued, app, userId, racers }: { issued: IssuedToken; app: BoundApp; userId: string; racers: number },
): Promise<number> {
  const request = { authenticatorId: issued.authenticatorId, code: app.registrationCode };
  const answers = await Promise.allSettled(
    Array.from({ length: racers }, () => world.by('gateway', userId).activateAuthenticator(request)),
  );
  for (const answer of answers) if (answer.status === 'rejected') requireRefusal(answer.reason);
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

async function isAnswered(world: FactorWorld, issued: IssuedToken): Promise<boolean> {
  try {
    await startApp(world, issued);
    return true;
  } catch (error) {
    requireRefusal(error);
    return false;
  }
}

async function burstOfPasswords(world: FactorWorld): Promise<BurstReport> {
  const admitted = await guessPasswords(world, await issueToken(world, newName('usr'), 'mobile'));
  return { kind: 'activation', sent: together, admitted, atMost: starts };
}

/** Guesses at the password of an activation, by somebody who saw the QR code; each answer to a start tests one. */
async function guessPasswords(world: FactorWorld, issued: IssuedToken): Promise<number> {
  const right = passwordOf(issued.shown);
  const guess = async (): Promise<boolean> => {
    const password = String(randomInt(10 ** 8)).padStart(8, '0');
    try {
      const started = await startApp(world, issued, password === right ? '00000000' : password);
      await started.finish();
    } catch (error) {
      if (isWrongPassword(error)) return true;
      requireRefusal(error);
      return false;
    }
    throw new Error('a wrong password was accepted');
  };
  const guesses = await Promise.all(Array.from({ length: together }, guess));
  return guesses.filter(Boolean).length;
}

async function besiegePasswords(world: FactorWorld, days: number, faults: string[]): Promise<SiegeReport> {
  const siege = { days, admitted: 0, refused: 0, owner: { came: 0, refused: 0 } };
  for (let day = 0; day < days; day += 1) {
    const userId = newName('usr');
    // oxlint-disable-next-line no-await-in-loop -- days go by one after the other
    const issued = await issueToken(world, userId, 'mobile');
    // oxlint-disable-next-line no-await-in-loop
    const admitted = await guessPasswords(world, issued);
    siege.admitted += admitted;
    siege.refused += together - admitted;
    // oxlint-disable-next-line no-await-in-loop
    if (await isAnswered(world, issued)) faults.push('activation: a sixth start was answered');
    siege.owner.came += 1;
    // oxlint-disable-next-line no-await-in-loop
    if (!(await activateAnew(world, userId))) siege.owner.refused += 1;
    world.clock.advance(dayMs);
  }
  return await reportOf(world, siege, { kind: 'activation', tactics: 'QR code seen, one issue a day', each: starts });
}

/** The owner has new codes shown, and activates with them. */
async function activateAnew(world: FactorWorld, userId: string): Promise<boolean> {
  const issued = await issueToken(world, userId, 'mobile');
  try {
    const app = await (await startApp(world, issued)).finish();
    const { authenticatorId } = issued;
    await world.by('gateway', userId).activateAuthenticator({ authenticatorId, code: app.code() });
    return true;
  } catch (error) {
    requireRefusal(error);
    return false;
  }
}

/** Somebody else's app was bound; who sits at the browser that shows the codes guesses its registration code. */
async function besiegeRegistration(world: FactorWorld, days: number, faults: string[]): Promise<SiegeReport> {
  const siege = { days, admitted: 0, refused: 0, owner: { came: 0, refused: 0 } };
  for (let day = 0; day < days; day += 1) {
    const userId = newName('usr');
    // oxlint-disable-next-line no-await-in-loop -- days go by one after the other
    const issued = await issueToken(world, userId, 'desktop');
    // oxlint-disable-next-line no-await-in-loop
    const app = await (await startApp(world, issued)).finish();
    const confirm = (code: string) =>
      world.by('gateway', userId).activateAuthenticator({ authenticatorId: issued.authenticatorId, code });
    // oxlint-disable-next-line no-await-in-loop
    const guesses = await Promise.all(
      Array.from({ length: together }, () => isLookedAt(() => confirm(otherCode(app.registrationCode)))),
    );
    const admitted = guesses.filter(Boolean).length;
    siege.admitted += admitted;
    siege.refused += together - admitted;
    // oxlint-disable-next-line no-await-in-loop
    if (await isAccepted(() => confirm(app.registrationCode))) {
      faults.push('registration code: a right one was accepted after too many wrong ones');
    }
    world.clock.advance(dayMs);
  }
  const tactics = 'one issue a day';
  return await reportOf(world, siege, { kind: 'registration_code', tactics, each: registrations });
}

function otherCode(right: string): string {
  const code = withLuhnDigit(String(randomInt(10 ** 9)).padStart(9, '0'));
  return code === right ? otherCode(right) : code;
}

async function isLookedAt(give: () => Promise<unknown>): Promise<boolean> {
  try {
    await give();
  } catch (error) {
    return requireRefusal(error).reason === 'CODE_REFUSED';
  }
  throw new Error('a wrong registration code was accepted');
}

async function isAccepted(give: () => Promise<unknown>): Promise<boolean> {
  try {
    await give();
    return true;
  } catch (error) {
    requireRefusal(error);
    return false;
  }
}

async function reportOf(
  world: FactorWorld,
  siege: Omit<SiegeReport, 'kind' | 'tactics' | 'atMost' | 'told' | 'odds'>,
  { kind, tactics, each }: { kind: string; tactics: string; each: number },
): Promise<SiegeReport> {
  const told = (await world.strengths()).get(kind);
  const odds = told && oddsOf(siege.admitted, { right: told.chancePerGuess, all: 1 });
  return { kind, tactics, ...siege, atMost: each * siege.days, told, odds };
}
