import type { SendCodeRequest, VerifyCodeRequest } from '@countersign/proto/second-factor';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aLoginCode,
  minuteMs,
  otherThan,
  outcomesOf,
  startSecondFactor,
  type TestSecondFactor,
} from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

let count = 0;
/** Something to prove and a mailbox that no other test uses. */
function aProof() {
  count += 1;
  return { subjectId: `rcf_${count}`, destination: `ada${count}@example.com` };
}

const send = (request: Partial<SendCodeRequest>) =>
  secondFactor.identity.sendCode({
    purpose: 'CODE_PURPOSE_RECOVERY',
    subjectId: '',
    channel: 'PIN_CHANNEL_EMAIL',
    destination: '',
    language: 'en',
    newContact: '',
    knownDevice: false,
    ...request,
  });

const verify = (request: Partial<VerifyCodeRequest>) =>
  secondFactor.identity.verifyCode({
    purpose: 'CODE_PURPOSE_RECOVERY',
    subjectId: '',
    code: '000000',
    destination: '',
    ...request,
  });

const refused = { kind: 'unauthenticated', reason: 'CODE_REFUSED' };
const exhausted = { kind: 'exhausted', reason: 'ATTEMPTS_EXHAUSTED' };

describe('a code that proves a mailbox or a number', () => {
  it('is sent to a masked destination and is right exactly once of twenty times', async () => {
    const proof = aProof();
    const now = secondFactor.clock.now().getTime();
    expect(await send(proof)).toEqual({
      maskedDestination: 'a•••@example.com',
      resendAt: new Date(now + 30_000),
      expiresAt: new Date(now + 5 * minuteMs),
    });
    const code = await secondFactor.sentPin(proof.subjectId, 'recovery');
    const { won } = await outcomesOf(Array.from({ length: 20 }, () => verify({ ...proof, code })));
    expect(won).toBe(1);
  });

  it('is refused for another purpose, another subject and another destination', async () => {
    const proof = aProof();
    await send(proof);
    const code = await secondFactor.sentPin(proof.subjectId, 'recovery');
    await expect(verify({ ...proof, code, purpose: 'CODE_PURPOSE_CONTACT' })).rejects.toMatchObject(refused);
    await expect(verify({ ...proof, code, subjectId: 'rcf_other' })).rejects.toMatchObject(refused);
    await expect(verify({ ...proof, code, destination: 'eve@example.com' })).rejects.toMatchObject(refused);
    await expect(verify({ ...proof, code, destination: '' })).rejects.toMatchObject(refused);
    await expect(
      secondFactor.identity.verifyLoginCode(
        aLoginCode({
          userId: 'usr_1',
          loginFlowId: proof.subjectId,
          code,
          firstLogin: true,
          recovery: false,
        }),
      ),
    ).rejects.toMatchObject(refused);
    expect(await verify({ ...proof, destination: proof.destination.toUpperCase(), code })).toEqual({});
  });

  it('is refused after five minutes, and when a later one replaced it', async () => {
    const proof = aProof();
    await send(proof);
    const first = await secondFactor.sentPin(proof.subjectId, 'recovery');
    secondFactor.clock.advance(minuteMs);
    await send(proof);
    const second = await secondFactor.sentPin(proof.subjectId, 'recovery');
    const stale = first === second ? otherThan(second) : first;
    await expect(verify({ ...proof, code: stale })).rejects.toMatchObject(refused);
    secondFactor.clock.advance(5 * minuteMs);
    await expect(verify({ ...proof, code: second })).rejects.toMatchObject(refused);
  });

  it('is looked at five times, and a new one buys no more', async () => {
    const proof = aProof();
    await send(proof);
    const wrong = otherThan(await secondFactor.sentPin(proof.subjectId, 'recovery'));
    const { reasons } = await outcomesOf(Array.from({ length: 50 }, () => verify({ ...proof, code: wrong })));
    expect(reasons.filter((reason) => reason === 'CODE_REFUSED')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'ATTEMPTS_EXHAUSTED')).toHaveLength(45);
    secondFactor.clock.advance(minuteMs);
    await send(proof);
    const code = await secondFactor.sentPin(proof.subjectId, 'recovery');
    await expect(verify({ ...proof, code })).rejects.toMatchObject(exhausted);
  });

  it('is counted and refused alike for something that nothing was sent for', async () => {
    const { subjectId, destination } = aProof();
    const { reasons } = await outcomesOf(Array.from({ length: 7 }, () => verify({ subjectId, destination })));
    expect(reasons.filter((reason) => reason === 'CODE_REFUSED')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'ATTEMPTS_EXHAUSTED')).toHaveLength(2);
  });

  it('is sent three times at most, with the pauses of a PIN, for each purpose by itself', async () => {
    const { subjectId, destination } = aProof();
    const contact = { subjectId, purpose: 'CODE_PURPOSE_CONTACT', destination: '+12025550142' } as const;
    const sms = { ...contact, channel: 'PIN_CHANNEL_SMS' } as const;
    await send(sms);
    await expect(send(sms)).rejects.toMatchObject({ reason: 'RESEND_TOO_EARLY', retryAfterSeconds: 30 });
    const consent = { subjectId, destination, purpose: 'CODE_PURPOSE_CONTACT_CONSENT' } as const;
    await expect(send({ ...consent, newContact: '+12025550142' })).resolves.toBeDefined();
    secondFactor.clock.advance(30_000);
    await send(sms);
    secondFactor.clock.advance(minuteMs);
    await send(sms);
    secondFactor.clock.advance(2 * minuteMs);
    await expect(send(sms)).rejects.toMatchObject({ kind: 'exhausted', reason: 'PIN_SENDS_EXHAUSTED' });
    expect(await verify({ ...contact, code: await secondFactor.sentPin(subjectId, 'contact') })).toEqual({});
  });

  it('may be sent anew after it was used, because what it proved may have come to nothing', async () => {
    const proof = aProof();
    await send(proof);
    const first = await secondFactor.sentPin(proof.subjectId, 'recovery');
    await verify({ ...proof, code: first });
    secondFactor.clock.advance(30_000);
    await send(proof);
    const second = await secondFactor.sentPin(proof.subjectId, 'recovery');
    const stale = first === second ? otherThan(second) : first;
    await expect(verify({ ...proof, code: stale })).rejects.toMatchObject(refused);
    expect(await verify({ ...proof, code: second })).toEqual({});
  });

  it('goes to one destination ten times a day, and leaves other purposes their own', async () => {
    const { destination } = aProof();
    const again = () => send({ subjectId: aProof().subjectId, destination });
    for (let n = 0; n < 5; n += 1) await again();
    await expect(again()).rejects.toMatchObject({ reason: 'PIN_SENDS_EXHAUSTED', retryAfterSeconds: 3600 });
    secondFactor.clock.advance(60 * minuteMs);
    for (let n = 0; n < 5; n += 1) await again();
    secondFactor.clock.advance(60 * minuteMs);
    await expect(again()).rejects.toMatchObject({ reason: 'PIN_SENDS_EXHAUSTED', retryAfterSeconds: 22 * 3600 });
    const contact = { subjectId: aProof().subjectId, destination, purpose: 'CODE_PURPOSE_CONTACT' } as const;
    await expect(send(contact)).resolves.toBeDefined();
  });

  it('uses up nothing of a login, nor of the consent of whom the address belongs to, whoever names it as his own', async () => {
    const { subjectId, destination } = aProof();
    const purpose = 'CODE_PURPOSE_CONTACT';
    for (let n = 0; n < 5; n += 1) await send({ purpose, subjectId: aProof().subjectId, destination });
    await expect(send({ purpose, subjectId: aProof().subjectId, destination })).rejects.toMatchObject({
      reason: 'PIN_SENDS_EXHAUSTED',
    });
    const consent = { purpose: 'CODE_PURPOSE_CONTACT_CONSENT', newContact: 'eve@example.com' } as const;
    await expect(send({ ...consent, subjectId, destination })).resolves.toBeDefined();
    const login = { userId: `usr_${subjectId}`, loginFlowId: `lfl_${subjectId}`, language: 'en' };
    await expect(
      secondFactor.identity.sendLoginPin({ ...login, channel: 'PIN_CHANNEL_EMAIL', destination, fallbackEmail: '' }),
    ).resolves.toBeDefined();
  });

  it('goes to whom strangers used the budget of, when he asks on a device that he is known by', async () => {
    const { destination } = aProof();
    const again = (knownDevice: boolean) => send({ subjectId: aProof().subjectId, destination, knownDevice });
    for (let n = 0; n < 5; n += 1) await again(false);
    await expect(again(false)).rejects.toMatchObject({ reason: 'PIN_SENDS_EXHAUSTED' });
    for (let n = 0; n < 5; n += 1) await again(true);
    await expect(again(true)).rejects.toMatchObject({ reason: 'PIN_SENDS_EXHAUSTED' });
  });

  it('is sent though its user has a factor', async () => {
    const proof = aProof();
    await secondFactor.anActiveAuthenticator(proof.subjectId);
    await send(proof);
    const code = await secondFactor.sentPin(proof.subjectId, 'recovery');
    expect(await verify({ ...proof, code })).toEqual({});
  });

  it.each([
    [{ purpose: 'CODE_PURPOSE_UNSPECIFIED' }, 'PURPOSE_INVALID', '/purpose'],
    [{ subjectId: '' }, 'ID_MALFORMED', '/subjectId'],
    [{ channel: 'PIN_CHANNEL_UNSPECIFIED' }, 'CHANNEL_INVALID', '/channel'],
    [{ destination: 'nowhere' }, 'DESTINATION_INVALID', '/destination'],
    [{ purpose: 'CODE_PURPOSE_CONTACT_CONSENT', newContact: '' }, 'DESTINATION_INVALID', '/newContact'],
  ] as const)('is not sent when asked for with %j', async (fault, reason, pointer) => {
    await expect(send({ ...aProof(), ...fault })).rejects.toMatchObject({
      kind: 'invalid',
      reason,
      fields: [expect.objectContaining({ pointer })],
    });
  });
});
