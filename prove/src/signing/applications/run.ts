import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import type { Attempts } from '../attempts.ts';
import type { SigningReceipt } from '../books.ts';
import type { SigningPlace } from '../place.ts';
import { type Held, outcomeOf, signaturesOf } from './answers.ts';
import type { Desk } from './desk.ts';
import { endRun } from './endings.ts';
import type { ApplicationPlan } from './plan.ts';

/** What one run had authorised, and what came of it. */
export interface ApplicationRun {
  plan: ApplicationPlan;
  /** Ids of the authorisations that signed or might have, and the digests that were named for each (hex). */
  named: Map<string, Set<string>>;
  /** One for each call that signs, however often it was sent. */
  calls: SigningReceipt[];
}

/** Where a run is done. */
interface Surroundings {
  place: Pick<SigningPlace, 'api'>;
  attempts: Attempts;
  /** PEM. */
  certificate: string;
}

/** Has signatures authorised, makes them in parts, and tries then what must not work. */
export async function walkApplication(
  desk: Desk,
  planned: ApplicationPlan,
  { place, attempts, certificate }: Surroundings,
): Promise<ApplicationRun> {
  // Version 1 cannot ask what became of an approval.
  const plan = desk.options.way === 'approval' ? { ...planned, version: 2 as const } : planned;
  const { version } = plan;
  const open = Math.min(plan.open, desk.options.mostOpen);
  const texts = Array.from({ length: plan.digests + open }, () => randomBytes(16).toString('hex'));
  const digests = texts.map(digestOf);
  const run: ApplicationRun = { plan, named: new Map(), calls: [] };
  const [named, later] = [digests.slice(0, plan.digests), digests.slice(plan.digests)];
  const [held, redeemed] = await desk.authorise(version, named, digests.length);
  run.named.set(held.authorisationId, new Set(named.map(toHex)));
  const signing = { desk, plan, run, certificate, textOf: new Map(digests.map((one, at) => [toHex(one), texts[at]])) };

  for (const part of partsOf(named, plan.batches)) {
    // One after the other, as they come.
    // oxlint-disable-next-line no-await-in-loop
    await sign(signing, held, part);
  }
  const last = later.length === 0 ? held : await signLater(signing, held, later);
  // Where something was lost, a signature whose digest is named later may be left.
  const isUsedUp = run.calls.every(({ state }) => state === 'signed');
  await endRun({ desk, plan, place, attempts }, last, { named, redeemed, isUsedUp });
  return run;
}

interface Signing {
  desk: Desk;
  plan: ApplicationPlan;
  run: ApplicationRun;
  /** PEM. */
  certificate: string;
  /** By digest, hex. */
  textOf: ReadonlyMap<string, string | undefined>;
}

/** Signs one part by a call that is sent several times in the same moment, and keeps what came. */
async function sign({ desk, plan, run, certificate, textOf }: Signing, held: Held, digests: Buffer[]): Promise<void> {
  const answers = await Promise.all(Array.from({ length: plan.atOnce }, () => desk.sign(plan.version, held, digests)));
  const made = answers.map(signaturesOf);
  const [first] = made.filter(({ signatures }) => signatures.length > 0);
  const { publicKey } = new X509Certificate(certificate);
  const areRight = made.every(({ signatures }) =>
    signatures.every((signature, at) => {
      const text = textOf.get(toHex(digests[at] ?? Buffer.alloc(0))) ?? '';
      return verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
    }),
  );
  const areAll = made.every(({ signatures }) => [0, digests.length].includes(signatures.length));
  run.calls.push({
    run: plan.run,
    requestId: `${held.authorisationId} call ${run.calls.length}`,
    credentialId: desk.options.credentialId,
    digests: digests.map(toHex),
    wantsDocuments: false,
    answers: answers.map((answer) => (answer.status === 200 ? 'signed' : outcomeOf(answer))),
    handedOut: made.flatMap(({ signatures }) => signatures.map((one) => toHex(Buffer.from(one, 'base64')))),
    state: first === undefined ? 'expired' : 'signed',
    receipt: first?.receipt,
    findings: [
      ...(areRight ? [] : ['a signature does not verify with the certificate']),
      ...(areAll ? [] : ['some signatures of a call were handed out, and others not']),
    ],
  });
}

/** Signs what was not named when it was authorised: half of it as it comes, the other half named first. */
async function signLater(signing: Signing, held: Held, digests: Buffer[]): Promise<Held> {
  const { desk, plan, run } = signing;
  const half = Math.floor(digests.length / 2);
  const [direct, extended] = [digests.slice(0, half), digests.slice(half)];
  for (const digest of direct) run.named.get(held.authorisationId)?.add(toHex(digest));
  if (direct.length > 0) await sign(signing, held, direct);
  const [answer, renewed] = await desk.extend(plan.version, held, extended);
  // Its answer may have been lost with a process: the old handle is dead by then, and the new one nobody has.
  if (renewed === undefined) {
    run.calls.push(refusedCall(signing, held, { digests: extended, answer: outcomeOf(answer) }));
    return held;
  }
  for (const digest of extended) run.named.get(renewed.authorisationId)?.add(toHex(digest));
  await sign(signing, renewed, extended);
  return renewed;
}

function refusedCall(
  { desk, plan, run }: Signing,
  held: Held,
  { digests, answer }: { digests: readonly Buffer[]; answer: string },
): SigningReceipt {
  return {
    run: plan.run,
    requestId: `${held.authorisationId} call ${run.calls.length}`,
    credentialId: desk.options.credentialId,
    digests: digests.map(toHex),
    wantsDocuments: false,
    answers: [answer],
    handedOut: [],
    state: 'expired',
    receipt: undefined,
    findings: [],
  };
}

function partsOf(digests: readonly Buffer[], parts: number): Buffer[][] {
  const size = Math.ceil(digests.length / parts);
  return Array.from({ length: Math.ceil(digests.length / size) }, (_, part) =>
    digests.slice(part * size, (part + 1) * size),
  );
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const toHex = (bytes: Buffer): string => bytes.toString('hex');
