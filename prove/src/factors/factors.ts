import { AuthenticatorChange, type FactorStrength } from '@countersign/proto/second-factor';
import type { PolicySettings } from '../../../services/second-factor/src/policy/policy.ts';
import { oddsOf } from '../odds.ts';
import { tryActivation } from './activation.ts';
import { type AskingReport, askAgain } from './asking.ts';
import { type Bearer, type Contender, nameOf } from './bearer.ts';
import { app } from './contenders/app.ts';
import { onceCard, reusedCard } from './contenders/card.ts';
import { email, sms } from './contenders/delivered.ts';
import { emergencyCode } from './contenders/emergency-code.ts';
import { oneTimePin } from './contenders/one-time-pin.ts';
import { softToken, transactionCode } from './contenders/soft-token.ts';
import { buildFactorWorld, type FactorWorld, newName } from './factor-world.ts';
import { type RaceReport, raceFactor } from './race.ts';
import { type ReplayReport, replayAnswers } from './replay.ts';
import { besiege, guesser, proveOneself, type Siege } from './siege.ts';

/** One siege, beside what the policy says. */
export interface SiegeReport extends Siege {
  kind: string;
  tactics: string;
  /** Guesses that the policy lets through in this time at the most. */
  atMost: number;
  /** What `GET /v1/conformance` tells of it. */
  told: FactorStrength | undefined;
  /** Odds that one of the admitted guesses is right, by what is told of one. */
  odds: number | undefined;
}

/** Guesses in the same moment. */
export interface BurstReport {
  kind: string;
  sent: number;
  admitted: number;
  atMost: number;
}

/** Everything that was tried. */
export interface FactorProof {
  races: RaceReport[];
  bursts: BurstReport[];
  sieges: SiegeReport[];
  askings: AskingReport[];
  replays: ReplayReport[];
  /** What was not as it must be, as sentences. */
  faults: string[];
  seconds: number;
}

export interface FactorProofOptions {
  /** Days of the world's time that a siege lasts. */
  days: number;
  /** How many try the same in the same moment. */
  racers: number;
  /** How often a factor is asked; a thousand times when absent. */
  asks?: number;
  /** Which kinds; all of them when absent. */
  only?: (kind: string) => boolean;
  signal?: AbortSignal;
  note: (text: string) => void;
}

/** Kinds that are tried under the same settings. */
const rings: readonly { settings: PolicySettings; contenders: readonly Contender[] }[] = [
  { settings: {}, contenders: [app, softToken, transactionCode, reusedCard, sms, email, oneTimePin, emergencyCode] },
  { settings: { GRID_MODE: 'once', GRID_CELLS: 4 }, contenders: [onceCard] },
];
const dayMs = 86_400_000;

/**
 * Races and besieges every kind of factor, asks it again and again and gives its answers twice; with real databases and
 * the service's own code.
 */
export async function proveFactors({
  days,
  racers,
  asks = 1_000,
  only,
  signal,
  note,
}: FactorProofOptions): Promise<FactorProof> {
  const begun = performance.now();
  const proof: FactorProof = { races: [], bursts: [], sieges: [], askings: [], replays: [], faults: [], seconds: 0 };
  for (const { settings, contenders } of rings) {
    const trying = contenders.filter((contender) => only?.(nameOf(contender)) ?? true);
    // One after the other: what happens in the same moment is what is measured.
    // oxlint-disable-next-line no-await-in-loop
    await enterRing(settings, async (world) => {
      for (const contender of trying) {
        signal?.throwIfAborted();
        note(nameOf(contender));
        // oxlint-disable-next-line no-await-in-loop
        await tryKind(world, contender, { days, racers, asks, proof });
      }
      if (trying.includes(softToken)) {
        note('activation');
        await tryActivation(world, { days, racers, proof });
      }
    });
  }
  proof.faults.push(...findFaults(proof));
  return { ...proof, seconds: (performance.now() - begun) / 1000 };
}

async function enterRing(settings: PolicySettings, work: (world: FactorWorld) => Promise<void>): Promise<void> {
  const world = await buildFactorWorld(settings);
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

async function tryKind(
  world: FactorWorld,
  contender: Contender,
  { days, racers, asks, proof }: { days: number; racers: number; asks: number; proof: FactorProof },
): Promise<void> {
  proof.races.push(...(await raceFactor(world, contender, racers)));
  proof.bursts.push(await burst(world, contender, racers));
  proof.replays.push(await replayAnswers(world, contender));
  const asking = await askAgain(world, contender, asks);
  if (asking !== undefined) proof.askings.push(asking);
  const lasting = Math.min(days, contender.daysAtMost ?? days);
  proof.sieges.push(await besiegeWithoutPause(world, contender, lasting, proof.faults));
  if (contender.isLasting) proof.sieges.push(await besiegeWithCare(world, contender, lasting));
}

async function burst(world: FactorWorld, contender: Contender, racers: number): Promise<BurstReport> {
  const bearer = await contender.equip(world);
  const guesses = await Promise.all(
    Array.from({ length: racers }, () => guesser(bearer, bearer.places[0] ?? 'login')()),
  );
  const admitted = guesses.filter((guess) => guess.admitted).length;
  return { kind: nameOf(contender), sent: racers, admitted, atMost: contender.free(world) };
}

/** The owner is away; what is stopped by it must be opened again by an officer, and by nothing else. */
async function besiegeWithoutPause(
  world: FactorWorld,
  contender: Contender,
  days: number,
  faults: string[],
): Promise<SiegeReport> {
  const bearer = await contender.equip(world);
  const places = bearer.places.filter((place) => place !== 'recovery');
  const siege = await besiege(world, bearer, { days, places });
  faults.push(...(await checkWayBack(world, contender, bearer)));
  return await report(world, contender, 'as fast as he may, owner away', siege, contender.mostIn(world, days));
}

/** The owner comes every day, and is never refused: somebody who does not want to be noticed guesses in between. */
async function besiegeWithCare(world: FactorWorld, contender: Contender, days: number): Promise<SiegeReport> {
  const bearer = await contender.equip(world);
  const place = bearer.places[0] ?? 'login';
  const patience = contender.free(world) - 1;
  const siege = await besiege(world, bearer, { days, places: [place], patience, ownerAt: place });
  return await report(world, contender, 'never noticed, owner comes daily', siege, patience * (days + 1));
}

async function report(
  world: FactorWorld,
  contender: Contender,
  tactics: string,
  siege: Siege,
  atMost: number,
): Promise<SiegeReport> {
  const told = (await world.strengths()).get(contender.kind);
  const odds = told && oddsOf(siege.admitted, { right: told.chancePerGuess, all: 1 });
  return { kind: nameOf(contender), tactics, ...siege, atMost, told, odds };
}

/** What a siege closed stays closed to the right answer, too; a recovery is not, and an officer opens it again. */
async function checkWayBack(world: FactorWorld, contender: Contender, bearer: Bearer): Promise<string[]> {
  const kind = nameOf(contender);
  const { userId, authenticatorId } = bearer;
  const { stopped, activeAuthenticatorIds } = await world.identity.getLoginFactors({ userId });
  const isShut = authenticatorId !== '' && !activeAuthenticatorIds.includes(authenticatorId);
  const faults: string[] = [];
  // What may be sent in a day is used up, too.
  world.clock.advance(dayMs);
  if ((stopped || isShut) && (await proveOneself(world, bearer, bearer.places[0] ?? 'login')) === undefined) {
    faults.push(`${kind}: a right answer was accepted where all were to be refused unseen`);
  }
  if (!isShut && bearer.places.includes('recovery')) {
    const refusal = await proveOneself(world, bearer, 'recovery');
    if (refusal !== undefined) faults.push(`${kind}: guesses at logins closed a recovery: ${refusal}`);
  }
  await world.identity.releaseUser({ userId });
  if (isShut) await unlock(world, bearer);
  world.clock.advance(dayMs);
  const again = (await contender.renew?.(world, bearer)) ?? bearer;
  const refusal = await proveOneself(world, again, bearer.places[0] ?? 'login');
  if (refusal !== undefined) faults.push(`${kind}: the owner was refused after his release: ${refusal}`);
  return faults;
}

async function unlock(world: FactorWorld, { userId, authenticatorId }: Bearer): Promise<void> {
  await world.by('gateway', newName('usr'), { staffRoles: ['registration_officer'] }).changeUserAuthenticator({
    userId,
    authenticatorId,
    change: AuthenticatorChange.UNLOCK,
    reason: 'called back',
  });
}

function findFaults({ races, bursts, sieges, askings, replays }: FactorProof): string[] {
  return [
    ...races
      .filter(({ accepted }) => accepted !== 1)
      .map(({ what, sent, accepted }) => `${what}: of ${sent} of the same right answer ${accepted} were accepted`),
    ...bursts
      .filter(({ admitted, atMost }) => admitted === 0 || admitted > atMost)
      .map(
        ({ kind, sent, admitted, atMost }) => `${kind}: of ${sent} guesses at once ${admitted} passed, ${atMost} may`,
      ),
    ...sieges.flatMap(findFaultsOfSiege),
    ...askings.flatMap(({ kind, questions, sends }) => [
      ...(questions === 1 ? [] : [`${kind}: it asked ${questions} different questions`]),
      ...(sends === undefined || (sends.made > 0 && sends.made <= sends.atMost)
        ? []
        : [`${kind}: ${sends.made} messages went out, ${sends.atMost} may`]),
    ]),
    ...replays.flatMap(({ accepted }) => accepted),
    ...replays.filter(({ given }) => given === 0).map(({ kind }) => `${kind}: nothing was given twice`),
  ];
}

function findFaultsOfSiege({ kind, tactics, days, admitted, atMost, owner, told }: SiegeReport): string[] {
  return [
    ...(admitted === 0 ? [`${kind}, ${tactics}: nothing was tried`] : []),
    ...(admitted > atMost ? [`${kind}, ${tactics}: ${admitted} guesses passed, ${atMost} may`] : []),
    ...(told === undefined && kind !== 'registration_code'
      ? [`${kind}: the conformance report does not tell its strength`]
      : []),
    ...(told !== undefined && days <= 365 && admitted > told.guessesPerYear
      ? [`${kind}: ${admitted} guesses passed, ${told.guessesPerYear} a year are told`]
      : []),
    ...(owner.refused > 0 ? [`${kind}, ${tactics}: the owner was refused ${owner.refused} times`] : []),
  ];
}
