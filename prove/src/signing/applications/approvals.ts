import { createHash, randomBytes } from 'node:crypto';
import type { Attempts } from '../attempts.ts';
import { type Change, group, whileChanged, write } from '../databases/tampering.ts';
import { newDigest } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import { holdOf, outcomeOf } from './answers.ts';
import type { Desk } from './desk.ts';
import type { Desks } from './desks.ts';

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const inRequests = (handle: string, set: Change['set']): Change => ({
  owner: 'remote-signing',
  table: 'oauth_requests',
  where: { approval_handle_hash: hashOf(handle) },
  set,
});
const refused = ['ACTIVATION_INVALID', 'ACTIVATION_EXPIRED', 'APPROVAL_NOT_FOUND', 'GRANT_ENDED', 'INTERNAL'];

/** Attacks by whoever writes what remote-signing knows of approvals and of those whom users let in. */
export async function changeApprovals(
  { databases }: SigningPlace,
  { desks, attempts }: Pick<Desks, 'desks'> & { attempts: Attempts },
): Promise<void> {
  const [, , collecting] = desks;
  const approval = desks.find(({ options }) => options.way === 'approval');
  // Another application of the same user, for the same key.
  const bound = desks.find(({ options }) => options.isBound && options.credentialId === approval?.options.credentialId);
  if (approval === undefined || bound === undefined || collecting === undefined) throw new Error('a desk is missing');
  const attack = { databases, attempts, approval, bound, collecting };
  await swapApprovals(attack);
  await giveApproval(attack);
  await actForOthers(attack);
}

interface Attack {
  databases: SigningPlace['databases'];
  attempts: Attempts;
  approval: Desk;
  bound: Desk;
  collecting: Desk;
}

/** What is sealed in one row opens in no other. */
async function swapApprovals({ databases, attempts, approval }: Attack): Promise<void> {
  await approval.authorise(2, [newDigest()], 1);
  const first = approval.lastHandle;
  await approval.authorise(2, [newDigest()], 1);
  const [row] = await databases.query<{ activation: Buffer }>(
    'remote-signing',
    'select activation from oauth_requests where approval_handle_hash = $1',
    [hashOf(approval.lastHandle)],
  );
  for (const [what, activation] of [
    ['the activation of another', row?.activation ?? Buffer.alloc(0)],
    ['something sealed by nobody', randomBytes(200)],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await whileChanged(databases, [inRequests(first, { activation })], () => approval.check(2, first));
    attempts.note(group, `approval: ${what}`, outcomeOf(outcome), refused);
  }
}

/** An approval that is called another application’s: what that gets signs nothing. */
async function giveApproval({ databases, attempts, approval, bound }: Attack): Promise<void> {
  const digests = [newDigest()];
  const [held] = await approval.authorise(2, digests, 1);
  const { client } = bound.options;
  const request = inRequests(approval.lastHandle, { client_id: client.clientId });
  const authorisation: Change = {
    owner: 'remote-signing',
    table: 'application_authorisations',
    where: { id: held.authorisationId },
    set: { client_id: client.clientId },
  };
  await whileChanged(databases, [request, authorisation], async () => {
    const got = await bound.check(2, approval.lastHandle);
    attempts.note(group, 'approval: called another’s, asked for by it', outcomeOf(got), ['ok', ...refused]);
    if (got.status !== 200) return;
    const stolen = holdOf((got.json as { SAD: string }).SAD);
    const signed = await bound.sign(2, stolen, digests);
    attempts.note(group, 'approval: called another’s, signing by it', outcomeOf(signed), refused);
  });
}

/** Whoever is let in by a row that was changed still has no code of the user. */
async function actForOthers({ databases, attempts, collecting, approval }: Attack): Promise<void> {
  const { token, refreshToken } = await collecting.service(2);
  const { grantId } = holdOf(token);
  const victim = approval.options;
  const grant: Change = {
    owner: 'remote-signing',
    table: 'oauth_grants',
    where: { id: grantId },
    set: { user_id: victim.signer.userId },
  };
  const refresh = async (value: string) =>
    await collecting.applicant.ask(2, [
      ['grant_type', 'refresh_token'],
      ['refresh_token', value],
    ]);
  await whileChanged(databases, [grant], async () => {
    const taken = await refresh(refreshToken);
    attempts.note(group, 'service grant: called another user’s, token', outcomeOf(taken), [
      'ok',
      'OAUTH_INVALID_GRANT',
    ]);
    if (taken.status !== 200) return;
    const { access_token: other } = taken.json as { access_token: string };
    const hash = newDigest().toString('base64');
    const body = {
      credentialID: victim.credentialId,
      numSignatures: 1,
      hashes: [hash],
      hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
      authData: [{ id: '', value: await collecting.options.signer.app.early() }],
    };
    const signed = await collecting.server.call(2, 'credentials/authorize', body, { token: other });
    const none = ['CODE_REFUSED', 'CREDENTIAL_NOT_FOUND', 'FACTORS_INVALID', 'INTERNAL', 'TOKEN_INVALID'];
    attempts.note(group, 'service grant: called another user’s, own code', outcomeOf(signed), none);
  });
  // The next one is known to nobody any more: what comes is that of before, put back.
  await write(databases, {
    owner: 'remote-signing',
    table: 'oauth_refresh_tokens',
    where: { hash: hashOf(refreshToken) },
    set: { used_at: null },
  });
  const again = await refresh(refreshToken);
  attempts.note(group, 'refresh token: used, called unused', outcomeOf(again), ['ok', 'OAUTH_INVALID_GRANT']);
  collecting.forgetService(2);
}
