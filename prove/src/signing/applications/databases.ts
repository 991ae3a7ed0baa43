import { createHash, randomBytes } from 'node:crypto';
import type { Attempts } from '../attempts.ts';
import { type Change, group, whileChanged, write } from '../databases/tampering.ts';
import { newDigest } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import { type Held, outcomeOf } from './answers.ts';
import type { Desk } from './desk.ts';
import type { Desks } from './desks.ts';

/** Refusals of what stands on a row that somebody changed. */
const refused: readonly string[] = [
  'GRANT_ENDED',
  'ACTIVATION_INVALID',
  'ACTIVATION_EXPIRED',
  'ACTIVATION_USED',
  'CREDENTIAL_NOT_FOUND',
  'DIGESTS_NOT_AUTHORISED',
  'SIGN_ALGORITHM_MISMATCH',
  'INTERNAL',
];
const refusedCode = ['OAUTH_INVALID_GRANT', 'OAUTH_INVALID_CLIENT', 'INTERNAL'];
const far = new Date('2100-01-01T00:00:00Z');

interface Attack {
  databases: SigningPlace['databases'];
  attempts: Attempts;
  plain: Desk;
  bound: Desk;
  other: Desk;
}

/** Attacks by whoever writes what remote-signing knows of applications: no signature comes of it that nobody authorised. */
export async function changeGrants(
  { databases, api }: SigningPlace,
  { desks, attempts }: Pick<Desks, 'desks'> & { attempts: Attempts },
): Promise<void> {
  const [plain, bound, , other] = desks;
  if (plain === undefined || bound === undefined || other === undefined) throw new Error('four desks are needed');
  const attack = { databases, attempts, plain, bound, other };
  await changeWhatStands(attack);
  await reviveGrants(attack, api);
  await putCodesBack(attack);
  await swapActivations(attack);
  await changeClients(attack);
  await changeWhileShown(attack);
}

const changeOf = (table: string, where: Change['where'], set: Change['set']): Change => ({
  owner: 'remote-signing',
  table,
  where,
  set,
});
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Other owners, applications and numbers: what was authorised is all that is ever signed. */
async function changeWhatStands({ databases, attempts, plain, bound, other }: Attack): Promise<void> {
  const theirs = { user: other.options.signer.userId, credential: other.options.credentialId };
  const client = bound.options.client.clientId;
  const grant: [string, Record<string, unknown>][] = [
    ['application', { client_id: client }],
    ['user', { user_id: theirs.user }],
    ['scope', { scope: 'credential-creation' }],
    ['end', { expires_at: new Date(Date.now() - 1_000) }],
  ];
  const authorisation: [string, Record<string, unknown>][] = [
    ['application', { client_id: client }],
    ['user', { user_id: theirs.user }],
    ['credential', { credential_id: theirs.credential }],
    ['kind of digests', { digest_kind: 1 }],
    ['hash', { hash_algorithm: 'SHA-512' }],
  ];
  const digests = [newDigest()];
  const [held] = await plain.authorise(2, digests, 1);
  const rows = [
    ...grant.map(([what, set]) => [`grant: ${what}`, changeOf('oauth_grants', { id: held.grantId }, set)] as const),
    ...authorisation.map(
      ([what, set]) =>
        [`authorisation: ${what}`, changeOf('application_authorisations', { id: held.authorisationId }, set)] as const,
    ),
  ];
  for (const [what, change] of rows) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await whileChanged(databases, [change], () => plain.sign(2, held, digests));
    attempts.note(group, `application’s ${what}`, outcomeOf(outcome), refused);
  }
  // More than was authorised, whatever the rows say of numbers, ends and keys.
  const generous = [
    changeOf('oauth_grants', { id: held.grantId }, { signatures: 1000, expires_at: far, activation_expires_at: far }),
    changeOf('application_authorisations', { id: held.authorisationId }, { signatures: 1000, expires_at: far }),
  ];
  await whileChanged(databases, generous, async () => {
    const more = await plain.sign(2, held, [newDigest()]);
    attempts.note(group, 'application’s rows made generous: a digest more', outcomeOf(more), refused);
    const [extended] = await plain.extend(2, held, [newDigest()]);
    attempts.note(group, 'application’s rows made generous: digests named later', outcomeOf(extended), refused);
  });
  const good = await plain.sign(2, held, digests);
  attempts.note(group, 'application’s rows as they were', outcomeOf(good), ['ok']);
}

/** What ended stays ended for signatures: the signer was told, and keeps that under a code of its own. */
async function reviveGrants({ databases, attempts, plain }: Attack, api: SigningPlace['api']): Promise<void> {
  const digests = [newDigest()];
  const [held] = await plain.authorise(2, digests, 1);
  const token = await plain.options.signer.token();
  await api.ask('DELETE', `/v1/me/applications/${held.grantId}`, { token });
  const outcome = await whileChanged(databases, revivalOf(held), () => plain.sign(2, held, digests));
  attempts.note(group, 'grant: taken back, called alive by its rows', outcomeOf(outcome), refused);

  const [second] = await plain.authorise(2, digests, 1);
  const address = await plain.applicant.endpoint(2, 'revoke');
  const headers = { authorization: plain.applicant.basic };
  await plain.server.form(address, [['token', second.token]], { headers });
  const revived = await whileChanged(databases, revivalOf(second), () => plain.sign(2, second, digests));
  attempts.note(group, 'grant: revoked, called alive by its rows', outcomeOf(revived), refused);
}

const revivalOf = ({ grantId, authorisationId }: Held): Change[] => [
  changeOf('oauth_grants', { id: grantId }, { ended_at: null, ended_reason: null }),
  changeOf('application_authorisations', { id: authorisationId }, { ended_at: null }),
];

/** A code that was redeemed gives nothing that signs, whatever its row says. */
async function putCodesBack({ databases, attempts, plain }: Attack): Promise<void> {
  const digests = [newDigest()];
  const [held, redeemed] = await plain.authorise(2, digests, 1);
  if (redeemed === undefined) throw new Error('it has a code');
  const unused = changeOf('oauth_grants', { id: held.grantId }, { code_used_at: null, code_expires_at: far });
  const again = await whileChanged(databases, [unused], () => plain.applicant.ask(2, redeemed.redemption));
  attempts.note(group, 'code: used, called unused', outcomeOf(again), refusedCode);
  const made = changeOf('oauth_grants', { id: held.grantId }, { ...unused.set, activation: randomBytes(72) });
  const sealed = await whileChanged(databases, [made], () => plain.applicant.ask(2, redeemed.redemption));
  attempts.note(group, 'code: used, called unused, with something sealed', outcomeOf(sealed), refusedCode);
}

/** The handle that a code opens is its own: in another row it is nothing. */
async function swapActivations({ databases, attempts, plain, bound, other }: Attack): Promise<void> {
  const ask = async (desk: Desk) => {
    const fields = await desk.obtainCode(2, desk.wishOf(2, [newDigest()], 1));
    const code = new Map(fields).get('code') ?? '';
    const [row] = await databases.query<{ id: string; activation: Buffer }>(
      'remote-signing',
      'select id, activation from oauth_grants where code_hash = $1',
      [hashOf(code)],
    );
    if (row === undefined) throw new Error('a code has its grant');
    return { ...row, code, fields };
  };
  for (const [what, thief, victim] of [
    ['of the same user', plain, plain],
    ['of another application', plain, bound],
    ['of another user', plain, other],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const [one, two] = [await ask(thief), await ask(victim)];
    const moved = changeOf('oauth_grants', { id: one.id }, { activation: two.activation });
    // For good: a code is used up by it.
    // oxlint-disable-next-line no-await-in-loop
    await write(databases, moved);
    // oxlint-disable-next-line no-await-in-loop
    const swapped = await thief.applicant.ask(2, one.fields);
    attempts.note(group, `code: with the handle ${what}`, outcomeOf(swapped), refusedCode);
    // oxlint-disable-next-line no-await-in-loop
    await write(databases, changeOf('oauth_grants', { id: one.id }, { code_hash: randomBytes(32) }));
    const claimed = { code_hash: hashOf(one.code), client_id: thief.options.client.clientId };
    const challenge = createHash('sha256')
      .update(new Map(one.fields).get('code_verifier') ?? '')
      .digest('base64url');
    const taken = changeOf('oauth_grants', { id: two.id }, { ...claimed, code_challenge: challenge });
    // oxlint-disable-next-line no-await-in-loop
    await write(databases, taken);
    // oxlint-disable-next-line no-await-in-loop
    const given = await thief.applicant.ask(2, one.fields);
    attempts.note(group, `grant ${what}: with one’s own code`, outcomeOf(given), refusedCode);
  }
}

/** Whoever makes himself an application by its row has no code, and its token opens nothing that was authorised. */
async function changeClients({ databases, attempts, plain, bound }: Attack): Promise<void> {
  const digests = [newDigest()];
  const [held] = await plain.authorise(2, digests, 1);
  const id = plain.options.client.clientId;
  const off = changeOf('oauth_clients', { id }, { disabled_at: new Date() });
  const outcome = await whileChanged(databases, [off], () => plain.sign(2, held, digests));
  attempts.note(group, 'application: switched off', outcomeOf(outcome), refused);
  const secret = randomBytes(32).toString('base64url');
  const own = changeOf('oauth_clients', { id }, { secret_hash: hashOf(secret) });
  await whileChanged(databases, [own], async () => {
    const fields = await bound.obtainCode(2, bound.wishOf(2, [newDigest()], 1));
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const stolen = await plain.applicant.ask(2, fields, { authorization: basic });
    attempts.note(group, 'application: with a secret of one’s own, another’s code', outcomeOf(stolen), refusedCode);
  });
}

/** What is shown is what is authorised: a request that is changed while the user reads it comes to nothing. */
async function changeWhileShown({ databases, attempts, plain, other }: Attack): Promise<void> {
  const evil = { digest: newDigest().toString('base64'), label: '' };
  const cases: [string, (content: Record<string, unknown>) => Record<string, unknown>][] = [
    ['nothing', (content) => content],
    ['another digest', (content) => ({ ...content, digests: [evil] })],
    ['a digest more', (content) => ({ ...content, digests: [...(content['digests'] as object[]), evil] })],
    ['more signatures', (content) => ({ ...content, signatures: 30 })],
    ['another key', (content) => ({ ...content, credentialId: other.options.credentialId })],
    ['another hash', (content) => ({ ...content, hashAlgorithm: 'SHA-384' })],
  ];
  for (const [what, change] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await approveChanged({ databases, plain }, change);
    attempts.note(group, `request: ${what} is changed while it is shown`, outcome, [
      what === 'nothing' ? 'ok' : 'refused',
    ]);
  }
  const [signed] = await databases.query<{ signed: number }>(
    'signer',
    'select count(*)::int as signed from authorised_digests where digest = $1',
    [Buffer.from(evil.digest, 'base64')],
  );
  attempts.require(group, 'request: and what was put in is authorised nowhere', signed?.signed === 0);
}

/** What the page says of it. */
async function approveChanged(
  { databases, plain }: Pick<Attack, 'databases' | 'plain'>,
  change: (content: Record<string, unknown>) => Record<string, unknown>,
): Promise<string> {
  const { signer } = plain.options;
  let uri: string | undefined;
  plain.decision = {
    // Without his app the page asks for a code whatever it is of: this is the moment between showing and approving.
    person: { email: signer.email, password: signer.password },
    onConsent: ({ document }) => {
      uri = document.querySelector('a[href^="softtoken:"]')?.getAttribute('href') ?? undefined;
    },
    takeCode: async () => {
      if (uri === undefined) return await signer.app.early();
      const { code } = await signer.app.confirm(uri);
      const [row] = await databases.query<{ id: string; content: Record<string, unknown> }>(
        'remote-signing',
        `select id, content from oauth_requests where client_id = $1 and state = 'waiting' order by created_at desc limit 1`,
        [plain.options.client.clientId],
      );
      if (row === undefined) throw new Error('a request is shown');
      await write(
        databases,
        changeOf('oauth_requests', { id: row.id }, { content: JSON.stringify(change(row.content)) }),
      );
      return code;
    },
  };
  try {
    await plain.obtainCode(2, plain.wishOf(2, [newDigest()], 1));
    return 'ok';
  } catch (error) {
    const { message } = error as Error;
    return / answers (?:4\d\d|500):/.test(message) ? 'refused' : message;
  } finally {
    plain.decision = {};
  }
}
