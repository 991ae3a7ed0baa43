import { setTimeout as delay } from 'node:timers/promises';
import type { Attempts } from '../attempts.ts';
import { newDigest } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import { type Held, holdOf, outcomeOf } from './answers.ts';
import type { Desk, Redeemed } from './desk.ts';
import { type ApplicationPlan, endingOf } from './plan.ts';

/** How these attempts are called in the report. */
const group = 'by applications, while processes died';
const refusedCode = ['OAUTH_INVALID_GRANT'];
const ended = ['GRANT_ENDED', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'ACTIVATION_INVALID'];

/** A run whose signatures are made. */
interface Ending {
  desk: Desk;
  plan: ApplicationPlan;
  place: Pick<SigningPlace, 'api'>;
  attempts: Attempts;
}

/** Tries what must not work any more, and ends what was granted; afterwards nothing of it may work. */
export async function endRun(
  ending: Ending,
  held: Held,
  { named, redeemed, isUsedUp }: { named: readonly Buffer[]; redeemed: Redeemed | undefined; isUsedUp: boolean },
): Promise<void> {
  const { desk, plan, attempts } = ending;
  const { version } = plan;
  const note = (what: string, outcome: string, allowed: readonly string[]) =>
    attempts.note(group, what, outcome, allowed);
  const isDead = async (what: string) => {
    const again = await desk.sign(version, held, [...named]);
    note(`signing after ${what}`, outcomeOf(again), ended);
  };
  if (isUsedUp) {
    const more = outcomeOf(await desk.sign(version, held, [newDigest()]));
    note('signing one digest more', more, ['DIGESTS_NOT_AUTHORISED', 'ACTIVATION_USED', ...ended]);
  }
  switch (endingOf(plan, desk.options)) {
    case 'code again': {
      if (redeemed === undefined) return;
      note('code again', outcomeOf(await desk.applicant.ask(version, redeemed.redemption)), refusedCode);
      await isDead('its code came again');
      return;
    }
    case 'code twice at once': {
      await raceCode(ending);
      return;
    }
    case 'request URI again': {
      if (redeemed === undefined) return;
      note('request URI again', String(await lookAgain(desk, redeemed.address)), ['400']);
      return;
    }
    case 'refresh token again': {
      await refreshTwice(ending);
      return;
    }
    case 'revoked by the application': {
      const address = await desk.applicant.endpoint(version, 'revoke');
      const headers = { authorization: desk.applicant.basic };
      note('revocation', outcomeOf(await desk.server.form(address, [['token', held.token]], { headers })), ['ok']);
      await isDead('it was revoked');
      return;
    }
    case 'taken back by the user': {
      const token = await desk.options.signer.token();
      const path = `/v1/me/applications/${held.grantId}`;
      const { status } = await ending.place.api.send('DELETE', path, { token });
      note('taken back', String(status), ['204']);
      if (desk.options.way !== 'pages') desk.forgetService(version);
      // In version 1 the token beside it is of another grant.
      await isDead('it was taken back');
      return;
    }
    case 'proof again': {
      await proveAgain(ending, held);
      return;
    }
    case 'handle again': {
      await checkAgain(ending, held);
      return;
    }
    case 'nothing': {
      return;
    }
  }
}

/** The handle of an approval tells the one who has it what was approved; and nobody else. */
async function checkAgain({ desk, plan: { version }, attempts }: Ending, held: Held): Promise<void> {
  const again = await desk.check(version, desk.lastHandle);
  attempts.note(group, 'handle of an approval again', outcomeOf(again), ['ok', 'APPROVAL_EXPIRED', 'GRANT_ENDED']);
  if (again.status !== 200) return;
  const { SAD: sad } = again.json as { SAD: string };
  attempts.require(group, 'and it gives what it gave before', holdOf(sad).authorisationId === held.authorisationId);
  const digests = [newDigest()];
  const signed = await desk.sign(version, holdOf(sad), digests);
  attempts.note(group, 'signing one digest more by it', outcomeOf(signed), [
    'DIGESTS_NOT_AUTHORISED',
    'ACTIVATION_USED',
    ...ended,
  ]);
}

async function raceCode({ desk, plan: { version }, attempts }: Ending): Promise<void> {
  const redemption = await obtainPatiently(desk, version);
  const answers = await Promise.all([1, 2, 3].map(() => desk.applicant.ask(version, redemption)));
  for (const answer of answers) attempts.note(group, 'code 3 times at once', outcomeOf(answer), ['ok', ...refusedCode]);
  const got = answers.filter(({ status }) => status === 200);
  attempts.require(group, 'and one of them at most is answered', got.length <= 1);
  const [winner] = got;
  if (winner === undefined) return;
  const { access_token: token } = winner.json as { access_token: string };
  const dead = await desk.server.call(version, 'credentials/list', {}, { token });
  attempts.note(group, 'token of a code that came three times', outcomeOf(dead), ended);
}

/** A code for letting the application in, which nobody redeemed. */
async function obtainPatiently(desk: Desk, version: 1 | 2): Promise<readonly (readonly [string, string])[]> {
  for (let time = 0; ; time += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      return await desk.obtainCode(version, [['scope', 'service']]);
    } catch (error) {
      if (time >= 8) throw error;
      // oxlint-disable-next-line no-await-in-loop
      await delay(500);
    }
  }
}

async function refreshTwice({ desk, plan: { version }, attempts }: Ending): Promise<void> {
  const { refreshToken } = await desk.service(version);
  const fields = [
    ['grant_type', 'refresh_token'],
    ['refresh_token', refreshToken],
  ] as const;
  const first = await desk.applicant.ask(version, fields);
  // It is used up by a call whose answer was lost, too.
  attempts.note(group, 'refresh token', outcomeOf(first), ['ok', ...refusedCode]);
  const again = await desk.applicant.ask(version, fields);
  attempts.note(group, 'refresh token again', outcomeOf(again), refusedCode);
  desk.forgetService(version);
  if (first.status !== 200) return;
  const { access_token: token, refresh_token: next } = first.json as { access_token: string; refresh_token: string };
  const listed = await desk.server.call(version, 'credentials/list', {}, { token });
  attempts.note(group, 'token of a refresh token that came twice', outcomeOf(listed), ended);
  const renewed = await desk.applicant.ask(version, [
    ['grant_type', 'refresh_token'],
    ['refresh_token', next],
  ]);
  attempts.note(group, 'the next refresh token then', outcomeOf(renewed), refusedCode);
}

async function proveAgain({ desk, attempts }: Ending, { token }: Held): Promise<void> {
  const address = `${desk.server.base(2)}/credentials/list`;
  const send = async (proof: string, bearer = token) => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `DPoP ${bearer}`, dpop: proof, 'content-type': 'application/json' },
      body: '{}',
    });
    return response.status;
  };
  const { token: service } = await desk.service(2);
  const proof = desk.prove(address, service);
  const statuses: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    // oxlint-disable-next-line no-await-in-loop
    statuses.push(await send(proof, service).catch(() => 503));
  }
  attempts.require(group, 'a proof works once', statuses.filter((status) => status === 200).length <= 1);
  const other = await send(desk.prove(address, token), service).catch(() => 503);
  attempts.require(group, 'a proof for another token does not work', other !== 200);
}

async function lookAgain(desk: Desk, address: URL): Promise<number> {
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      const status = await desk.look(address);
      if (status < 500) return status;
    } catch {
      // It is being started again.
    }
    // oxlint-disable-next-line no-await-in-loop
    await delay(250);
  }
}
