import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepInventory } from '../src/certificate/sweep.ts';
import { aKeyPair, anOrganisation, aSigningRequest, createCertificateSteps } from './certificates.ts';
import { openPlatform, type TestPlatform } from './platform.ts';

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
const reasonOf = async (serialNumber: string) => platform.authority.revocations.get(serialNumber);

/** A member with a certificate of his own. */
async function begin(code = 'tls-private', names = ['one'], over = {}) {
  platform.clock.set(today);
  const member = await steps.buyer(code);
  const keys = aKeyPair();
  const signingRequest = await aSigningRequest([], keys);
  const certificate = await steps.certify(member, { productCode: code, names, signingRequest, ...over });
  const revoke = (certificateId: string, reason = 'superseded') =>
    platform.gateway.revokeCertificate({ accountId: member.accountId, certificateId, reason }, member.actor);
  return { member, keys, certificate, certificateId: certificate.id, revoke };
}

describe('a renewal', () => {
  it('keeps names and key, takes no further licence, and leaves the old certificate to its end', async () => {
    const { member, certificateId } = await begin('tls-private', ['one', '10.0.0.9']);
    platform.clock.advance(30 * dayMs);
    const renewed = await steps.certify(member, { kind: 'renewal', certificateId });
    expect(renewed).toMatchObject({ state: 'valid', dnsNames: ['one'], ipAddresses: ['10.0.0.9'] });
    const old = await steps.certificateOf(member, certificateId);
    expect(old).toMatchObject({ state: 'superseded', supersededBy: renewed.id, revokedAt: undefined });
    expect((await steps.licencesOf(member)).map(({ usedBy }) => usedBy)).toEqual([renewed.id]);
    platform.clock.advance(100 * dayMs);
    await sweep();
    expect((await steps.certificateOf(member, certificateId)).state).toBe('superseded');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('cannot change names', async () => {
    const { member, certificateId } = await begin();
    await expect(steps.ask(member, { kind: 'renewal', certificateId, names: ['two'] })).rejects.toMatchObject({
      reason: 'SERVER_NAME_INVALID',
    });
  });

  it('is not validated again while the rule lets a validation be used again', async () => {
    const { member, certificateId } = await begin('tls-ov', ['ov.example.com'], { organisation: anOrganisation });
    // 200 days under the first rule, 100 under the next.
    platform.clock.set(new Date('2027-03-14T23:59:59Z'));
    const renewed = await steps.ask(member, { kind: 'renewal', certificateId });
    expect(renewed.state).toBe('ISSUANCE_REQUEST_STATE_ISSUED');
    platform.clock.set(new Date('2027-03-15T00:00:00Z'));
    const late = await steps.ask(member, { kind: 'renewal', certificateId: renewed.certificateId });
    expect(late.state).toBe('ISSUANCE_REQUEST_STATE_VALIDATING');
    // Of another organisation nobody has validated anything.
    platform.clock.set(today);
    const other = { ...anOrganisation, name: 'Example Mills' };
    const reissue = { kind: 'reissue', certificateId: renewed.certificateId, names: ['ov.example.com'] };
    expect((await steps.ask(member, { ...reissue, organisation: other })).state).toBe(
      'ISSUANCE_REQUEST_STATE_VALIDATING',
    );
  });

  it('brings a slot back to life whose certificate has ended', async () => {
    const { member, certificateId } = await begin('tls-dv', ['lapsed.example.com']);
    platform.clock.advance(199 * dayMs);
    expect((await steps.certificateOf(member, certificateId)).state).toBe('expired');
    await sweep();
    expect(await steps.stateOf(member)).toBe('available');
    const renewed = await steps.certify(member, { kind: 'renewal', certificateId });
    expect(renewed.state).toBe('valid');
    expect(await steps.stateOf(member)).toBe('in_use');
    expect(await steps.differences(member)).toEqual([]);
  });
});

describe('a reissue', () => {
  it('that removes names supersedes the old certificate and revokes it after 72 hours', async () => {
    const { member, certificate, certificateId } = await begin('tls-private', ['one', 'two']);
    const reissued = await steps.certify(member, { kind: 'reissue', certificateId, names: ['one', 'three'] });
    expect(reissued.dnsNames).toEqual(['one', 'three']);
    expect(await steps.certificateOf(member, certificateId)).toMatchObject({
      state: 'superseded',
      revocationReason: 'superseded',
      revokedAt: new Date(today.getTime() + 72 * hourMs),
    });
    platform.clock.set(new Date(today.getTime() + 72 * hourMs - 1));
    await sweep();
    expect((await steps.certificateOf(member, certificateId)).state).toBe('superseded');
    platform.clock.advance(1);
    await sweep();
    expect((await steps.certificateOf(member, certificateId)).state).toBe('revoked');
    expect(await reasonOf(certificate.serialNumber)).toBe('superseded');
    expect(await steps.stateOf(member)).toBe('in_use');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('of a compromised key needs a new one and revokes at once', async () => {
    const { member, keys, certificate, certificateId } = await begin();
    const reissue = { kind: 'reissue', certificateId, keyCompromised: true };
    await expect(
      steps.ask(member, { ...reissue, signingRequest: await aSigningRequest([], keys) }),
    ).rejects.toMatchObject({ reason: 'PUBLIC_KEY_UNSUPPORTED' });
    const reissued = await steps.certify(member, reissue);
    expect(reissued.state).toBe('valid');
    expect((await steps.certificateOf(member, certificateId)).state).toBe('revoked');
    expect(await reasonOf(certificate.serialNumber)).toBe('keyCompromise');
  });

  it('of a compromised key takes every other certificate of that key along, under whatever licence', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 2 });
    const keys = aKeyPair();
    const certify = async (name: string) => {
      const wish = { productCode: 'tls-private', names: [name], signingRequest: await aSigningRequest([], keys) };
      return await steps.certify(member, wish);
    };
    const { id: first } = await certify('one');
    const second = await steps.certify(member, { kind: 'renewal', certificateId: first });
    const third = await certify('two');
    const other = await steps.certify(member, { kind: 'duplicate', certificateId: third.id });
    await steps.certify(member, { kind: 'reissue', certificateId: second.id, keyCompromised: true });
    await sweep();
    for (const certificateId of [first, second.id, third.id]) {
      // oxlint-disable-next-line no-await-in-loop
      const revoked = await steps.certificateOf(member, certificateId);
      expect(revoked).toMatchObject({ state: 'revoked', revocationReason: 'keyCompromise' });
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonOf(revoked.serialNumber)).toBe('keyCompromise');
    }
    expect((await steps.certificateOf(member, other.id)).state).toBe('valid');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that only rotates the key leaves the old certificate to its end', async () => {
    const { member, certificateId } = await begin();
    await steps.certify(member, { kind: 'reissue', certificateId });
    expect(await steps.certificateOf(member, certificateId)).toMatchObject({
      state: 'superseded',
      revokedAt: undefined,
    });
  });
});

describe('a duplicate', () => {
  it('is another certificate for the same names, beside the first', async () => {
    const { member, certificateId, revoke } = await begin();
    const duplicate = await steps.certify(member, { kind: 'duplicate', certificateId });
    expect((await steps.certificateOf(member, certificateId)).state).toBe('valid');
    await revoke(certificateId);
    expect(await steps.stateOf(member)).toBe('in_use');
    expect((await steps.licencesOf(member))[0]?.usedBy).toBe(duplicate.id);
    await revoke(duplicate.id);
    expect(await steps.stateOf(member)).toBe('available');
    expect(await steps.differences(member)).toEqual([]);
  });
});

describe('names', () => {
  it('count together over the certificates of a slot, and no further than bought', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-ov-multi', { extraDomains: ['extra.example.com', '*.wild.example.com'] });
    const over = { organisation: anOrganisation };
    const bought = ['a.example.com', 'b.example.com', 'extra.example.com', '*.wild.example.com'];
    const many = { ...over, productCode: 'tls-ov-multi', names: [...bought, 'c.example.com'] };
    await expect(steps.ask(member, many)).rejects.toMatchObject({ reason: 'NAMES_EXCEED_LICENCE' });
    await expect(steps.ask(member, { ...many, names: ['*.other.example.com'] })).rejects.toMatchObject({
      reason: 'SERVER_NAME_INVALID',
      fields: [{ pointer: '/names/0' }],
    });
    const { id: certificateId } = await steps.certify(member, { ...many, names: bought.slice(1) });
    // One name is left: together with the first certificate there may be two besides those bought.
    const reissue = { kind: 'duplicate', certificateId };
    await steps.certify(member, reissue);
    await expect(
      steps.ask(member, { ...over, kind: 'reissue', certificateId, names: ['c.example.com', 'd.example.com'] }),
    ).rejects.toMatchObject({ reason: 'NAMES_EXCEED_LICENCE' });
  });

  it('may be changed without end, because those of the replaced certificate are leaving', async () => {
    const { member, certificateId } = await begin('tls-dv', ['first.example.com']);
    const second = await steps.certify(member, { kind: 'reissue', certificateId, names: ['second.example.com'] });
    const third = await steps.certify(member, {
      kind: 'reissue',
      certificateId: second.id,
      names: ['www.third.example.com', 'third.example.com'],
    });
    expect(third.dnsNames).toHaveLength(2);
  });
});

describe('a revocation', () => {
  it('frees the slot, is told to the authority and the people, and is done once', async () => {
    const { member, certificate, certificateId, revoke } = await begin();
    await expect(revoke(certificateId, 'privilegeWithdrawn')).rejects.toMatchObject({
      reason: 'REVOCATION_REASON_INVALID',
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => revoke(certificateId, 'cessationOfOperation')));
    expect(new Set(answers.map(({ certificate: each }) => each?.state))).toEqual(new Set(['revoked']));
    await revoke(certificateId, 'superseded');
    expect(await reasonOf(certificate.serialNumber)).toBe('cessationOfOperation');
    expect(await steps.stateOf(member)).toBe('available');
    await platform.runAnnounced();
    const mails = platform.mail.mails.filter(
      ({ to, text }) => to.includes(member.email) && text.includes('cessationOfOperation'),
    );
    expect(mails).toHaveLength(1);
    await expect(steps.ask(member, { kind: 'renewal', certificateId })).rejects.toMatchObject({
      reason: 'CERTIFICATE_REVOKED',
    });
    expect(await steps.differences(member)).toEqual([]);
  });

  it('holds also while the authority is out of reach, and is told later', async () => {
    const { certificate, certificateId, revoke, member } = await begin();
    platform.authority.nextFault = new Error('away');
    expect((await revoke(certificateId)).certificate?.state).toBe('revoked');
    expect(await reasonOf(certificate.serialNumber)).toBeUndefined();
    await platform.runAnnounced();
    expect(await reasonOf(certificate.serialNumber)).toBe('superseded');
    expect(await steps.stateOf(member)).toBe('available');
  });

  it('at the same time as a renewal leaves the slot in use by the new certificate, or free', async () => {
    for (let round = 0; round < 5; round += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const { member, certificateId, revoke } = await begin();
      // oxlint-disable-next-line no-await-in-loop
      const [renewed] = await Promise.allSettled([
        steps.ask(member, { kind: 'renewal', certificateId }),
        revoke(certificateId),
      ]);
      const isRenewed = renewed.status === 'fulfilled';
      // oxlint-disable-next-line no-await-in-loop
      expect(await steps.stateOf(member)).toBe(isRenewed ? 'in_use' : 'available');
      // oxlint-disable-next-line no-await-in-loop
      expect(await steps.differences(member)).toEqual([]);
    }
  });

  it('while a renewal is with the authority keeps the slot for it', async () => {
    const { member, certificateId, revoke } = await begin();
    let open: () => void = () => undefined;
    platform.authority.gate = new Promise((resolve) => {
      open = resolve;
    });
    const entered = new Promise<void>((resolve) => {
      platform.authority.entered = resolve;
    });
    const renewing = steps.ask(member, { kind: 'renewal', certificateId });
    await entered;
    await revoke(certificateId);
    expect(await steps.stateOf(member)).toBe('reserved');
    open();
    platform.authority.gate = undefined;
    expect((await renewing).state).toBe('ISSUANCE_REQUEST_STATE_ISSUED');
    expect(await steps.stateOf(member)).toBe('in_use');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('of a certificate that has ended is refused', async () => {
    const { certificateId, revoke } = await begin('tls-dv', ['ended.example.com']);
    platform.clock.advance(200 * dayMs);
    await expect(revoke(certificateId)).rejects.toMatchObject({ reason: 'CERTIFICATE_EXPIRED' });
  });
});

describe('a licence', () => {
  it('is recycled with all its certificates and requests, and used anew', async () => {
    const { member, certificateId, certificate } = await begin('tls-dv', ['a.example.com']);
    const { accountId, actor } = member;
    const { licenceId } = certificate;
    await steps.certify(member, { kind: 'duplicate', certificateId });
    const recycle = () => platform.gateway.recycleLicence({ accountId, licenceId }, actor);
    expect((await recycle()).licence?.state).toBe('LICENCE_STATE_AVAILABLE');
    expect((await recycle()).licence?.state).toBe('LICENCE_STATE_AVAILABLE');
    expect((await steps.certificateOf(member, certificateId)).state).toBe('revoked');
    expect((await steps.certify(member, { licenceId, names: ['b.example.com'] })).state).toBe('valid');
    const { entries } = await platform.gateway.listInventoryEntries(
      { accountId, licenceId, pageSize: 0, pageToken: '' },
      actor,
    );
    expect(entries.map(({ kind }) => kind)).toEqual(['grant', 'reserve', 'consume', 'recycle', 'reserve', 'consume']);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('shows its certificates and those to come until its term ends', async () => {
    const { member, certificate } = await begin('tls-dv', ['plan.example.com']);
    const { accountId, actor } = member;
    const { licence, certificates, calendar } = await platform.gateway.getLicence(
      { accountId, licenceId: certificate.licenceId },
      actor,
    );
    expect(certificates.map(({ id }) => id)).toEqual([certificate.id]);
    expect(calendar[0]?.issueAt).toEqual(certificate.renewFrom);
    expect(calendar.at(-1)?.endsAt).toEqual(licence?.validUntil);
  });

  it('takes twenty requests in seven days, and says when the next one may come', async () => {
    const { member, certificateId } = await begin();
    for (let count = 1; count < 20; count += 1) {
      platform.clock.advance(hourMs);
      // oxlint-disable-next-line no-await-in-loop
      await steps.ask(member, { kind: 'duplicate', certificateId });
    }
    await expect(steps.ask(member, { kind: 'duplicate', certificateId })).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'RATE_LIMITED',
      retryAfterSeconds: (7 * 24 - 19) * 3600,
    });
    platform.clock.set(new Date(today.getTime() + 7 * dayMs));
    await steps.ask(member, { kind: 'duplicate', certificateId });
  });
});

describe('the list of certificates', () => {
  it('is filtered by state, name and end, and read page by page', async () => {
    const { member, certificateId } = await begin('tls-private', ['one', 'two']);
    const { accountId, actor } = member;
    platform.clock.advance(dayMs);
    const second = await steps.certify(member, { kind: 'renewal', certificateId });
    const list = async (over: object = {}) =>
      await platform.gateway.listCertificates(
        { accountId, state: '', productCode: '', name: '', pageSize: 0, pageToken: '', ...over },
        actor,
      );
    const idsOf = async (over: object) => (await list(over)).certificates.map(({ id }) => id);
    expect(await idsOf({})).toEqual([second.id, certificateId]);
    expect(await idsOf({ state: 'superseded' })).toEqual([certificateId]);
    expect(await idsOf({ state: 'expired' })).toEqual([]);
    expect(await idsOf({ name: 'TWO' })).toEqual([second.id, certificateId]);
    expect(await idsOf({ name: 'three' })).toEqual([]);
    expect(await idsOf({ expiresBefore: second.notAfter })).toEqual([certificateId]);
    expect(await idsOf({ productCode: 'tls-dv' })).toEqual([]);
    const first = await list({ pageSize: 1 });
    expect(first.certificates.map(({ id }) => id)).toEqual([second.id]);
    expect(await idsOf({ pageSize: 1, pageToken: first.nextPageToken })).toEqual([certificateId]);
    await expect(list({ state: 'lost' })).rejects.toMatchObject({ reason: 'CERTIFICATE_STATE_UNKNOWN' });
    await expect(list({ pageSize: 101 })).rejects.toMatchObject({ reason: 'PAGE_SIZE_INVALID' });
    await expect(list({ pageToken: 'x' })).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
  });
});
