import { createHash, randomBytes } from 'node:crypto';
import { identifiers, signedAttributes } from '@countersign/cms';
import { newContext } from '@countersign/grpc';
import { DigestKind } from '@countersign/proto/signer';
import { type Attempts, reasonOf } from '../attempts.ts';
import { as, type Insider, newDigest, nothingOpen, type Standing } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import type { Held } from './answers.ts';
import type { Desk } from './desk.ts';
import type { Desks } from './desks.ts';

const group = 'with the certificate of remote-signing and tokens of applications';
const notFound = ['AUTHORISATION_NOT_FOUND'];

/** What an application holds, and the request to the signer that uses it. */
export interface HeldStanding {
  held: Held;
  standing: Standing;
}

/** Has signatures authorised for an application; with `open` more than are named. */
export async function standFor(desk: Desk, { count = 1, open = 0 } = {}): Promise<HeldStanding> {
  const digests = Array.from({ length: count }, newDigest);
  const [held] = await desk.authorise(2, digests, count + open);
  return { held, standing: standingOf(desk, held, digests) };
}

function standingOf({ options }: Desk, { handle }: Held, digests: Buffer[]): Standing {
  const { credentialId: keyId, client } = options;
  return { keyId, digests, handle, hashAlgorithm: 'SHA-256', clientId: client.clientId, signedAttributes: [] };
}

/** A call by a token. */
export const by = (token: string) => ({ context: newContext({ actorToken: token }) });

/** Attacks by whoever has taken over remote-signing, with the tokens that applications hold. */
export async function misuseTokens(
  place: SigningPlace,
  insider: Insider,
  { desks, attempts }: Pick<Desks, 'desks'> & { attempts: Attempts },
): Promise<void> {
  const [plain, bound, , other] = desks;
  if (plain === undefined || bound === undefined || other === undefined) throw new Error('four desks are needed');
  await misuseHandles(insider, { plain, bound, other }, attempts);
  await misuseAuthorise(insider, { plain, bound }, attempts);
  await misuseOpen(place, insider, { plain, attempts });
  await misuseContent(insider, plain, attempts);
}

async function misuseHandles(
  { signer }: Insider,
  { plain, bound, other }: { plain: Desk; bound: Desk; other: Desk },
  attempts: Attempts,
): Promise<void> {
  const { signer: alice } = plain.options;
  const one = await standFor(plain, { count: 2 });
  const two = await standFor(plain);
  const ofBound = await standFor(bound);
  const ofOther = await standFor(other);
  const { token: service } = await plain.service(2);
  const mine = one.held.token;
  const clientId = bound.options.client.clientId;
  const keyId = ofOther.standing.keyId;
  const cases: [string, string[], string, Partial<Standing>][] = [
    ['handle in the name of another application', notFound, mine, { clientId }],
    ['handle in no name', notFound, mine, { clientId: '' }],
    ['handle by the token of another of its authorisations', notFound, two.held.token, {}],
    ['handle of another of its authorisations', notFound, mine, { handle: two.standing.handle }],
    ['handle of another application', notFound, mine, { handle: ofBound.standing.handle }],
    ['handle and name of another application', notFound, mine, { ...ofBound.standing }],
    ['handle by the token of another application', notFound, ofBound.held.token, {}],
    ['handle by the token of another application, in its name', notFound, ofBound.held.token, { clientId }],
    ['handle by the token of another user', ['KEY_NOT_FOUND'], ofOther.held.token, {}],
    ['handle for another user’s key', ['KEY_NOT_FOUND'], mine, { keyId }],
    ['everything of another user, by its own token', ['KEY_NOT_FOUND'], mine, { ...ofOther.standing }],
    ['handle by a token of scope service', ['CLIENT_NOT_PERMITTED'], service, {}],
    ['handle by the user’s own token', notFound, await alice.token(), {}],
    ['digest that was not authorised', ['DIGESTS_NOT_AUTHORISED'], mine, { digests: [newDigest()] }],
    ['digest of another authorisation', ['DIGESTS_NOT_AUTHORISED'], mine, { digests: two.standing.digests }],
    ['signed attributes beside digests', ['DIGEST_INVALID'], mine, { signedAttributes: one.standing.digests }],
  ];
  for (const [what, allowed, token, change] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(signer.signDigests({ ...one.standing, ...change }, by(token)));
    attempts.note(group, what, outcome, allowed);
  }
  const { keyId: ownKey, handle, hashAlgorithm, clientId: own } = one.standing;
  const more = { keyId: ownKey, handle, hashAlgorithm, clientId: own, digests: [newDigest()] };
  const extended = await reasonOf(signer.extendAuthorisation(more, by(mine)));
  attempts.note(group, 'extension of what named every digest', extended, ['AUTHORISATION_USED']);
  for (const [what, held] of [
    ['another application', ofBound.held],
    ['another user', ofOther.held],
  ] as const) {
    const ending = { authorisationId: one.held.authorisationId };
    // oxlint-disable-next-line no-await-in-loop
    attempts.note(group, `end by ${what}`, await reasonOf(signer.endAuthorisation(ending, by(held.token))), notFound);
  }
  attempts.note(group, 'its own, as may be', await reasonOf(signer.signDigests(one.standing, by(mine))), ['ok']);
}

async function misuseAuthorise(
  insider: Insider,
  { plain, bound }: { plain: Desk; bound: Desk },
  attempts: Attempts,
): Promise<void> {
  const { signer, assert } = insider;
  const { signer: alice, credentialId: keyId, client } = plain.options;
  const { token: service } = await plain.service(2);
  const { held } = await standFor(plain);
  const digests = [newDigest()];
  const assertion = await assert(alice, keyId, digests);
  const request = { keyId, assertion, digests, hashAlgorithm: 'SHA-256', clientId: client.clientId, ...nothingOpen };
  const cases: [string, string[], string, Partial<typeof request>][] = [
    ['authorising by a token that signs', ['CLIENT_NOT_PERMITTED'], held.token, {}],
    [
      'authorising for another application',
      ['CLIENT_NOT_PERMITTED'],
      service,
      { clientId: bound.options.client.clientId },
    ],
    ['authorising in no name', ['CLIENT_NOT_PERMITTED'], service, { clientId: '' }],
    ['authorising by what the user proved elsewhere', ['ASSERTION_INVALID'], service, {}],
  ];
  for (const [what, allowed, token, change] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(signer.authorise({ ...request, ...change }, by(token)));
    attempts.note(group, what, outcome, allowed);
  }
  const mostOpen = plain.options.mostOpen;
  for (const signatures of [digests.length + mostOpen + 1, 1_000_000]) {
    // oxlint-disable-next-line no-await-in-loop
    const more = await assert(alice, keyId, digests, undefined, signatures);
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await reasonOf(signer.authorise({ ...request, assertion: more, signatures }, await as(alice)));
    attempts.note(group, 'more signatures than the policy lets be named later', outcome, ['TOO_MANY_DIGESTS']);
  }
}

/** Signatures whose digests are named later: never more than were authorised, whatever comes at once. */
async function misuseOpen(
  { databases }: SigningPlace,
  { signer }: Insider,
  { plain, attempts }: { plain: Desk; attempts: Attempts },
): Promise<void> {
  const open = 5;
  const { held, standing } = await standFor(plain, { count: 1, open });
  const { keyId, hashAlgorithm, clientId, handle } = standing;
  const common = { keyId, hashAlgorithm, clientId };
  const renewed = await signer.extendAuthorisation({ ...common, handle, digests: [newDigest()] }, by(held.token));
  const old = await reasonOf(signer.extendAuthorisation({ ...common, handle, digests: [newDigest()] }, by(held.token)));
  attempts.note(group, 'extension with an old handle', old, notFound);
  const signed = await reasonOf(signer.signDigests(standing, by(held.token)));
  attempts.note(group, 'signing with an old handle', signed, notFound);
  const beyond = Array.from({ length: open + 1 }, newDigest);
  const more = { ...common, handle: renewed.handle, digests: beyond };
  const used = ['AUTHORISATION_USED'];
  attempts.note(
    group,
    'extension beyond the number',
    await reasonOf(signer.extendAuthorisation(more, by(held.token))),
    used,
  );
  const all = { ...standing, ...more };
  attempts.note(group, 'signing beyond the number', await reasonOf(signer.signDigests(all, by(held.token))), used);
  const raced = await Promise.all(
    Array.from({ length: 30 }, () =>
      reasonOf(signer.signDigests({ ...standing, handle: renewed.handle, digests: [newDigest()] }, by(held.token))),
    ),
  );
  for (const outcome of raced) attempts.note(group, '30 digests at once, where 4 are left', outcome, ['ok', ...used]);
  const [row] = await databases.query<{ signed: number }>(
    'signer',
    `select count(*)::int as signed from authorised_digests d join authorisations a on a.jti = d.jti
     where a.id = $1 and d.state <> 'authorised'`,
    [held.authorisationId],
  );
  attempts.require(group, 'and no more than 4 of them are signed', row?.signed === 4);
}

/** Authorised is the content: signed attributes are signed over that, and over nothing else. */
async function misuseContent(insider: Insider, { options }: Desk, attempts: Attempts): Promise<void> {
  const { signer, assert } = insider;
  const { signer: alice, credentialId: keyId } = options;
  const content = newDigest();
  const assertion = await assert(alice, keyId, [content]);
  const common = { keyId, hashAlgorithm: 'SHA-256', clientId: '', digests: [content] };
  const wanted = { ...common, ...nothingOpen, digestKind: DigestKind.CONTENT, assertion };
  const { handle } = await signer.authorise(wanted, await as(alice));
  const of = (messageDigest: Buffer, contentType: string = identifiers.data) =>
    signedAttributes({ contentType, messageDigest, certificate: options.certificate, signingTime: new Date() });
  const right = of(content);
  const invalid = ['DIGEST_INVALID'];
  const cases: [string, Buffer[], Buffer[]][] = [
    ['signed attributes over other content', [of(newDigest())], [content]],
    ['signed attributes over their own hash', [of(createHash('sha256').update(right).digest())], [content]],
    ['signed attributes of another content type', [of(content, '1.2.840.113549.1.9.16.1.4')], [content]],
    ['signed attributes with something behind', [Buffer.concat([right, randomBytes(4)])], [content]],
    ['two sets of signed attributes for one digest', [right, of(newDigest())], [content]],
    ['no signed attributes for content', [], [content]],
    ['random bytes as signed attributes', [randomBytes(100)], [content]],
  ];
  for (const [what, sets, digests] of cases) {
    const request = { ...common, digests, handle, signedAttributes: sets };
    // oxlint-disable-next-line no-await-in-loop
    attempts.note(group, what, await reasonOf(signer.signDigests(request, await as(alice))), invalid);
  }
  const kind = { ...wanted, digestKind: DigestKind.UNSPECIFIED };
  const other = await reasonOf(signer.authorise(kind, await as(alice)));
  attempts.note(group, 'the same proof for digests of another kind', other, ['AUTHORISATION_USED']);
  const good = { ...common, handle, signedAttributes: [right] };
  attempts.note(
    group,
    'signed attributes over the content',
    await reasonOf(signer.signDigests(good, await as(alice))),
    ['ok'],
  );
}
