import { type ClientScope, clientScopes } from '@countersign/grpc';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { aLine, openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

type Member = Awaited<ReturnType<TestPlatform['activated']>>;
let reservations = 0;
const newReservation = () => `crd_${(reservations += 1)}`;
const purpose = 'document_signing';
const client = { id: 'cli_shop', scope: 'credential-creation' } as const;
const reserve = (member: Member, reservationId = newReservation(), over = {}) =>
  platform.signing.reserveLicence({ accountId: member.accountId, purpose, reservationId, ...over }, member.actor);
const consume = (member: Member, reservationId: string, usedBy = 'crt_1') =>
  platform.signing.consumeLicence({ reservationId, usedBy }, member.actor);
const release = (member: Member, reservationId: string) =>
  platform.signing.releaseLicence({ reservationId, accountId: '', ended: false }, member.actor);
const inventory = ({ accountId, actor }: Member) => platform.gateway.getInventory({ accountId }, actor);
const withLicences = (licences: number) => platform.activated({ lines: [aLine({ licences })] });

/** Counters as the ledger alone tells them, once it agrees with the licences. */
async function ledgerCounters({ accountId, actor }: Member) {
  const proof = await platform.gateway.proveInventory({ accountId }, actor);
  expect(proof.differences).toEqual([]);
  expect(proof.balanced).toBe(true);
  const [counter] = proof.counters;
  if (counter === undefined) throw new Error('the ledger is empty');
  return counter;
}

describe('the inventory', () => {
  it('shows counters by product and every licence, oldest first', async () => {
    const tls = { ...aLine().priced.line, productCode: 'tls-ov-multi', licences: 1, extraDomains: ['a.example.com'] };
    const member = await platform.activated({
      lines: [aLine({ licences: 2 }), aLine({ purpose: 'tls', productVersionId: 'pv_tls-ov-multi', line: tls })],
    });
    const { counters, licences } = await inventory(member);
    const none = { reserved: 0, inUse: 0, held: 0, expired: 0, void: 0, endingSoon: 0 };
    expect(counters).toEqual([
      {
        productCode: 'document-signing',
        purpose: 'document_signing',
        productName: 'Product document-signing (en)',
        total: 2,
        available: 2,
        ...none,
      },
      {
        productCode: 'tls-ov-multi',
        purpose: 'tls',
        productName: 'Product tls-ov-multi (en)',
        total: 1,
        available: 1,
        ...none,
      },
    ]);
    expect(licences.map(({ productCode }) => productCode)).toEqual([
      'document-signing',
      'document-signing',
      'tls-ov-multi',
    ]);
    expect(licences[2]).toMatchObject({
      state: 'LICENCE_STATE_AVAILABLE',
      extraDomains: ['a.example.com'],
      namesIncluded: 2,
      namesExtra: 1,
      validUntil: new Date('2027-11-21T12:00:00Z'),
      usedBy: '',
    });
  });

  it('follows a licence from reservation to use', async () => {
    const member = await withLicences(2);
    const id = newReservation();
    const { licenceId } = await reserve(member, id);
    expect((await inventory(member)).counters).toMatchObject([{ total: 2, available: 1, reserved: 1, inUse: 0 }]);
    await consume(member, id, 'crt_42');
    const { counters, licences } = await inventory(member);
    expect(counters).toMatchObject([{ total: 2, available: 1, reserved: 0, inUse: 1 }]);
    expect(licences.find((licence) => licence.id === licenceId)).toMatchObject({
      state: 'LICENCE_STATE_IN_USE',
      usedBy: 'crt_42',
    });
  });

  it('equals its ledger after any sequence of calls', async () => {
    const move = fc.record({
      call: fc.constantFrom('reserve', 'consume', 'release'),
      id: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(move, { maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
        const member = await withLicences(3);
        const calls = { reserve, consume, release };
        for (const round of rounds) {
          // Each round in parallel: refusals are part of the game, the counters are what must hold.
          // oxlint-disable-next-line no-await-in-loop
          await Promise.allSettled(round.map(({ call, id }) => calls[call](member, `crd_${id}`)));
        }
        const [counter] = (await inventory(member)).counters;
        expect(counter).toMatchObject(await ledgerCounters(member));
        expect(counter?.total).toBe(3);
      }),
      { numRuns: 15 },
    );
  });

  it('has a ledger that nobody can change', async () => {
    const { accountId } = await withLicences(1);
    const entries = sql`inventory_entries`;
    const refused = 'only ever added to';
    await expect(
      sql`update ${entries} set kind = 'grant' where account_id = ${accountId}`.execute(platform.db),
    ).rejects.toThrow(refused);
    await expect(sql`delete from ${entries} where account_id = ${accountId}`.execute(platform.db)).rejects.toThrow(
      refused,
    );
    await expect(sql`truncate ${entries}`.execute(platform.db)).rejects.toThrow(refused);
  });
});

describe('a reservation', () => {
  it('takes the licence that ends first, and none whose term has ended', async () => {
    const lines = [3, 1, 2].map((termYears) => aLine({ termYears }));
    const member = await platform.activated({ lines });
    const began = platform.clock.now();
    const { validUntil } = await reserve(member);
    expect(validUntil).toEqual(new Date('2027-11-21T12:00:00Z'));
    platform.clock.set(new Date('2028-11-21T12:00:00Z'));
    try {
      // The token is from today and the clock in two years: tokens are checked by the machine's own time.
      expect((await inventory(member)).counters).toMatchObject([{ total: 3, available: 1, reserved: 1 }]);
      expect((await reserve(member)).validUntil).toEqual(new Date('2029-11-21T12:00:00Z'));
      await expect(reserve(member)).rejects.toMatchObject({ kind: 'conflict', reason: 'LICENCE_NOT_AVAILABLE' });
    } finally {
      platform.clock.set(began);
    }
  });

  it('gives five licences to exactly five of twenty parallel calls', async () => {
    const member = await withLicences(5);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => reserve(member)));
    const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.licenceId] : []));
    expect(done).toHaveLength(5);
    expect(new Set(done).size).toBe(5);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals).toEqual(Array(15).fill(expect.objectContaining({ reason: 'LICENCE_NOT_AVAILABLE' })));
  });

  it('is one licence for twenty parallel calls with the same id', async () => {
    const member = await withLicences(3);
    const id = newReservation();
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserve(member, id)));
    expect(new Set(answers.map(({ licenceId }) => licenceId)).size).toBe(1);
    expect((await inventory(member)).counters).toMatchObject([{ available: 2, reserved: 1 }]);
    await consume(member, id);
    expect(await reserve(member, id)).toEqual(answers[0]);
  });

  it('is consumed once, by one certificate', async () => {
    const member = await withLicences(1);
    const id = newReservation();
    await reserve(member, id);
    await Promise.all(Array.from({ length: 20 }, () => consume(member, id, 'crt_7')));
    expect(await ledgerCounters(member)).toMatchObject({ total: 1, available: 0, reserved: 0, inUse: 1 });
    const inUse = { kind: 'conflict', reason: 'LICENCE_IN_USE' };
    await expect(consume(member, id, 'crt_8')).rejects.toMatchObject(inUse);
    await expect(release(member, id)).rejects.toMatchObject(inUse);
  });

  it('is given back once, and is over then', async () => {
    const member = await withLicences(1);
    const id = newReservation();
    await reserve(member, id);
    await Promise.all(Array.from({ length: 20 }, () => release(member, id)));
    expect((await inventory(member)).counters).toMatchObject([{ available: 1, reserved: 0 }]);
    await expect(reserve(member, id)).rejects.toMatchObject({ kind: 'conflict', reason: 'RESERVATION_OVER' });
    await expect(consume(member, id)).rejects.toMatchObject({ reason: 'RESERVATION_NOT_FOUND' });
    await reserve(member);
  });

  it('ends as used or as given back, never both, when both come at once', async () => {
    const member = await withLicences(5);
    const ids = Array.from({ length: 5 }, newReservation);
    await Promise.all(ids.map((id) => reserve(member, id)));
    const results = await Promise.allSettled(ids.flatMap((id) => [consume(member, id), release(member, id)]));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const [counter] = (await inventory(member)).counters;
    expect(counter).toMatchObject(await ledgerCounters(member));
  });

  it('of another account is unknown', async () => {
    const owner = await withLicences(1);
    const other = await withLicences(1);
    const id = newReservation();
    await reserve(owner, id);
    const unknown = { kind: 'not_found', reason: 'RESERVATION_NOT_FOUND' };
    await expect(consume(other, id)).rejects.toMatchObject(unknown);
    await expect(release(other, id)).rejects.toMatchObject(unknown);
    await expect(consume(other, 'crd_none')).rejects.toMatchObject(unknown);
    await expect(reserve(other, newReservation(), { accountId: owner.accountId })).rejects.toMatchObject({
      reason: 'ACCOUNT_NOT_FOUND',
    });
    const staff = await platform.as({ userId: 'usr_officer', staffRoles: ['registration_officer'] });
    await expect(
      platform.signing.releaseLicence({ reservationId: id, accountId: '', ended: false }, staff),
    ).rejects.toMatchObject(unknown);
    expect((await inventory(owner)).counters).toMatchObject([{ reserved: 1 }]);
  });

  it('is made, used and given back by an application that may have a credential made, and by no other', async () => {
    const member = await withLicences(1);
    const { accountId, userId } = member;
    const by = async (scope: ClientScope) => ({
      ...member,
      actor: await platform.as({ userId, accountId, client: { id: 'cli_shop', scope } }),
    });
    const refused = { kind: 'forbidden', reason: 'CLIENT_NOT_PERMITTED' };
    const id = newReservation();
    for (const scope of clientScopes.filter((each) => each !== 'credential-creation')) {
      // oxlint-disable-next-line no-await-in-loop
      const other = await by(scope);
      for (const attempt of [reserve, consume, release]) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(attempt(other, id)).rejects.toMatchObject(refused);
      }
    }
    const creator = await by('credential-creation');
    await reserve(creator, id);
    await release(creator, id);
    const another = newReservation();
    await reserve(creator, another);
    await consume(creator, another);
    expect((await inventory(member)).counters).toMatchObject([{ reserved: 0, inUse: 1 }]);
    await expect(inventory(creator)).rejects.toMatchObject(refused);
    const [nobody, elsewhere] = [
      { accountId, actor: await platform.as({ userId: 'usr_left', accountId, client }) },
      { accountId, actor: await platform.as({ userId, accountId: 'acc_other', client }) },
    ];
    for (const stranger of [nobody, elsewhere]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(reserve({ ...member, ...stranger })).rejects.toMatchObject({ reason: 'ACCOUNT_NOT_FOUND' });
    }
  });

  it('needs a full session, a known purpose and well-formed ids', async () => {
    const member = await withLicences(1);
    const { accountId, userId } = member;
    const call = { accountId, purpose, reservationId: newReservation() };
    await expect(platform.signing.reserveLicence(call)).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    await expect(
      platform.signing.reserveLicence(call, await platform.as({ userId, accountId, scope: 'set-up' })),
    ).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    const malformed = async (attempt: Promise<unknown>, pointer: string) =>
      await expect(attempt).rejects.toMatchObject({ reason: 'LICENCE_REQUEST_INVALID', fields: [{ pointer }] });
    await malformed(reserve(member, newReservation(), { purpose: 'anything' }), '/purpose');
    await malformed(reserve(member, ''), '/reservationId');
    await malformed(reserve(member, 'x'.repeat(129)), '/reservationId');
    await malformed(consume(member, 'crd_none', ''), '/usedBy');
    const id = newReservation();
    await reserve(member, id);
    await expect(reserve(member, id, { purpose: 'code_signing' })).rejects.toMatchObject({
      reason: 'RESERVATION_OVER',
    });
    // Those are managed by certificate requests.
    await malformed(reserve(member, newReservation(), { purpose: 'tls' }), '/purpose');
  });
});
