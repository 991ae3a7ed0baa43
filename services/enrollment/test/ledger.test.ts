import { SubscriptionStatus } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { sweepInventory } from '../src/certificate/sweep.ts';
import { moveLicences } from '../src/inventory/grant.ts';
import { countLicences } from '../src/inventory/inventory-store.ts';
import { proveInventory } from '../src/inventory/proof.ts';
import { aTlsLine, createCertificateSteps } from './certificates.ts';
import { aLine, openPlatform, type TestPlatform } from './platform.ts';

const dayMs = 86_400_000;

let platform: TestPlatform;
let steps: Awaited<ReturnType<typeof createCertificateSteps>>;
beforeAll(async () => {
  platform = await openPlatform();
  steps = await createCertificateSteps(platform);
});
afterAll(() => platform.close());

const operations = [
  'ask',
  'renew',
  'reissue',
  'revoke',
  'recycle',
  'cancel',
  'reserve',
  'consume',
  'release',
  'suspend',
  'resume',
  'extend',
  'refund',
  'later',
] as const;
type Operation = (typeof operations)[number];

/** An account with licences of three lines, two of them under a subscription each, and what may be done with them. */
async function begin() {
  platform.clock.set(new Date('2026-11-22T09:00:00Z'));
  const lines = [aTlsLine('tls-private', { licences: 2 }), aTlsLine('tls-dv'), aLine({ licences: 2, termYears: 1 })];
  const subscriptionIds = lines.map(() => newId('sub'));
  const member = await platform.activated({ lines, subscriptionIds });
  const { accountId, actor } = member;
  const termEnds = subscriptionIds.map((_, index) => new Date(Date.UTC(index === 2 ? 2027 : 2028, 10, 22, 9)));
  const follow = async (index: number, status: SubscriptionStatus) => {
    const subscriptionId = subscriptionIds[index] ?? '';
    platform.order.statuses.set(subscriptionId, status);
    platform.order.terms.set(subscriptionId, termEnds[index] ?? platform.clock.now());
    await platform.runJob('subscription-changed', { subscriptionId });
  };
  const certificates = async () =>
    (
      await platform.gateway.listCertificates(
        { accountId, state: '', productCode: '', name: '', pageSize: 0, pageToken: '' },
        actor,
      )
    ).certificates;
  const requests = async () =>
    (
      await platform.gateway.listIssuanceRequests(
        { accountId, state: 'ISSUANCE_REQUEST_STATE_UNSPECIFIED', pageSize: 0, pageToken: '' },
        actor,
      )
    ).requests;
  const pick = <T>(from: readonly T[], index: number) => from[index % Math.max(1, from.length)];
  const run: Readonly<Record<Operation, (index: number) => Promise<unknown>>> = {
    ask: (index) =>
      index % 2 === 0
        ? steps.ask(member, { productCode: 'tls-private', names: [`host${index}`] })
        : steps.ask(member, { productCode: 'tls-dv', names: ['host.example.com'] }),
    renew: async (index) =>
      await steps.ask(member, { kind: 'renewal', certificateId: pick(await certificates(), index)?.id ?? '' }),
    reissue: async (index) =>
      await steps.ask(member, {
        kind: 'reissue',
        certificateId: pick(await certificates(), index)?.id ?? '',
        names: [`again${index}`],
        keyCompromised: index % 2 === 0,
      }),
    revoke: async (index) =>
      await platform.gateway.revokeCertificate(
        { accountId, certificateId: pick(await certificates(), index)?.id ?? '', reason: 'superseded' },
        actor,
      ),
    recycle: async (index) =>
      await platform.gateway.recycleLicence(
        { accountId, licenceId: pick(await steps.licencesOf(member), index)?.id ?? '' },
        actor,
      ),
    cancel: async (index) =>
      await platform.gateway.cancelIssuanceRequest(
        { accountId, requestId: pick(await requests(), index)?.id ?? '' },
        actor,
      ),
    reserve: (index) =>
      platform.signing.reserveLicence({ accountId, purpose: 'document_signing', reservationId: `crd_${index}` }, actor),
    consume: (index) =>
      platform.signing.consumeLicence({ reservationId: `crd_${index}`, usedBy: `crt_${index}` }, actor),
    release: (index) =>
      platform.signing.releaseLicence({ reservationId: `crd_${index}`, accountId: '', ended: false }, actor),
    suspend: (index) => follow(index % 3, SubscriptionStatus.SUSPENDED),
    resume: (index) => follow(index % 3, SubscriptionStatus.ACTIVE),
    extend: (index) => {
      const end = termEnds[index % 3];
      if (end !== undefined) termEnds[index % 3] = new Date(end.getTime() + 200 * dayMs);
      return follow(index % 3, SubscriptionStatus.ACTIVE);
    },
    refund: async (index) => {
      const refundId = newId('ref');
      const line = lines[index % 3];
      platform.order.refunds.set(refundId, { orderId: member.order.id, lineIds: [line?.id ?? ''], granted: true });
      await platform.runJob('order-refunded', { refundId });
    },
    later: async (index) => {
      platform.clock.advance(index * 40 * dayMs + 80 * 3_600_000);
      await sweepInventory(platform.jobsDeps);
    },
  };
  return { member, run };
}

describe('the ledger', () => {
  it('agrees with licences, requests and certificates after any operations, also at once, and at any moment before', async () => {
    const step = fc.record({ operation: fc.constantFrom(...operations), index: fc.integer({ min: 0, max: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 10 }), async (rounds) => {
        const { member, run } = await begin();
        const { accountId } = member;
        const moments: { upTo: bigint; at: Date; counters: unknown }[] = [];
        for (const round of rounds) {
          // Refusals are part of the game; faults are not.
          // oxlint-disable-next-line no-await-in-loop
          const results = await Promise.allSettled(round.map(({ operation, index }) => run[operation](index)));
          const faults = results.flatMap((result) =>
            result.status === 'rejected' && (result.reason as { name: string }).name !== 'DomainError'
              ? [result.reason]
              : [],
          );
          expect(faults).toEqual([]);
          // oxlint-disable-next-line no-await-in-loop
          await platform.runAnnounced();
          const at = platform.clock.now();
          // oxlint-disable-next-line no-await-in-loop
          const proof = await proveInventory(platform.db, { accountId, at });
          expect(proof.differences).toEqual([]);
          // oxlint-disable-next-line no-await-in-loop
          expect(proof.counters).toEqual(await countLicences(platform.db, accountId, at));
          // oxlint-disable-next-line no-await-in-loop
          const { rows } = await sql<{ seq: bigint }>`select max(seq) as seq from inventory_entries`.execute(
            platform.db,
          );
          moments.push({ upTo: rows[0]?.seq ?? 0n, at, counters: withoutTime(proof.counters) });
        }
        for (const { upTo, at, counters } of moments) {
          // oxlint-disable-next-line no-await-in-loop
          const then = await proveInventory(platform.db, { accountId, at, upTo });
          expect(withoutTime(then.counters)).toEqual(counters);
        }
      }),
      { numRuns: Number(process.env['LEDGER_RUNS'] ?? 12) },
    );
  }, 240_000);

  it('refuses an entry that does not begin where the licence is, and a licence that is elsewhere than it says', async () => {
    const { member } = await begin();
    const [licence] = await steps.licencesOf(member);
    const entry = {
      accountId: member.accountId,
      licenceId: licence?.id ?? '',
      kind: 'consume' as const,
      fromPlace: 'reserved' as const,
      toPlace: 'in_use' as const,
      reservationId: 'rsv_1',
      at: platform.clock.now(),
    };
    await expect(platform.db.insertInto('inventoryEntries').values(entry).execute()).rejects.toThrow('not in reserved');
    const { db } = platform;
    await expect(
      db.updateTable('licences').set({ state: 'void' }).where('id', '=', entry.licenceId).execute(),
    ).rejects.toThrow('its ledger says available');
    const sideways = {
      ...entry,
      kind: 'hold' as const,
      fromPlace: 'available' as const,
      toPlace: 'void' as const,
      reservationId: null,
    };
    await expect(db.insertInto('inventoryEntries').values(sideways).execute()).rejects.toThrow(
      'inventory_entries_move',
    );
  });

  it('takes entries as earlier versions of the service write them', async () => {
    const { member } = await begin();
    const licence = (await steps.licencesOf(member))[4];
    await sql`with moved as (update licences set state = 'reserved', reservation_id = 'crd_old' where id = ${licence?.id})
      insert into inventory_entries (account_id, licence_id, kind, reservation_id, at)
      values (${member.accountId}, ${licence?.id}, 'reserve', 'crd_old', now())`.execute(platform.db);
    expect(await steps.differences(member)).toEqual([]);
    await platform.signing.consumeLicence({ reservationId: 'crd_old', usedBy: 'crt_1' }, member.actor);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('follows the licences of an order to another account', async () => {
    const { member } = await begin();
    const other = await platform.activated();
    const move = () =>
      platform.db.transaction().execute((trx) =>
        moveLicences(trx, {
          orderId: member.order.id,
          fromAccountId: member.accountId,
          toAccountId: other.accountId,
          at: platform.clock.now(),
        }),
      );
    await Promise.all([move(), move(), move()]);
    expect(await steps.licencesOf(member)).toEqual([]);
    expect(await steps.licencesOf(other)).toHaveLength(6);
    expect([await steps.differences(member), await steps.differences(other)]).toEqual([[], []]);
    expect((await steps.certify(other, { productCode: 'tls-private', names: ['moved'] })).state).toBe('valid');
  });

  it('shows where it does not agree', async () => {
    const { member } = await begin();
    const certificate = await steps.certify(member, { productCode: 'tls-private', names: ['tampered'] });
    await platform.db.updateTable('certificates').set({ state: 'expired' }).where('id', '=', certificate.id).execute();
    expect(await steps.differences(member)).toEqual([
      `licence ${certificate.licenceId} is in_use without a certificate that works`,
    ]);
    const { balanced } = await platform.gateway.proveInventory({ accountId: member.accountId }, member.actor);
    expect(balanced).toBe(false);
  });
});

/** Counters without what depends on the term of a licence, which may have been extended since. */
function withoutTime(counters: Awaited<ReturnType<typeof proveInventory>>['counters']) {
  return counters.map(({ productCode, total, reserved, inUse, held, void: voided, available, expired }) => ({
    productCode,
    total,
    reserved,
    inUse,
    held,
    voided,
    free: available + expired,
  }));
}
