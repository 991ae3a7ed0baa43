import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { conflict, type DomainError, forbidden, notFound, unauthenticated } from '@countersign/errors';
import {
  type AccessTable,
  clientScopes,
  type Handlers,
  type Implementation,
  implement,
  requireActor,
} from '@countersign/grpc';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { IdentityServiceService } from '@countersign/proto/identity';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { type FakeClock, startTestService, type TestTrust } from '@countersign/testing';
import type { Faults } from './faults.ts';
import { createSecondFactorKeys } from './second-factor-keys.ts';
import { createSigningAuthority } from './signing-authority.ts';
import { createValidationAuthority } from './validation-authority.ts';

/** The code that the fake second factor accepts; every challenge takes it once. */
export const rightCode = '123456';

/** The cells that the card of the fake second factor has; its challenge must be named with them. */
export const rightCells = '7QK-2MX';

/** The factors of everybody. */
export const phone = { authenticatorId: 'aut_phone', kind: 'totp', label: 'Phone', maskedDestination: '', serial: '' };
export const card = {
  authenticatorId: 'aut_card',
  kind: 'grid_card',
  label: 'Card',
  maskedDestination: '',
  serial: '0000000018',
};
/** What the card asks for, until it is answered. */
export const cardPrompt = {
  authenticatorId: card.authenticatorId,
  kind: card.kind,
  cells: ['A1', 'C4', 'J5'],
  serial: card.serial,
  maskedDestination: '',
  channel: '',
  challengeId: 'chl_cells',
};

const dayMs = 86_400_000;

/** A service of which only some methods are offered, to remote-signing. */
function offering<D extends object>(definition: D, handlers: Partial<Handlers<D>>): Implementation {
  const names = Object.keys(definition);
  const all = names.map((name) => [
    name,
    (handlers as Record<string, unknown>)[name] ?? (() => Promise.reject(new Error(`${name} is not offered`))),
  ]);
  const access = names.map((name) => [name, ['remote-signing']]);
  return implement(definition, Object.fromEntries(all) as Handlers<D>, Object.fromEntries(access) as AccessTable<D>);
}

/**
 * The services that remote signing calls, by their contracts: identity knows the approved names of `people`; enrollment
 * has `licences` and keeps reservations; the certificate authority issues from a throw-away hierarchy; the second factor
 * accepts `rightCode` once per challenge and signs assertions.
 */
export async function createOutsideParties({
  trust,
  clock,
  faults,
}: {
  trust: TestTrust;
  clock: FakeClock;
  faults: Faults;
}) {
  const [secondFactorKeys, authority] = await Promise.all([createSecondFactorKeys(), createSigningAuthority()]);
  const validation = await createValidationAuthority(authority, clock);
  /** When the factors of everybody were replaced; absent when they never were. */
  const replacement: { at?: Date } = {};
  /** Whether sessions are alive, and why they ended before their time. */
  const sessions = { active: true, endedReason: '' };
  /** When everybody's identity was validated last; absent for just now. */
  const approval: { at?: Date } = {};
  /** What the authority was told of certificates, by serial number: the last thing. */
  const standings = new Map<string, string>();
  /** Whether a refund took the licences in use back, and until when they may be used. */
  const licenceTerm: { withdrawn: boolean; held: boolean; until?: Date } = { withdrawn: false, held: false };
  const people = new Map<string, { givenName: string; surname: string; email: string; country: string }>();
  const licences = { available: 0 };
  const reservations = new Map<string, 'reserved' | 'consumed'>();
  const certificates = new Map<string, Buffer>();
  /** What the next certificates say wrongly. */
  const lies: { surname?: string; publicKey?: Buffer; notAfter?: Date } = {};
  const challenges = new Map<
    string,
    {
      userId: string;
      accountId: string;
      credentialId: string;
      digests: Buffer[];
      labels: string[];
      signatures: number;
      expiresAt: Date;
      used: boolean;
    }
  >();
  const challengeOf = new Map<string, string>();
  /** Whether anybody has factors, and which beside phone and card. */
  const factors: { active: boolean; more: (typeof phone)[] } = { active: true, more: [] };
  const asked: { challengeId: string; language: string; resend: boolean }[] = [];

  const [identity, enrollment, certificateAuthority, secondFactor] = await Promise.all([
    startTestService(
      'identity',
      offering(
        IdentityServiceService,
        faults.around({
          getValidatedPerson: async ({ userId }, context) => {
            const person = people.get(userId);
            const isOther =
              context.actor !== undefined && requireActor(context, { scopes: clientScopes }).userId !== userId;
            if (person === undefined || isOther) throw conflict('PERSONAL_VALIDATION_REQUIRED', 'not validated');
            const approvedAt = approval.at ?? clock.now();
            return { ...person, personalValidationId: 'pvl_1', version: 1, approvedAt, language: 'en' };
          },
          introspectSession: async () => ({ ...sessions, session: undefined }),
        } satisfies Partial<Handlers<typeof IdentityServiceService>>),
      ),
      trust,
    ),
    startTestService(
      'enrollment',
      offering(
        EnrollmentServiceService,
        faults.around({
          reserveLicence: async ({ reservationId }) => {
            if (!reservations.has(reservationId)) {
              if (licences.available === 0) throw conflict('LICENCE_NOT_AVAILABLE', 'no licence is free');
              licences.available -= 1;
              reservations.set(reservationId, 'reserved');
            }
            return { licenceId: 'lic_1', validUntil: new Date(clock.now().getTime() + 400 * dayMs) };
          },
          consumeLicence: async ({ reservationId }) => {
            if (!reservations.has(reservationId)) throw notFound('RESERVATION_NOT_FOUND', 'no such reservation');
            reservations.set(reservationId, 'consumed');
            return {};
          },
          getReservation: async ({ reservationId }) => {
            if (reservations.get(reservationId) !== 'consumed') {
              throw notFound('RESERVATION_NOT_FOUND', 'no such reservation');
            }
            const { until = new Date(clock.now().getTime() + 400 * dayMs), ...term } = licenceTerm;
            return { licenceId: 'lic_1', validUntil: until, ...term };
          },
          releaseLicence: async ({ reservationId, ended }) => {
            const state = reservations.get(reservationId);
            if (state === undefined) throw notFound('RESERVATION_NOT_FOUND', 'no such reservation');
            if (state === 'consumed' && !ended) throw conflict('LICENCE_IN_USE', 'in use');
            reservations.delete(reservationId);
            licences.available += 1;
            return {};
          },
        } satisfies Partial<Handlers<typeof EnrollmentServiceService>>),
      ),
      trust,
    ),
    startTestService(
      'certificate-authority',
      offering(
        CertificateAuthorityServiceService,
        faults.around({
          issueSigningCertificate: async ({
            requestId,
            publicKey,
            nonce,
            proofOfPossession,
            subject,
            notAfterLimit,
          }) => {
            const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
            const proved = Buffer.concat([Buffer.from('countersign-key-possession'), nonce]);
            const hash = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
            if (!verify(hash, proved, key, proofOfPossession)) {
              throw conflict('PROOF_OF_POSSESSION_INVALID', 'the proof does not hold');
            }
            if (subject === undefined || notAfterLimit === undefined) throw new Error('incomplete');
            const certificate =
              certificates.get(requestId) ??
              (await authority.issue({
                publicKey,
                ...subject,
                notBefore: clock.now(),
                notAfter: new Date(clock.now().getTime() + 365 * dayMs),
                ...lies,
              }));
            certificates.set(requestId, certificate);
            return { certificate, chain: authority.chain };
          },
          holdCertificate: async ({ authority: name, serialNumber, onHold }) => {
            if (!['hold', 'good', undefined].includes(standings.get(serialNumber))) {
              throw conflict('CERTIFICATE_REVOKED', 'revoked before');
            }
            standings.set(serialNumber, onHold && name === 'signers' ? 'hold' : 'good');
            return {};
          },
          revokeCertificate: async ({ serialNumber, reason }) => {
            standings.set(serialNumber, reason);
            return { revokedAt: clock.now() };
          },
          createTimestamp: async ({ request }) => ({ response: validation.stamp(request) }),
          answerOcsp: async ({ authority: name, request }) => {
            // Nobody answers for the root: its list shows what it revoked.
            if (name !== 'signers') throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
            return { response: validation.answer(request), nextUpdate: undefined, cacheable: true };
          },
          getCrl: async ({ authority: name }) => {
            const times = { thisUpdate: clock.now(), nextUpdate: new Date(clock.now().getTime() + dayMs) };
            if (name !== 'signers') return { crl: await authority.revocationList(1, times), nextUpdate: undefined };
            const revoked = [...certificates.values()].flatMap((certificate) => {
              const standing = standings.get(new X509Certificate(certificate).serialNumber.toLowerCase()) ?? 'good';
              return standing === 'good'
                ? []
                : [{ certificate, at: clock.now(), ...(standing === 'hold' ? { reason: 6 } : {}) }];
            });
            return { crl: await authority.revocationList(0, times, revoked), nextUpdate: times.nextUpdate };
          },
          listAuthorities: async () => ({
            authorities: [
              { name: 'root', certificate: authority.chain[1] },
              { name: 'signers', certificate: authority.chain[0] },
            ],
          }),
        } satisfies Partial<Handlers<typeof CertificateAuthorityServiceService>>),
      ),
      trust,
    ),
    startTestService(
      'second-factor',
      offering(
        SecondFactorServiceService,
        faults.around({
          createSigningChallenge: async (
            { operationId, credentialId, digests, labels, accountId, signatures },
            context,
          ) => {
            const { userId } = requireActor(context, { scopes: ['service'] });
            if (!factors.active) throw conflict('FACTOR_REQUIRED', 'set up a factor first');
            const newest = challenges.get(challengeOf.get(operationId) ?? '');
            const isOpen = newest !== undefined && !newest.used && newest.expiresAt > clock.now();
            const id = (isOpen ? challengeOf.get(operationId) : undefined) ?? newId('chl');
            const expiresAt = challenges.get(id)?.expiresAt ?? new Date(clock.now().getTime() + 300_000);
            challengeOf.set(operationId, id);
            if (!challenges.has(id)) {
              const wish = { accountId, credentialId, digests, labels, signatures };
              challenges.set(id, { userId, ...wish, expiresAt, used: false });
            }
            const shown = {
              factors: [phone, card, ...factors.more],
              transactionUri: `softtoken://t?v=1&p=${id}`,
              transactionQrSvg: '<svg/>',
            };
            return { challengeId: id, kind: 'totp', expiresAt, ...shown };
          },
          askSigningFactor: async ({ challengeId, authenticatorId, language, resend }, context) => {
            const { userId } = requireActor(context, { scopes: ['service'] });
            if (challenges.get(challengeId)?.userId !== userId)
              throw notFound('CHALLENGE_NOT_FOUND', 'no such challenge');
            const other = factors.more.find((each) => each.authenticatorId === authenticatorId);
            if (other !== undefined) {
              asked.push({ challengeId, language, resend });
              return {
                prompt: { ...cardPrompt, ...other, cells: [], serial: '', channel: other.kind, challengeId: '' },
              };
            }
            if (authenticatorId !== card.authenticatorId) {
              throw notFound('AUTHENTICATOR_NOT_FOUND', 'no such authenticator');
            }
            asked.push({ challengeId, language, resend });
            return { prompt: cardPrompt };
          },
          answerSigningChallenge: async (request, context) => {
            const { challengeId, code, authenticatorId, cellsChallengeId, permittedKinds, contentBound } = request;
            const { userId, sessionId, client } = requireActor(context, { scopes: ['service'] });
            const challenge = challenges.get(challengeId);
            if (challenge?.userId !== userId) throw notFound('CHALLENGE_NOT_FOUND', 'no such challenge');
            if (challenge.used) throw conflict('CHALLENGE_ANSWERED', 'answered before');
            const areAsked = ['', cardPrompt.challengeId].includes(cellsChallengeId);
            const isCard = authenticatorId === card.authenticatorId && areAsked;
            if (code !== (isCard ? rightCells : rightCode)) throw unauthenticated('CODE_REFUSED', 'wrong code');
            const { kind } = isCard ? card : phone;
            if (contentBound || (permittedKinds.length > 0 && !permittedKinds.includes(kind))) {
              throw forbidden('FACTOR_NOT_PERMITTED', 'this factor does not sign with this key');
            }
            challenge.used = true;
            const claims = {
              sub: userId,
              sid: sessionId,
              jti: challengeId,
              credential_id: challenge.credentialId,
              digests: [...challenge.digests, ...request.digests].map((digest) => digest.toString('base64url')),
              ...((request.signatures || challenge.signatures) > 0
                ? { signatures: request.signatures || challenge.signatures }
                : {}),
              ...(client === undefined ? {} : { client_id: client.id }),
              shown: request.shown,
              amr: isCard ? ['grid'] : ['otp'],
              factor: isCard
                ? { id: card.authenticatorId, kind: card.kind }
                : { id: phone.authenticatorId, kind: 'totp' },
              bound: false,
              auth_time: Math.floor(clock.now().getTime() / 1000),
            };
            return { assertion: await secondFactorKeys.assert(claims, clock.now()) };
          },
          getFactorReplacement: async () => ({ replacedAt: replacement.at }),
        } satisfies Partial<Handlers<typeof SecondFactorServiceService>>),
      ),
      trust,
    ),
  ]);

  return {
    people,
    licences,
    reservations,
    certificates,
    lies,
    factors,
    sessions,
    replacement,
    approval,
    standings,
    licenceTerm,
    /** Who stamps times, and says what is revoked. */
    validation,
    challenges,
    /** Questions to the card. */
    asked,
    assertionJwks: secondFactorKeys.jwks,
    root: authority.chain[1],
    addresses: {
      identity: identity.address,
      enrollment: enrollment.address,
      certificateAuthority: certificateAuthority.address,
      secondFactor: secondFactor.address,
    },
    close: async () => {
      await Promise.all([identity, enrollment, certificateAuthority, secondFactor].map((party) => party.close()));
    },
  };
}

/** The reason of the refusal that a call must end with. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return (error as DomainError | undefined)?.reason ?? `no refusal: ${String(error)}`;
}
