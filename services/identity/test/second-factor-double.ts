import { conflict, exhausted, forbidden, notFound, unauthenticated } from '@countersign/errors';
import { implement, requireActor } from '@countersign/grpc';
import {
  type AskLoginFactorRequest,
  type Authenticator,
  type Factor,
  type FactorPrompt,
  type FactorStanding,
  SecondFactorServiceService,
  type SendCodeRequest,
  type SendLoginPinRequest,
  type VerifyCodeRequest,
  type VerifyLoginCodeRequest,
} from '@countersign/proto/second-factor';
import type { Clock } from '@countersign/runtime';
import { startTestService, type TestTrust } from '@countersign/testing';
import {
  aDeviation,
  aStrength,
  emergencyCode,
  isCard,
  type Kind,
  masked,
  methodsOf,
  nextCode,
  rightCells,
  rightCode,
  serials,
} from './second-factor-facts.ts';

/**
 * The contract of second-factor as identity meets it, answered from memory: any user may have factors of any kind. A right
 * code of an app is right each time, so that single use is ours to prove; cells are others after each right answer.
 */
export async function startSecondFactor(trust: TestTrust, clock: Clock) {
  const withFactor = new Set<string>();
  const lost = new Set<string>();
  const given = new Map<string, Factor[]>();
  /** Authenticators that are listed to those who administer their user, whatever they are. */
  const authenticators = new Map<string, Authenticator[]>();
  const locks = new Map<string, { until?: Date; stopped: boolean }>();
  const released: string[] = [];
  const pins: SendLoginPinRequest[] = [];
  /** Channels that the policy has switched off. */
  const channelsOff = new Set<SendLoginPinRequest['channel']>();
  const verified: VerifyLoginCodeRequest[] = [];
  /** Codes that were sent to prove a mailbox or a number; each is `rightCode` where it went last. */
  const sentCodes: SendCodeRequest[] = [];
  const verifiedCodes: VerifyCodeRequest[] = [];
  const asked: AskLoginFactorRequest[] = [];
  /** Authenticators whose messages are used up. */
  const silent = new Set<string>();
  /** By causes. */
  const emergencyCodes = new Map<string, string>();
  const grants = new Map<string, string>();
  /** Number of the challenge that each card asks for now. */
  const rounds = new Map<string, number>();
  /** When a code was sent last, by authenticator and flow. */
  const sentAt = new Map<string, Date>();
  /** Called before a right code is answered, a PIN is told to be sent, or factors are told; lets a test do something meanwhile. */
  const held: Record<'beforeRight' | 'beforeRelease' | 'beforeFactors' | 'beforeSent', () => Promise<void>> = {
    beforeRight: async () => undefined,
    beforeRelease: async () => undefined,
    beforeFactors: async () => undefined,
    beforeSent: async () => undefined,
  };
  const unused = () => Promise.reject(new Error('identity has no business with this'));
  const factorOf = (kind: Kind, authenticatorId: string): Factor => ({
    authenticatorId,
    kind,
    label: `My ${kind}`,
    maskedDestination: masked[kind] ?? '',
    serial: serials[kind] ?? '',
  });
  const factorsOf = (userId: string) => [
    ...(withFactor.has(userId) ? [factorOf('totp', 'aut_1')] : []),
    ...(given.get(userId) ?? []),
  ];
  const usable = (userId: string) => factorsOf(userId).filter(({ kind }) => kind !== 'emergency_code');
  const standingOf = (userId: string): FactorStanding => {
    if (usable(userId).length > 0) return 'FACTOR_STANDING_ACTIVE';
    return lost.has(userId) ? 'FACTOR_STANDING_LOST' : 'FACTOR_STANDING_NONE';
  };
  const requireFirstLogin = (userId: string) => {
    if (standingOf(userId) !== 'FACTOR_STANDING_NONE') throw forbidden('FIRST_LOGIN_OVER', 'use your second factor');
  };
  const requireFactor = (userId: string, id: string) => {
    const factor = factorsOf(userId).find(({ authenticatorId }) => authenticatorId === id);
    if (factor === undefined) throw notFound('AUTHENTICATOR_NOT_FOUND', 'no such authenticator');
    return factor;
  };
  const challengeOf = (id: string) => `chl_${id}_${rounds.get(id) ?? 0}`;
  const refuse = () => unauthenticated('CODE_REFUSED', 'the code is not right');
  const send = ({ authenticatorId, loginFlowId, resend }: AskLoginFactorRequest): Date => {
    if (silent.has(authenticatorId)) throw exhausted('PIN_SENDS_EXHAUSTED', 'no further messages');
    const place = `${authenticatorId} ${loginFlowId}`;
    const before = sentAt.get(place);
    const now = clock.now();
    if (before !== undefined && resend && now.getTime() < before.getTime() + 30_000) {
      throw exhausted('RESEND_TOO_EARLY', 'wait', { retryAfterSeconds: 30 });
    }
    const last = before === undefined || resend ? now : before;
    sentAt.set(place, last);
    return new Date(last.getTime() + 30_000);
  };
  const promptOf = (request: AskLoginFactorRequest, { kind, serial, maskedDestination }: Factor): FactorPrompt => {
    const { authenticatorId } = request;
    const prompt = {
      authenticatorId,
      kind,
      cells: [],
      serial: '',
      maskedDestination: '',
      channel: '',
      challengeId: '',
    };
    const none = { ...prompt, resendAt: undefined, expiresAt: undefined };
    if (isCard(kind)) {
      const row = 1 + (rounds.get(authenticatorId) ?? 0);
      return { ...none, serial, cells: [`A${row}`, `C${row}`, `J${row}`], challengeId: challengeOf(authenticatorId) };
    }
    const resendAt = send(request);
    return { ...none, maskedDestination, channel: kind, resendAt, expiresAt: new Date(resendAt.getTime() + 270_000) };
  };
  const requireRight = (request: VerifyLoginCodeRequest, { authenticatorId, kind }: Factor) => {
    const { code, challengeId, loginFlowId } = request;
    if (isCard(kind)) {
      if (challengeId !== challengeOf(authenticatorId))
        throw conflict('CHALLENGE_REPLACED', 'other cells are asked for');
      if (code !== rightCells) throw refuse();
      rounds.set(authenticatorId, (rounds.get(authenticatorId) ?? 0) + 1);
      return;
    }
    if (code !== (kind === 'emergency_code' ? emergencyCode : rightCode)) throw refuse();
    if (request.nextCode !== '' && request.nextCode !== nextCode) throw refuse();
    const isSent = kind === 'sms' || kind === 'email';
    if (isSent && !sentAt.has(`${authenticatorId} ${loginFlowId}`)) throw refuse();
  };
  const answer = ({ userId, authenticatorId }: VerifyLoginCodeRequest) => {
    if (authenticatorId !== '') return requireFactor(userId, authenticatorId);
    const app = factorsOf(userId).find(({ kind }) => kind === 'totp' || kind === 'soft_token');
    if (app === undefined) throw refuse();
    return app;
  };

  const implementation = implement(
    SecondFactorServiceService,
    {
      getLoginFactors: async ({ userId }) => {
        await held.beforeFactors();
        const factors = factorsOf(userId);
        return {
          activeKinds: [...new Set(usable(userId).map(({ kind }) => kind))],
          activeAuthenticatorIds: usable(userId).map(({ authenticatorId }) => authenticatorId),
          lockedUntil: locks.get(userId)?.until,
          stopped: locks.get(userId)?.stopped ?? false,
          factors,
          standing: standingOf(userId),
          emergencyCode: factors.some(({ kind }) => kind === 'emergency_code'),
          replacementGranted: [...grants.values()].includes(userId),
        };
      },
      releaseUser: async ({ userId }) => {
        await held.beforeRelease();
        locks.delete(userId);
        released.push(userId);
        return {};
      },
      sendLoginPin: async (request) => {
        requireFirstLogin(request.userId);
        if (channelsOff.has(request.channel)) throw forbidden('PIN_CHANNEL_OFF', 'not by this channel');
        pins.push(request);
        await held.beforeSent();
        return {
          maskedDestination: request.channel === 'PIN_CHANNEL_SMS' ? '+1••••••23' : 'a•••@example.com',
          resendAt: new Date('2026-11-21T12:00:30Z'),
          expiresAt: new Date('2026-11-21T12:05:00Z'),
        };
      },
      askLoginFactor: async (request) => {
        asked.push(request);
        return { prompt: promptOf(request, requireFactor(request.userId, request.authenticatorId)) };
      },
      verifyLoginCode: async (request) => {
        verified.push(request);
        const { userId, loginFlowId } = request;
        if (request.firstLogin) requireFirstLogin(userId);
        if (locks.has(userId)) throw exhausted('ATTEMPTS_EXHAUSTED', 'too many attempts; try again later');
        if (request.firstLogin) {
          if (request.code !== rightCode) throw refuse();
          await held.beforeRight();
          const last = pins.findLast((pin) => pin.loginFlowId === loginFlowId);
          const channel = last?.channel === 'PIN_CHANNEL_SMS' ? 'sms' : 'email';
          const ofPin = { authenticatorId: '', kind: '', setUpOnly: false };
          return { amr: channel, methods: [channel], acr: 'urn:countersign:aal1', ...ofPin };
        }
        const factor = answer(request);
        requireRight(request, factor);
        await held.beforeRight();
        const { authenticatorId, kind } = factor;
        const { methods, acr } = methodsOf[kind as Kind];
        const setUpOnly = kind === 'emergency_code';
        if (setUpOnly) {
          withFactor.delete(userId);
          given.delete(userId);
          lost.add(userId);
        }
        return { amr: methods[0] ?? '', methods, acr, authenticatorId, kind, setUpOnly };
      },
      sendCode: async (request) => {
        sentCodes.push(request);
        return {
          maskedDestination: request.channel === 'PIN_CHANNEL_SMS' ? '+1••••••23' : 'a•••@example.com',
          resendAt: new Date('2026-11-21T12:00:30Z'),
          expiresAt: new Date('2026-11-21T12:05:00Z'),
        };
      },
      verifyCode: async (request) => {
        verifiedCodes.push(request);
        const { purpose, subjectId, code, destination } = request;
        const sent = sentCodes.findLast((each) => each.purpose === purpose && each.subjectId === subjectId);
        if (sent?.destination !== destination || code !== rightCode) throw refuse();
        return {};
      },
      issueEmergencyCode: async ({ userId, causeId }) => {
        if (emergencyCodes.has(causeId)) throw conflict('EMERGENCY_CODE_ISSUED', 'it was handed out already');
        emergencyCodes.set(causeId, userId);
        return { code: emergencyCode, expiresAt: new Date(clock.now().getTime() + 86_400_000) };
      },
      getFactorReplacement: async () => await Promise.reject(new Error('only remote-signing asks')),
      grantReplacement: async ({ userId, causeId }) => {
        grants.set(causeId, userId);
        return { expiresAt: new Date(clock.now().getTime() + 3 * 86_400_000) };
      },
      listUserAuthenticators: async ({ userId }) => ({
        authenticators: authenticators.get(userId) ?? [],
        standing: standingOf(userId),
      }),
      getSetUpProgress: async (_request, context) => {
        const done = standingOf(requireActor(context, { allowSetUp: true }).userId) === 'FACTOR_STANDING_ACTIVE';
        return {
          methods: [{ method: 'authenticator', done }],
          done: done ? 1 : 0,
          required: 1,
          kinds: ['totp', 'soft_token'],
        };
      },
      listPolicyDeviations: async () => ({ deviations: [aDeviation], strengths: [aStrength] }),
      enrolAuthenticator: unused,
      activateAuthenticator: unused,
      listAuthenticators: unused,
      createSigningChallenge: unused,
      answerSigningChallenge: unused,
      renameAuthenticator: unused,
      removeAuthenticator: unused,
      resynchroniseAuthenticator: unused,
      askAuthenticator: unused,
      switchSoftTokenPlatform: unused,
      describeSoftTokenService: unused,
      startSoftTokenActivation: unused,
      finishSoftTokenActivation: unused,
      checkSoftTokenCode: unused,
      downloadEgrid: unused,
      askSigningFactor: unused,
      askVerification: unused,
      verify: unused,
      changeUserAuthenticator: unused,
      assignGridCard: unused,
      createGridCardBatch: unused,
      listGridCardBatches: unused,
      getGridCardBatch: unused,
      getGridCardPrintFile: unused,
      voidGridCardBatch: unused,
      recordDeliveryReceipt: unused,
      getAccountFactorPolicy: unused,
      setAccountFactorPolicy: unused,
      checkAccountFactorPolicy: unused,
    },
    {
      getLoginFactors: ['identity'],
      releaseUser: ['identity'],
      sendLoginPin: ['identity'],
      askLoginFactor: ['identity'],
      verifyLoginCode: ['identity'],
      sendCode: ['identity'],
      verifyCode: ['identity'],
      issueEmergencyCode: ['identity'],
      grantReplacement: ['identity'],
      getFactorReplacement: ['remote-signing'],
      listUserAuthenticators: ['identity'],
      getSetUpProgress: ['identity'],
      listPolicyDeviations: ['identity'],
      enrolAuthenticator: [],
      activateAuthenticator: [],
      listAuthenticators: [],
      createSigningChallenge: [],
      answerSigningChallenge: [],
      renameAuthenticator: [],
      removeAuthenticator: [],
      resynchroniseAuthenticator: [],
      askAuthenticator: [],
      switchSoftTokenPlatform: [],
      describeSoftTokenService: [],
      startSoftTokenActivation: [],
      finishSoftTokenActivation: [],
      checkSoftTokenCode: [],
      downloadEgrid: [],
      askSigningFactor: [],
      askVerification: [],
      verify: [],
      changeUserAuthenticator: [],
      assignGridCard: [],
      createGridCardBatch: [],
      listGridCardBatches: [],
      getGridCardBatch: [],
      getGridCardPrintFile: [],
      voidGridCardBatch: [],
      recordDeliveryReceipt: [],
      getAccountFactorPolicy: [],
      setAccountFactorPolicy: [],
      checkAccountFactorPolicy: [],
    },
  );
  let number = 1;
  return {
    service: await startTestService('second-factor', implementation, trust),
    /** Users with an authenticator app. */
    withFactor,
    /** Users who had a factor, and have none that can be used. */
    lost,
    /** Gives a user factors, the one that was used last first, and returns their ids. */
    give: (userId: string, ...kinds: readonly Kind[]): string[] => {
      const added = kinds.map((kind) => {
        number += 1;
        return factorOf(kind, `aut_${number}`);
      });
      given.set(userId, [...(given.get(userId) ?? []), ...added]);
      return added.map(({ authenticatorId }) => authenticatorId);
    },
    /** Takes all factors of a user away, as if they were suspended. */
    lose: (userId: string) => {
      withFactor.delete(userId);
      given.delete(userId);
      lost.add(userId);
    },
    authenticators,
    locks,
    released,
    pins,
    channelsOff,
    verified,
    sentCodes,
    verifiedCodes,
    asked,
    silent,
    emergencyCodes,
    grants,
    held,
  };
}
