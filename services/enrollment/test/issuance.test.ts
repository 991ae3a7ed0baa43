import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unavailable } from '@countersign/errors';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aKeyPair, anOrganisation, aSigningRequest, createCertificateSteps } from './certificates.ts';
import { openPlatform, type TestPlatform } from './platform.ts';

const dayMs = 86_400_000;
const witnessed = itWitnessedBy('openssl');

let platform: TestPlatform;
let steps: Awaited<ReturnType<typeof createCertificateSteps>>;
const today = new Date('2026-11-22T09:00:00Z');
beforeAll(async () => {
  platform = await openPlatform();
  steps = await createCertificateSteps(platform);
});
afterEach(() => platform.clock.set(today));
afterAll(() => platform.close());

/** Runs openssl with files by name and returns what it says. */
function openssl(args: readonly string[], files: Readonly<Record<string, Buffer | string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-openssl-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8', cwd: folder });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a certificate for a public name', () => {
  it('waits for a registration officer and then lives as long as the rule of the day says', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv');
    const names = ['shop.example.com', 'www.shop.example.com'];
    const asked = await steps.ask(member, { productCode: 'tls-dv', names });
    expect(asked).toMatchObject({
      state: 'ISSUANCE_REQUEST_STATE_VALIDATING',
      profile: 'tls-public',
      validationLevel: 'dv',
    });
    expect(asked.validity).toMatchObject({ days: 199, ruleId: 'TLS-SC081-1' });
    expect(await steps.stateOf(member)).toBe('reserved');
    const issued = await steps.approve(asked.id);
    expect(issued.state).toBe('ISSUANCE_REQUEST_STATE_ISSUED');
    const certificate = await steps.certificateOf(member, issued.certificateId);
    expect(certificate).toMatchObject({ state: 'valid', dnsNames: names, ruleId: 'TLS-SC081-1', authority: 'tls' });
    expect(certificate.notAfter?.getTime()).toBe(today.getTime() + 199 * dayMs - 1000);
    const x509 = new X509Certificate(await steps.fileOf(member, certificate.id, 'der'));
    expect(x509.subjectAltName).toBe('DNS:shop.example.com, DNS:www.shop.example.com');
    expect(await steps.stateOf(member)).toBe('in_use');
    expect((await steps.licencesOf(member))[0]?.usedBy).toBe(certificate.id);
    expect(await steps.differences(member)).toEqual([]);
    expect(await platform.audit(member.accountId)).toEqual(
      expect.arrayContaining(['certificate_request.created', 'certificate_request.validated', 'certificate.issued']),
    );
  });

  it('lives 99 days when it is issued on 2027-03-15, whenever it was asked for', async () => {
    platform.clock.set(new Date('2027-03-14T23:59:59Z'));
    const member = await steps.buyer('tls-dv', { licences: 2 });
    const asked = await steps.ask(member, { productCode: 'tls-dv', names: ['late.example.com'] });
    const before = await steps.certify(member, { productCode: 'tls-dv', names: ['early.example.com'] });
    const boundary = new Date('2027-03-15T00:00:00Z');
    platform.clock.set(boundary);
    const { certificateId } = await steps.approve(asked.id);
    const after = await steps.certificateOf(member, certificateId);
    const days = (each: typeof after) =>
      ((each.notAfter?.getTime() ?? 0) + 1000 - (each.notBefore?.getTime() ?? 0)) / dayMs;
    expect([days(before), before.ruleId]).toEqual([199, 'TLS-SC081-1']);
    expect([days(after), after.ruleId]).toEqual([99, 'TLS-SC081-2']);
  });

  it('is asked for again with the life of the new rule when the authority is reached only under that', async () => {
    platform.clock.set(new Date('2027-03-14T23:59:59Z'));
    const member = await steps.buyer('tls-dv');
    const asked = await steps.ask(member, { productCode: 'tls-dv', names: ['edge.example.com'] });
    platform.authority.nextFault = unavailable('SERVICE_UNAVAILABLE', 'away');
    expect((await steps.approve(asked.id)).state).toBe('ISSUANCE_REQUEST_STATE_ISSUING');
    platform.clock.set(new Date('2027-03-15T00:00:00Z'));
    await platform.runAnnounced();
    const { certificateId } = await steps.requestOf(member, asked.id);
    expect(await steps.certificateOf(member, certificateId)).toMatchObject({ ruleId: 'TLS-SC081-2' });
  });

  it('never outlives its licence', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv', { termYears: 1 });
    platform.clock.advance(300 * dayMs);
    const certificate = await steps.certify(member, { productCode: 'tls-dv', names: ['short.example.com'] });
    expect(certificate.notAfter).toEqual((await steps.licencesOf(member))[0]?.validUntil);
  });

  it('names its organisation, which the next request need not repeat', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-ov', { licences: 2 });
    const names = ['org.example.com'];
    await expect(steps.ask(member, { productCode: 'tls-ov', names })).rejects.toMatchObject({
      reason: 'ORGANISATION_INVALID',
      fields: [{ pointer: '/organisation' }],
    });
    const incomplete = { ...anOrganisation, locality: '', country: 'us' };
    await expect(steps.ask(member, { productCode: 'tls-ov', names, organisation: incomplete })).rejects.toMatchObject({
      fields: [{ pointer: '/organisation/country' }, { pointer: '/organisation/locality' }],
    });
    const first = await steps.certify(member, { productCode: 'tls-ov', names, organisation: anOrganisation });
    const x509 = new X509Certificate(await steps.fileOf(member, first.id, 'pem'));
    expect(x509.subject).toContain('O=Example Works');
    const second = await steps.ask(member, { productCode: 'tls-ov', names: ['org2.example.com'] });
    expect(second.organisation).toEqual(anOrganisation);
  });

  it('for EV needs the entry in a register', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-ev');
    const over = { productCode: 'tls-ev', names: ['ev.example.com'] };
    await expect(steps.ask(member, { ...over, organisation: anOrganisation })).rejects.toMatchObject({
      fields: [
        { pointer: '/organisation/registrationNumber' },
        { pointer: '/organisation/jurisdictionCountry' },
        { pointer: '/organisation/businessCategory' },
      ],
    });
    const organisation = {
      ...anOrganisation,
      registrationNumber: '12-345',
      jurisdictionCountry: 'US',
      businessCategory: 'Private Organization',
    };
    expect((await steps.certify(member, { ...over, organisation })).state).toBe('valid');
  });

  it('is rejected with a reason, which its requester is told, and its licence is free again', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv');
    const asked = await steps.ask(member, {
      productCode: 'tls-dv',
      names: ['no.example.com'],
      notify: ['ops@example.com'],
    });
    const decide = (over: object) =>
      platform.gateway.decideIssuanceRequest(
        { accountId: '', requestId: asked.id, approve: false, reason: '', ...over },
        steps.officer,
      );
    await expect(decide({})).rejects.toMatchObject({ reason: 'REASON_REQUIRED' });
    const { request } = await decide({ reason: 'the name is not yours' });
    expect(request).toMatchObject({ state: 'ISSUANCE_REQUEST_STATE_REJECTED', reason: 'the name is not yours' });
    expect(await steps.stateOf(member)).toBe('available');
    await expect(decide({ approve: true })).rejects.toMatchObject({ reason: 'REQUEST_WRONG_STATE' });
    await platform.runAnnounced();
    for (const address of [member.email, 'ops@example.com']) {
      const mails = platform.mail.mails.filter(
        ({ to, text }) => to.includes(address) && text.includes('no.example.com'),
      );
      expect(mails).toHaveLength(1);
      expect(mails[0]?.text).toContain('the name is not yours');
    }
  });

  it('is given up by its requester, once, until the authority is asked', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv', { licences: 2 });
    const { accountId, actor } = member;
    const asked = await steps.ask(member, { productCode: 'tls-dv', names: ['off.example.com'] });
    const cancel = (requestId: string) => platform.gateway.cancelIssuanceRequest({ accountId, requestId }, actor);
    expect((await cancel(asked.id)).request?.state).toBe('ISSUANCE_REQUEST_STATE_CANCELLED');
    expect((await cancel(asked.id)).request?.state).toBe('ISSUANCE_REQUEST_STATE_CANCELLED');
    expect(await steps.stateOf(member)).toBe('available');
    const { requestId } = await steps.certify(member, { productCode: 'tls-dv', names: ['on.example.com'] });
    await expect(cancel(requestId)).rejects.toMatchObject({ reason: 'REQUEST_WRONG_STATE' });
    expect(await steps.differences(member)).toEqual([]);
  });
});

describe('a certificate for a private name', () => {
  it('is issued at once, also for internal names and addresses', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    const names = ['intranet', 'db.corp.internal', '10.0.0.7', '2001:db8:0::7'];
    const asked = await steps.ask(member, { productCode: 'tls-private', names });
    expect(asked).toMatchObject({ state: 'ISSUANCE_REQUEST_STATE_ISSUED', profile: 'tls-private' });
    expect(await steps.certificateOf(member, asked.certificateId)).toMatchObject({
      dnsNames: ['intranet', 'db.corp.internal'],
      ipAddresses: ['10.0.0.7', '2001:db8::7'],
      authority: 'private',
      ruleId: 'PRIVATE',
    });
    await platform.runAnnounced();
    const mail = platform.mail.mails.find(({ to, text }) => to.includes(member.email) && text.includes('intranet'));
    expect(mail?.text).toContain(`https://shop.example.com/certificates/${asked.certificateId}`);
  });

  it('comes with a key made by the server, encrypted, shown once and kept nowhere', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    const passphrase = 'a long enough passphrase';
    const wish = await steps.wish(member, { productCode: 'tls-private', names: ['app'], keyPassphrase: passphrase });
    const { request, privateKey } = await platform.gateway.createIssuanceRequest(wish, member.actor);
    const key = createPrivateKey({ key: privateKey, format: 'pem', passphrase });
    const der = await steps.fileOf(member, request?.certificateId ?? '', 'der');
    const inCertificate = new X509Certificate(der).publicKey.export({ format: 'der', type: 'spki' });
    expect(createPublicKey(key).export({ format: 'der', type: 'spki' })).toEqual(inCertificate);
    const repeated = await platform.gateway.createIssuanceRequest(wish, member.actor);
    expect(repeated.request?.id).toBe(request?.id);
    expect(repeated.privateKey).toBe('');
    const row = await platform.db
      .selectFrom('issuanceRequests')
      .selectAll()
      .where('id', '=', request?.id ?? '')
      .executeTakeFirst();
    const raw = key.export({ format: 'der', type: 'pkcs8' });
    const kept = JSON.stringify(row, (_, value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : value));
    expect(kept + platform.lines.join('')).not.toContain(passphrase);
    expect(Buffer.from(kept).includes(raw.toString('hex').slice(-60))).toBe(false);
    await expect(
      steps.ask(member, { productCode: 'tls-private', names: ['app'], keyPassphrase: 'short' }),
    ).rejects.toMatchObject({ reason: 'LICENCE_NOT_AVAILABLE' });
    const other = await steps.buyer('tls-private');
    await expect(
      steps.ask(other, { productCode: 'tls-private', names: ['app'], keyPassphrase: 'short' }),
    ).rejects.toMatchObject({ reason: 'KEY_PASSPHRASE_INVALID' });
    const needed = (detail: string) => ({ fields: [{ pointer: '/signingRequest', detail }] });
    await expect(
      steps.ask(other, { productCode: 'tls-private', names: ['app'], signingRequest: '' }),
    ).rejects.toMatchObject(needed('must be given, or keyPassphrase for a key that the server makes'));
    const open = await steps.buyer('tls-dv');
    await expect(
      steps.ask(open, { productCode: 'tls-dv', names: ['a.example.com'], keyPassphrase: passphrase }),
    ).rejects.toMatchObject({ reason: 'SIGNING_REQUEST_INVALID', fields: [{ pointer: '/keyPassphrase' }] });
    await expect(
      steps.ask(open, { productCode: 'tls-dv', names: ['a.example.com'], signingRequest: '' }),
    ).rejects.toMatchObject(needed('must be given'));
  });
});

describe('a request', () => {
  it('that waits shows its age to the operator, by the state in which it waits', async () => {
    const hour = 3_600_000;
    // Before every other request of these tests.
    platform.clock.set(new Date(today.getTime() - 48 * hour));
    const member = await steps.buyer('tls-dv');
    const asked = await steps.ask(member, { productCode: 'tls-dv', names: ['waits.example.com'] });
    platform.clock.set(new Date(today.getTime() - 47 * hour));
    expect(await platform.figures()).toMatch(/^certificate_request_oldest_seconds\{state="validating".*\} 3600$/m);
    expect((await steps.approve(asked.id)).state).toBe('ISSUANCE_REQUEST_STATE_ISSUED');
    expect(await platform.figures()).not.toMatch(/state="validating".*\} 3600$/m);
  });

  it('that was granted is told to the operator when its certificate ends soon', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv');
    const { notAfter } = await steps.certify(member, { productCode: 'tls-dv', names: ['ends.example.com'] });
    const ends = notAfter?.getTime() ?? 0;
    const expiring = async (daysBefore: number) => {
      platform.clock.set(new Date(ends - daysBefore * dayMs));
      const figures = await platform.figures();
      return [7, 30].map((days) =>
        Number(new RegExp(`^certificates_expiring\\{days="${days}".*\\} (\\d+)$`, 'm').exec(figures)?.[1]),
      );
    };
    const [soonBefore = 0, laterBefore = 0] = await expiring(31);
    const [soon = 0, later = 0] = await expiring(6);
    expect(soon).toBeGreaterThan(soonBefore);
    expect(later).toBeGreaterThanOrEqual(soon);
    expect((await expiring(20))[1]).toBeGreaterThan(laterBefore);
    platform.clock.set(today);
  });

  it('is one for twenty parallel calls with one key, and another for the same key is refused', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 3 });
    const wish = await steps.wish(member, { productCode: 'tls-private', names: ['one'] });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => platform.gateway.createIssuanceRequest(wish, member.actor)),
    );
    expect(new Set(answers.map(({ request }) => request?.id)).size).toBe(1);
    expect((await steps.licencesOf(member)).filter(({ usedBy }) => usedBy !== '')).toHaveLength(1);
    await expect(
      platform.gateway.createIssuanceRequest({ ...wish, names: ['two'] }, member.actor),
    ).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await steps.differences(member)).toEqual([]);
  });

  it('takes one licence each when twenty come at once for five', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 5 });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        steps.ask(member, { productCode: 'tls-private', names: [`host${index}`] }),
      ),
    );
    const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(new Set(done.map(({ licenceId }) => licenceId)).size).toBe(5);
    expect(done).toHaveLength(5);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals).toEqual(Array(15).fill(expect.objectContaining({ reason: 'LICENCE_NOT_AVAILABLE' })));
    expect(await steps.differences(member)).toEqual([]);
  });

  it('for one slot is taken once when twenty come at once', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 2 });
    const licenceId = (await steps.licencesOf(member))[0]?.id ?? '';
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => steps.ask(member, { licenceId, names: [`host${index}`] })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('is only checked with validateOnly: nothing is stored', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv');
    const checked = await steps.ask(member, {
      productCode: 'tls-dv',
      names: ['dry.example.com'],
      validateOnly: true,
      idempotencyKey: '',
    });
    expect(checked).toMatchObject({
      id: '',
      state: 'ISSUANCE_REQUEST_STATE_VALIDATING',
      dnsNames: ['dry.example.com'],
    });
    await expect(
      steps.ask(member, { productCode: 'tls-dv', names: ['dry.test'], validateOnly: true }),
    ).rejects.toMatchObject({ reason: 'SERVER_NAME_INVALID' });
    expect(await steps.stateOf(member)).toBe('available');
    const { requests } = await platform.gateway.listIssuanceRequests(
      { accountId: member.accountId, state: 'ISSUANCE_REQUEST_STATE_UNSPECIFIED', pageSize: 0, pageToken: '' },
      member.actor,
    );
    expect(requests).toEqual([]);
  });

  it('takes its names from the signing request, and must not contradict it', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 3 });
    const productCode = 'tls-private';
    const signingRequest = await aSigningRequest(['a.example.com', 'b.example.com'], aKeyPair(), {
      name: 'CN=A.example.com',
    });
    const asked = await steps.ask(member, { productCode, signingRequest });
    expect(asked.dnsNames).toEqual(['a.example.com', 'b.example.com']);
    const more = await steps.ask(member, {
      productCode,
      signingRequest,
      names: ['c.example.com', 'B.example.com', 'a.example.com'],
    });
    expect(more.dnsNames).toEqual(['c.example.com', 'b.example.com', 'a.example.com']);
    await expect(steps.ask(member, { productCode, signingRequest, names: ['a.example.com'] })).rejects.toMatchObject({
      reason: 'SERVER_NAME_INVALID',
      fields: [{ pointer: '/names' }],
    });
    await expect(steps.ask(member, { productCode })).rejects.toMatchObject({ fields: [{ pointer: '/names' }] });
  });

  it('is refused for what is no signing request, and for keys that nobody certifies', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-dv');
    const over = { productCode: 'tls-dv', names: ['key.example.com'] };
    const good = await aSigningRequest();
    const der = Buffer.from(good.replaceAll(/-----[^-]+-----/g, ''), 'base64');
    // The last octet belongs to the signature.
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const flipped = der.toString('base64');
    const broken = [
      '',
      'nonsense',
      good.slice(0, 120),
      good.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'),
      flipped,
      'A'.repeat(70_000),
    ];
    for (const signingRequest of broken) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(steps.ask(member, { ...over, signingRequest })).rejects.toMatchObject({
        reason: 'SIGNING_REQUEST_INVALID',
        fields: [{ pointer: '/signingRequest' }],
      });
    }
    const p521 = await aSigningRequest([], aKeyPair('P-521'), { curve: 'P-521' });
    await expect(steps.ask(member, { ...over, signingRequest: p521 })).rejects.toMatchObject({
      reason: 'PUBLIC_KEY_UNSUPPORTED',
    });
    // However its lines are broken, also without the lines around.
    const bare = good.replaceAll(/-----[^-]+-----/g, '').replaceAll('\n', '\r\n  ');
    expect((await steps.ask(member, { ...over, signingRequest: bare })).state).toBe(
      'ISSUANCE_REQUEST_STATE_VALIDATING',
    );
  });

  it('waits for an administrator where the account wants that; nobody decides on his own', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 2 });
    const { accountId, actor } = member;
    await platform.db.updateTable('accounts').set({ approvalRequired: true }).where('id', '=', accountId).execute();
    const requester = await platform.addMember(accountId, 'requester');
    const own = await steps.ask(member, { productCode: 'tls-private', names: ['own'] });
    const asked = await steps.ask(requester, { productCode: 'tls-private', names: ['app'] });
    expect(asked.state).toBe('ISSUANCE_REQUEST_STATE_PENDING_APPROVAL');
    const decide = (requestId: string, by: typeof actor, account = accountId) =>
      platform.gateway.decideIssuanceRequest({ accountId: account, requestId, approve: true, reason: '' }, by);
    await expect(decide(own.id, actor)).rejects.toMatchObject({ reason: 'OWN_REQUEST' });
    await expect(decide(asked.id, requester.actor)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await expect(decide(asked.id, steps.officer, '')).rejects.toMatchObject({ reason: 'REQUEST_WRONG_STATE' });
    expect((await decide(asked.id, actor)).request?.state).toBe('ISSUANCE_REQUEST_STATE_ISSUED');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('of another account, or for another account, is unknown', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private', { licences: 2 });
    const other = await steps.buyer('tls-private');
    const licenceId = (await steps.licencesOf(member))[0]?.id ?? '';
    const { id: requestId, certificateId } = await steps.ask(member, { licenceId, names: ['mine'] });
    const { accountId, actor } = other;
    const { gateway } = platform;
    const calls: [() => Promise<unknown>, string][] = [
      [
        () => steps.ask({ accountId: member.accountId, actor }, { productCode: 'tls-private', names: ['x'] }),
        'ACCOUNT_NOT_FOUND',
      ],
      [() => steps.ask(other, { licenceId, names: ['x'] }), 'LICENCE_NOT_FOUND'],
      [() => steps.ask(other, { kind: 'renewal', certificateId }), 'CERTIFICATE_NOT_FOUND'],
      [() => gateway.getIssuanceRequest({ accountId, requestId }, actor), 'REQUEST_NOT_FOUND'],
      [() => gateway.getIssuanceRequest({ accountId: '', requestId }, actor), 'ROLE_REQUIRED'],
      [
        () => gateway.decideIssuanceRequest({ accountId, requestId, approve: true, reason: '' }, actor),
        'REQUEST_NOT_FOUND',
      ],
      [() => gateway.cancelIssuanceRequest({ accountId, requestId }, actor), 'REQUEST_NOT_FOUND'],
      [() => gateway.getCertificate({ accountId, certificateId }, actor), 'CERTIFICATE_NOT_FOUND'],
      [() => gateway.getCertificateFile({ accountId, certificateId, format: 'pem' }, actor), 'CERTIFICATE_NOT_FOUND'],
      [
        () => gateway.revokeCertificate({ accountId, certificateId, reason: 'superseded' }, actor),
        'CERTIFICATE_NOT_FOUND',
      ],
      [() => gateway.getLicence({ accountId, licenceId }, actor), 'LICENCE_NOT_FOUND'],
      [() => gateway.recycleLicence({ accountId, licenceId }, actor), 'LICENCE_NOT_FOUND'],
      [() => gateway.proveInventory({ accountId: member.accountId }, actor), 'ACCOUNT_NOT_FOUND'],
    ];
    for (const [call, reason] of calls) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(call()).rejects.toMatchObject({ reason });
    }
    const auditor = await platform.addMember(member.accountId, 'auditor');
    await expect(steps.ask(auditor, { licenceId, names: ['x'] })).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    expect((await steps.certificateOf(auditor, certificateId)).id).toBe(certificateId);
  });

  it('for a product without server certificates, an unknown kind or a bad address is refused', async () => {
    platform.clock.set(today);
    const member = await platform.activated();
    const licenceId = (await steps.licencesOf(member))[0]?.id ?? '';
    const refused = async (over: object, expected: object) =>
      await expect(steps.ask(member, { names: ['a.example.com'], ...over })).rejects.toMatchObject(expected);
    await refused({ licenceId }, { reason: 'PRODUCT_NOT_ISSUABLE' });
    await refused({ productCode: 'tls-dv' }, { reason: 'LICENCE_NOT_AVAILABLE' });
    await refused({}, { reason: 'LICENCE_REQUEST_INVALID', fields: [{ pointer: '/productCode' }] });
    await refused({ kind: 'copy' }, { reason: 'REQUEST_KIND_INVALID', fields: [{ pointer: '/kind' }] });
    await refused({ kind: 'renewal' }, { reason: 'REQUEST_KIND_INVALID', fields: [{ pointer: '/certificateId' }] });
    await refused({ keyCompromised: true }, { fields: [{ pointer: '/keyCompromised' }] });
    const server = await steps.buyer('tls-dv');
    await expect(
      steps.ask(server, { productCode: 'tls-dv', names: ['a.example.com'], notify: ['nobody'] }),
    ).rejects.toMatchObject({ reason: 'NOTIFY_INVALID', fields: [{ pointer: '/notify/0' }] });
  });
});

describe('issuance', () => {
  const begin = async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    return member;
  };
  const wished = { productCode: 'tls-private', names: ['crash'] };

  it('goes on where it was interrupted, and leads to one certificate', async () => {
    const member = await begin();
    // Before the authority was reached, and after it signed: nothing of either was stored here.
    platform.authority.nextFault = unavailable('SERVICE_UNAVAILABLE', 'away');
    const asked = await steps.ask(member, wished);
    expect(asked.state).toBe('ISSUANCE_REQUEST_STATE_ISSUING');
    platform.authority.nextLoss = unavailable('SERVICE_UNAVAILABLE', 'lost');
    await expect(platform.runJob('issue-certificate', { requestId: asked.id })).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
    });
    const signed = platform.authority.issued.get(asked.id)?.certificate;
    expect(signed).toBeDefined();
    expect(await steps.stateOf(member)).toBe('reserved');
    await Promise.all(Array.from({ length: 5 }, () => platform.runJob('issue-certificate', { requestId: asked.id })));
    const { certificateId } = await steps.requestOf(member, asked.id);
    expect(await steps.fileOf(member, certificateId, 'der')).toEqual(signed);
    await platform.runAnnounced();
    expect(platform.mail.mails.filter(({ text }) => text.includes(certificateId))).toHaveLength(1);
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that the authority refuses for good ends the request and frees the licence', async () => {
    const member = await begin();
    const keys = aKeyPair();
    const first = await steps.certify(member, { ...wished, signingRequest: await aSigningRequest([], keys) });
    await platform.gateway.revokeCertificate(
      { accountId: member.accountId, certificateId: first.id, reason: 'keyCompromise' },
      member.actor,
    );
    const asked = await steps.ask(member, { ...wished, signingRequest: await aSigningRequest([], keys) });
    expect(asked.state).toBe('ISSUANCE_REQUEST_STATE_FAILED');
    expect(asked.reason).toContain('PUBLIC_KEY_BLOCKED');
    expect(await steps.stateOf(member)).toBe('available');
    expect(await steps.differences(member)).toEqual([]);
  });

  it('that brings something else than was asked for is revoked and believed nowhere', async () => {
    const member = await begin();
    platform.authority.nextLie = ['evil.example.com'];
    const asked = await steps.ask(member, wished);
    expect(asked).toMatchObject({ state: 'ISSUANCE_REQUEST_STATE_FAILED', certificateId: '' });
    expect(asked.reason).toContain('CERTIFICATE_UNEXPECTED');
    const serial = platform.authority.issued.get(asked.id)?.serialNumber ?? '';
    expect(platform.authority.revocations.has(serial)).toBe(true);
    expect(await steps.stateOf(member)).toBe('available');
  });

  it('does not follow a forged or unknown job', async () => {
    const member = await steps.buyer('tls-dv');
    const asked = await steps.ask(member, { productCode: 'tls-dv', names: ['forged.example.com'] });
    await platform.runJob('issue-certificate', { requestId: asked.id });
    await platform.runJob('issue-certificate', { requestId: 'crq_none' });
    await platform.runJob('revoke-certificate', { certificateId: 'cer_none' });
    expect((await steps.requestOf(member, asked.id)).state).toBe('ISSUANCE_REQUEST_STATE_VALIDATING');
  });
});

describe('a file', () => {
  const formats = ['pem', 'der', 'pkcs7', 'chain', 'full-chain'];

  it('comes in the formats that servers take, and no other', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-wildcard');
    const certificate = await steps.certify(member, {
      productCode: 'tls-wildcard',
      names: ['*.example.com', 'example.com'],
      organisation: anOrganisation,
    });
    const { accountId, actor } = member;
    const file = (format: string) =>
      platform.gateway.getCertificateFile({ accountId, certificateId: certificate.id, format }, actor);
    const files = await Promise.all(formats.map(file));
    expect(files.map(({ fileName }) => fileName)).toEqual([
      'wildcard.example.com.pem',
      'wildcard.example.com.cer',
      'wildcard.example.com.p7b',
      'wildcard.example.com-chain.pem',
      'wildcard.example.com-full-chain.pem',
    ]);
    const blocks = (content: Buffer | undefined) => content?.toString().match(/BEGIN CERTIFICATE/g)?.length;
    expect([blocks(files[0]?.content), blocks(files[3]?.content), blocks(files[4]?.content)]).toEqual([1, 2, 3]);
    await expect(file('pfx')).rejects.toMatchObject({ reason: 'FORMAT_UNKNOWN' });
    await expect(file('constructor')).rejects.toMatchObject({ reason: 'FORMAT_UNKNOWN' });
  });

  witnessed('is read by openssl: the chain holds, the PKCS #7 prints its certificates, the key opens', async () => {
    platform.clock.set(today);
    const member = await steps.buyer('tls-private');
    const passphrase = 'correct horse battery';
    const asked = await steps.ask(member, {
      productCode: 'tls-private',
      names: ['w.example.com'],
      keyPassphrase: passphrase,
    });
    const file = (format: string) => steps.fileOf(member, asked.certificateId, format);
    const pem = await file('pem');
    const root = new X509Certificate(platform.authority.root).toString();
    const verified = openssl(
      [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'w.example.com',
        '-attime',
        `${today.getTime() / 1000 + 60}`,
        '-CAfile',
        'root.pem',
        '-untrusted',
        'chain.pem',
        'pem',
      ],
      { pem, 'root.pem': root, 'chain.pem': await file('chain') },
    );
    expect(verified).toBe('pem: OK\n');
    const printed = openssl(['pkcs7', '-inform', 'DER', '-in', 'p7b', '-print_certs', '-noout'], {
      p7b: await file('pkcs7'),
    });
    expect(printed.match(/issuer=/g)).toHaveLength(3);
    const key = openssl(['pkey', '-in', 'key', '-passin', `pass:${passphrase}`, '-pubout'], { key: asked.privateKey });
    expect(key).toBe(new X509Certificate(pem).publicKey.export({ format: 'pem', type: 'spki' }));
  });
});
