import { unavailable } from '@countersign/errors';
import { SubscriptionStatus } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { stuckAfterMs } from '../src/certificate/issuance.ts';
import { sweepInventory } from '../src/certificate/sweep.ts';
import { anOrganisation, aTlsLine, createCertificateSteps } from './certificates.ts';
import { aLine, anOrder, openPlatform, type TestPlatform } from './platform.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const today = new Date('2026-11-22T09:00:00Z');

let platform: TestPlatform;
let steps: Awaited<ReturnType<typeof createCertificateSteps>>;
beforeAll(async () => {
  platform = await openPlatform();
  steps = await createCertificateSteps(platform);
});
afterEach(() => platform.clock.set(today));
afterAll(() => platform.close());

const sweep = async () => {
  await sweepInventory(platform.jobsDeps);
  await platform.runAnnounced();
};
type Member = Awaited<ReturnType<TestPlatform['activated']>>;
const kindsOf = async ({ accountId, actor }: Member, licenceId = '') =>
  (
    await platform.gateway.listInventoryEntries({ accountId, licenceId, pageSize: 100, pageToken: '' }, actor)
  ).entries.map(({ kind }) => kind);
const statesOf = async (member: Member) =>
  (await steps.licencesOf(member)).map(({ state }) => state.replace('LICENCE_STATE_', '').toLowerCase());
const mailsWith = (text: string) => platform.mail.mails.filter((mail) => mail.text.includes(text));

describe('a refund', () => {
  const refund = async (order: { id: string; lines: { id: string }[] }, granted = true) => {
    const refundId = newId('ref');
    platform.order.refunds.set(refundId, { orderId: order.id, lineIds: order.lines.map(({ id }) => id), granted });
    await platform.runJob('order-refunded', { refundId });
    return refundId;
  };

  it('that order does not confirm takes nothing', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    await refund(member.order, false);
    await expect(platform.runJob('order-refunded', { refundId: 'ref_forged' })).rejects.toMatchObject({
      reason: 'REFUND_NOT_FOUND',
    });
    expect(await statesOf(member)).toEqual(['available']);
  });

  it('voids free licences at once, and used ones with their certificates after 72 hours', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 3 });
    const certificate = await steps.certify(member, { productCode: 'tls-private', names: ['used'] });
    const dv = await steps.buyer('tls-dv');
    const waiting = await steps.ask(dv, { productCode: 'tls-dv', names: ['waits.example.com'] });
    await Promise.all([refund(member.order), refund(member.order), refund(dv.order)]);
    expect(await statesOf(member)).toEqual(['in_use', 'void', 'void']);
    expect(await steps.certificateOf(member, certificate.id)).toMatchObject({ flagged: true, state: 'valid' });
    await expect(steps.ask(member, { kind: 'renewal', certificateId: certificate.id })).rejects.toMatchObject({
      reason: 'LICENCE_NOT_AVAILABLE',
    });
    expect(await steps.requestOf(dv, waiting.id)).toMatchObject({ state: 'ISSUANCE_REQUEST_STATE_FAILED' });
    expect(await statesOf(dv)).toEqual(['void']);
    platform.clock.advance(72 * hourMs - 1);
    await sweep();
    expect((await steps.certificateOf(member, certificate.id)).state).toBe('valid');
    platform.clock.advance(1);
    await sweep();
    expect((await steps.certificateOf(member, certificate.id)).state).toBe('revoked');
    expect(platform.authority.revocations.get(certificate.serialNumber)).toBe('cessationOfOperation');
    expect(await statesOf(member)).toEqual(['void', 'void', 'void']);
    expect(await kindsOf(member)).toEqual([
      'grant',
      'grant',
      'grant',
      'reserve',
      'consume',
      'void',
      'void',
      'recycle',
      'void',
    ]);
    expect([await steps.differences(member), await steps.differences(dv)]).toEqual([[], []]);
    expect(await platform.audit(member.accountId)).toContain('licence.withdrawn');
  });

  it('of one line leaves the others', async () => {
    platform.clock.set(today);
    const lines = [aTlsLine('tls-private'), aTlsLine('tls-dv')];
    const member = await platform.activated({ lines });
    await refund({ id: member.order.id, lines: lines.slice(0, 1) });
    expect(await statesOf(member)).toEqual(['void', 'available']);
    const { counters } = await platform.gateway.getInventory({ accountId: member.accountId }, member.actor);
    expect(counters).toMatchObject([
      { productCode: 'tls-dv', total: 1, void: 0 },
      { productCode: 'tls-private', total: 0, void: 1 },
    ]);
  });

  it('that comes before the licences are granted takes them as they come', async () => {
    platform.clock.set(today);
    const order = anOrder({ lines: [aTlsLine('tls-private'), aTlsLine('tls-dv')] });
    await refund({ id: order.id, lines: order.lines.slice(0, 1) });
    const member = await platform.activated(order);
    expect(await statesOf(member)).toEqual(['void', 'available']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('at the time of an issuance leaves no certificate that nobody paid for', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    let open: () => void = () => undefined;
    platform.authority.gate = new Promise((resolve) => {
      open = resolve;
    });
    const entered = new Promise<void>((resolve) => {
      platform.authority.entered = resolve;
    });
    const asking = steps.ask(member, { productCode: 'tls-private', names: ['race'] });
    await entered;
    await refund(member.order);
    expect(await statesOf(member)).toEqual(['reserved']);
    open();
    platform.authority.gate = undefined;
    const { certificateId } = await asking;
    expect(await steps.certificateOf(member, certificateId)).toMatchObject({ flagged: true });
    platform.clock.advance(72 * hourMs);
    await sweep();
    expect((await steps.certificateOf(member, certificateId)).state).toBe('revoked');
    expect(await statesOf(member)).toEqual(['void']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('of a licence that another service uses takes effect after the grace', async () => {
    platform.clock.set(today);
    const member = await platform.activated({ lines: [aLine({ licences: 2 })] });
    const reserve = (reservationId: string) =>
      platform.signing.reserveLicence(
        { accountId: member.accountId, purpose: 'document_signing', reservationId },
        member.actor,
      );
    await reserve('crd_a');
    await reserve('crd_b');
    await platform.signing.consumeLicence({ reservationId: 'crd_a', usedBy: 'crt_a' }, member.actor);
    await refund(member.order);
    expect((await statesOf(member)).toSorted()).toEqual(['in_use', 'reserved']);
    const { accountId } = member;
    const asked = await platform.signing.getReservation({ accountId, reservationId: 'crd_a' });
    expect(asked).toMatchObject({ withdrawn: true, held: false });
    expect(await endedReservations()).toEqual(['crd_a', 'crd_b']);
    await platform.signing.releaseLicence({ reservationId: 'crd_b', accountId: '', ended: false }, member.actor);
    expect((await statesOf(member)).toSorted()).toEqual(['in_use', 'void']);
    platform.clock.advance(72 * hourMs);
    await sweep();
    expect(await statesOf(member)).toEqual(['void', 'void']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('of a licence between reservation and use is told of again at its use', async () => {
    platform.clock.set(today);
    const member = await platform.activated({ lines: [aLine({ licences: 1 })] });
    const key = { accountId: member.accountId, reservationId: 'crd_late' };
    await platform.signing.reserveLicence({ ...key, purpose: 'document_signing' }, member.actor);
    await refund(member.order);
    await platform.signing.consumeLicence({ reservationId: key.reservationId, usedBy: 'crd_late' }, member.actor);
    expect((await endedReservations()).filter((id) => id === 'crd_late')).toHaveLength(2);
    await platform.signing.releaseLicence({ ...key, ended: true });
    expect(await statesOf(member)).toEqual(['void']);
    expect(await steps.differences(member)).toEqual([]);
  });
});

describe('a licence in use by another service', () => {
  it('is given back when what used it has ended, also by a round that has nobody at its side', async () => {
    platform.clock.set(today);
    const member = await platform.activated({ lines: [aLine({ licences: 1 })] });
    const { accountId } = member;
    const key = { accountId, reservationId: 'crd_ended' };
    const unknown = { reason: 'RESERVATION_NOT_FOUND' };
    await expect(platform.signing.getReservation(key)).rejects.toMatchObject(unknown);
    await platform.signing.reserveLicence({ ...key, purpose: 'document_signing' }, member.actor);
    await platform.signing.consumeLicence({ reservationId: key.reservationId, usedBy: 'crd_ended' }, member.actor);
    expect(await platform.signing.getReservation(key)).toMatchObject({ withdrawn: false, held: false });
    await expect(platform.signing.getReservation({ ...key, accountId: 'acc_other' })).rejects.toMatchObject(unknown);
    await expect(platform.signing.releaseLicence({ ...key, ended: false })).rejects.toMatchObject({
      reason: 'LICENCE_IN_USE',
    });
    await platform.signing.releaseLicence({ ...key, ended: true });
    expect(await statesOf(member)).toEqual(['available']);
    await expect(platform.signing.releaseLicence({ ...key, ended: true })).rejects.toMatchObject(unknown);
    expect(await steps.differences(member)).toEqual([]);
  });
});

/** Reservations of which remote-signing was told that their licences ended, in their order. */
async function endedReservations(): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select payload ->> 'reservationId' as id from outbox where queue = 'remote-signing' order by 1`.execute(
    platform.db,
  );
  return rows.map(({ id }) => id);
}

describe('a subscription', () => {
  const begin = async (code: string, licences = 2) => {
    platform.clock.set(today);
    const subscriptionId = newId('sub');
    const member = await platform.activated({
      lines: [aTlsLine(code, { licences })],
      subscriptionIds: [subscriptionId],
    });
    const termEnd = (await steps.licencesOf(member))[0]?.validUntil ?? today;
    const follow = async (status: SubscriptionStatus, until = termEnd) => {
      platform.order.statuses.set(subscriptionId, status);
      platform.order.terms.set(subscriptionId, until);
      await platform.runJob('subscription-changed', { subscriptionId });
      await platform.runAnnounced();
    };
    return { member, subscriptionId, termEnd, follow };
  };

  it('that is suspended withholds its licences; certificates stay, and all is as before once it is paid', async () => {
    const { member, follow } = await begin('tls-private');
    const certificate = await steps.certify(member, { productCode: 'tls-private', names: ['stays'] });
    await follow(SubscriptionStatus.SUSPENDED);
    await follow(SubscriptionStatus.SUSPENDED);
    expect(await statesOf(member)).toEqual(['held', 'held']);
    expect((await steps.certificateOf(member, certificate.id)).state).toBe('valid');
    const refused = { reason: 'LICENCE_NOT_AVAILABLE' };
    await expect(steps.ask(member, { productCode: 'tls-private', names: ['new'] })).rejects.toMatchObject(refused);
    await expect(steps.ask(member, { kind: 'renewal', certificateId: certificate.id })).rejects.toMatchObject(refused);
    await follow(SubscriptionStatus.ACTIVE);
    expect(await statesOf(member)).toEqual(['in_use', 'available']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that is suspended while a request is with the authority withholds its licence right after', async () => {
    const { member, follow } = await begin('tls-dv', 1);
    const asked = await steps.ask(member, { productCode: 'tls-dv', names: ['held.example.com'] });
    await follow(SubscriptionStatus.SUSPENDED);
    expect(await statesOf(member)).toEqual(['reserved']);
    await expect(steps.approve(asked.id)).rejects.toMatchObject({ reason: 'LICENCE_NOT_AVAILABLE' });
    await platform.gateway.cancelIssuanceRequest({ accountId: member.accountId, requestId: asked.id }, member.actor);
    expect(await statesOf(member)).toEqual(['held']);
    await follow(SubscriptionStatus.ACTIVE);
    expect(await statesOf(member)).toEqual(['available']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('whose certificate is revoked while it is suspended stays withheld, and is free once paid', async () => {
    const { member, follow } = await begin('tls-private', 1);
    const { id: certificateId } = await steps.certify(member, { productCode: 'tls-private', names: ['gone'] });
    await follow(SubscriptionStatus.SUSPENDED);
    const { accountId, actor } = member;
    await platform.gateway.revokeCertificate({ accountId, certificateId, reason: 'superseded' }, actor);
    expect(await statesOf(member)).toEqual(['held']);
    await follow(SubscriptionStatus.ACTIVE);
    expect(await statesOf(member)).toEqual(['available']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that is renewed extends its licences, also one that has expired', async () => {
    const { member, termEnd, follow } = await begin('tls-private', 1);
    const later = new Date(termEnd.getTime() + 365 * dayMs);
    await follow(SubscriptionStatus.ACTIVE, later);
    expect((await steps.licencesOf(member))[0]?.validUntil).toEqual(later);
    platform.clock.set(later);
    await sweep();
    expect(await statesOf(member)).toEqual(['expired']);
    const latest = new Date(later.getTime() + 365 * dayMs);
    await follow(SubscriptionStatus.ACTIVE, latest);
    expect(await statesOf(member)).toEqual(['available']);
    expect(await kindsOf(member)).toEqual(['grant', 'extend', 'expire', 'extend']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that has ended leaves nothing to be issued; what works does so to its end', async () => {
    const { member, follow } = await begin('tls-dv', 3);
    const certificate = await steps.certify(member, { productCode: 'tls-dv', names: ['last.example.com'] });
    const waiting = await steps.ask(member, { productCode: 'tls-dv', names: ['waits.example.com'] });
    await follow(SubscriptionStatus.ENDED);
    expect(await statesOf(member)).toEqual(['in_use', 'expired', 'expired']);
    expect((await steps.requestOf(member, waiting.id)).state).toBe('ISSUANCE_REQUEST_STATE_FAILED');
    await expect(steps.ask(member, { kind: 'renewal', certificateId: certificate.id })).rejects.toMatchObject({
      reason: 'LICENCE_NOT_AVAILABLE',
    });
    platform.clock.set(new Date((certificate.notAfter?.getTime() ?? 0) + 1000));
    await sweep();
    expect(await statesOf(member)).toEqual(['expired', 'expired', 'expired']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that order does not know changes nothing, and one suspended before its licences are granted is asked for again', async () => {
    await expect(platform.runJob('subscription-changed', { subscriptionId: 'sub_forged' })).rejects.toMatchObject({
      reason: 'SUBSCRIPTION_NOT_FOUND',
    });
    platform.order.statuses.set('sub_early', SubscriptionStatus.SUSPENDED);
    platform.order.terms.set('sub_early', new Date('2028-01-01T00:00:00Z'));
    await expect(platform.runJob('subscription-changed', { subscriptionId: 'sub_early' })).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});

describe('time', () => {
  it('ends licences with their term, and fails what still waits', async () => {
    platform.clock.set(today);
    const member = await platform.activated({ lines: [aTlsLine('tls-dv', { licences: 2, termYears: 1 }), aLine()] });
    const waiting = await steps.ask(member, { productCode: 'tls-dv', names: ['never.example.com'] });
    platform.clock.set(new Date('2027-11-22T09:00:00Z'));
    await sweep();
    await sweep();
    expect(await statesOf(member)).toEqual(['expired', 'expired', 'expired']);
    expect((await steps.requestOf(member, waiting.id)).state).toBe('ISSUANCE_REQUEST_STATE_FAILED');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('tells of the end of a certificate once per step, until it is renewed', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-ov');
    const auditor = await platform.addMember(member.accountId, 'auditor');
    const owner = await platform.addMember(member.accountId, 'owner');
    const certificate = await steps.certify(member, {
      productCode: 'tls-ov',
      names: ['notice.example.com'],
      organisation: anOrganisation,
      notify: ['ops@notice.example.com', member.email],
    });
    const end = certificate.notAfter?.getTime() ?? 0;
    const link = `https://shop.example.com/certificates/${certificate.id}`;
    const count = () => mailsWith(link).length;
    await platform.runAnnounced();
    const before = count();
    const lifeMs = end - (certificate.notBefore?.getTime() ?? 0);
    const at = async (left: number) => {
      platform.clock.set(new Date(end - Math.floor(left)));
      await sweep();
      await sweep();
      return count() - before;
    };
    expect(await at(lifeMs / 3 + 1000)).toBe(0);
    // The buyer, the second owner, and the address that was named; not the auditor.
    expect(await at(lifeMs / 3)).toBe(3);
    expect(await at(lifeMs / 6)).toBe(6);
    // A step that was slept through is not made up for.
    expect(await at(lifeMs / 24)).toBe(9);
    const told = mailsWith(link).flatMap(({ to }) => to);
    expect(told).toEqual(expect.arrayContaining([member.email, owner.email, 'ops@notice.example.com']));
    expect(told).not.toContain(auditor.email);
    await steps.certify(member, { kind: 'renewal', certificateId: certificate.id });
    await platform.runAnnounced();
    expect(await at(dayMs)).toBe(9);
  });

  it('tells the owners 90 and 30 days before licences end, once for those that end together', async () => {
    platform.clock.set(new Date('2026-12-01T00:00:00Z'));
    const member = await steps.buyer('tls-private', { licences: 5, termYears: 1 });
    const mails = () =>
      platform.mail.mails.filter(({ to, text }) => to.includes(member.email) && text.includes('/inventory'));
    const at = async (days: number) => {
      platform.clock.set(new Date(Date.parse('2027-12-01T00:00:00Z') - days * dayMs));
      await sweep();
      await sweep();
      return mails().length;
    };
    expect([await at(91), await at(90), await at(60), await at(30), await at(1)]).toEqual([0, 1, 1, 2, 2]);
    expect(mails()[0]?.text).toContain('Product tls-private');
  });

  it('sends again to the authority what got lost on the way', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    platform.authority.nextFault = unavailable('SERVICE_UNAVAILABLE', 'away');
    const asked = await steps.ask(member, { productCode: 'tls-private', names: ['stuck'] });
    // Its job is gone.
    await platform.db
      .withTables<{ outbox: { topic: string } }>()
      .deleteFrom('outbox')
      .where('topic', '=', 'issue-certificate')
      .execute();
    platform.clock.advance(stuckAfterMs);
    await sweep();
    expect((await steps.requestOf(member, asked.id)).state).toBe('ISSUANCE_REQUEST_STATE_ISSUING');
    platform.clock.advance(1);
    await sweep();
    expect((await steps.requestOf(member, asked.id)).state).toBe('ISSUANCE_REQUEST_STATE_ISSUED');
  });
});
