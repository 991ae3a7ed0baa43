import { notFound, unauthenticated } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import type { Authorisation } from '@countersign/proto/oauth';
import type { Answers } from './gateway.ts';
import { aCredential, aFlow, aGrant, later } from './samples.ts';

/** A request as a user is shown it: one document, one certificate, one app. */
export const anAuthorisation = (over: Partial<Authorisation> = {}): Authorisation => ({
  clientId: 'cli_1',
  clientName: 'Sample Contracts',
  clientUri: 'https://app.example.com/about',
  returnsTo: 'app.example.com',
  formAction: 'https://app.example.com',
  scope: 'credential',
  description: 'The contract of your flat',
  digests: [{ label: 'contract.pdf', digest: Buffer.alloc(32, 0xa5) }],
  hashAlgorithm: 'SHA-256',
  digestKind: 0,
  signatures: 1,
  signsUntil: undefined,
  credentials: [aCredential()],
  credentialFixed: false,
  factors: [
    { authenticatorId: 'aut_1', kind: 'totp', label: 'My phone', maskedDestination: '', serial: '' },
    { authenticatorId: 'aut_2', kind: 'grid_card', label: 'Card', maskedDestination: '', serial: '6935019387' },
  ],
  transactionUri: '',
  transactionQrSvg: '',
  expiresAt: later,
  keyAlgorithm: '',
  needsRecentLogin: false,
  language: '',
  contentBound: false,
  userId: '',
  ...over,
});

/** What a soft token shows beside: its transaction as a link and as a picture. */
export const aTransaction = {
  transactionUri: 'softtoken://t?v=1&p=eyJ2IjoxfQ&s=c2ln',
  transactionQrSvg:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h29v29H0z"/><path stroke="#000000" d="M4 4.5h7m1 0h1"/></svg>\n',
};

/** What a test turns: the request, how its user logged in, and what fails next. */
export interface ConsentWorld {
  authorisation: Authorisation;
  session: Parameters<typeof aGrant>[0];
  /** Thrown, once, by the method of that name. */
  failing: Partial<Record<string, () => Error>>;
  /** The application's address. */
  redirectUri: string;
  attemptsLeft: number;
}

export const key = { id: 'oar_1', secret: 'request-secret' };
export const approvalKey = { id: 'apr_1', secret: 'request-secret' };
export const password = 'correct horse battery staple';
export const code = '123456';

/** Services behind the pages: right are only the password, the code and the key above. */
export function answersOf(world: ConsentWorld): Answers {
  let state: 'password_required' | 'factor_required' | 'completed' = 'password_required';
  const failOnce = (method: string) => {
    const failure = world.failing[method];
    delete world.failing[method];
    if (failure !== undefined) throw failure();
  };
  const flow = () =>
    aFlow({
      state: `LOGIN_FLOW_STATE_${state.toUpperCase()}` as ReturnType<typeof aFlow>['state'],
      attemptsLeft: world.attemptsLeft,
      ...(state === 'factor_required' && {
        messageId: 'login.factor_required.totp',
        nextActions: ['submit_code', 'choose_factor', 'cancel'],
        factors: anAuthorisation().factors,
        factor: { authenticatorId: 'aut_1', kind: 'totp' },
      }),
    });
  const check = (given: typeof key | undefined) => {
    const isApproval = given?.id === approvalKey.id;
    if ((given?.id !== key.id && !isApproval) || given.secret !== key.secret) {
      throw notFound('AUTHORISATION_REQUEST_NOT_FOUND', 'no such request');
    }
    // Told to nobody but the user whom it asks.
    if (isApproval && findContext()?.actor === undefined) {
      throw notFound('AUTHORISATION_REQUEST_NOT_FOUND', 'no such request');
    }
  };
  return {
    oauth: {
      startAuthorisation: async () => {
        failOnce('startAuthorisation');
        return { key, redirectUri: '', language: '' };
      },
      openApproval: async () => {
        failOnce('openApproval');
        return { key: approvalKey };
      },
      getAuthorisation: async (request) => {
        check(request.key);
        failOnce('getAuthorisation');
        return { authorisation: world.authorisation };
      },
      askAuthorisationFactor: async (request) => {
        check(request.key);
        failOnce('askAuthorisationFactor');
        return {
          prompt: {
            authenticatorId: request.authenticatorId ?? '',
            kind: 'grid_card',
            cells: ['A1', 'C4'],
            serial: '6935019387',
            maskedDestination: '',
            channel: '',
            resendAt: undefined,
            expiresAt: undefined,
            challengeId: 'chl_1',
          },
        };
      },
      approveAuthorisation: async (request) => {
        check(request.key);
        failOnce('approveAuthorisation');
        if (world.authorisation.scope === 'credential' && request.code !== code) {
          throw unauthenticated('CODE_REFUSED', 'the code is wrong, too old or used already');
        }
        return { redirectUri: world.redirectUri };
      },
      denyAuthorisation: async (request) => {
        check(request.key);
        return { redirectUri: world.redirectUri && `${world.redirectUri}&error=access_denied` };
      },
    },
    identity: {
      startLoginFlow: async () => {
        failOnce('startLoginFlow');
        state = 'password_required';
        return { flow: flow(), secret: 'flow-secret' };
      },
      getLoginFlow: async () => ({ flow: flow() }),
      submitPassword: async (request) => {
        if (request.password !== password) throw unauthenticated('LOGIN_FAILED', 'user ID or password is wrong');
        state = 'factor_required';
        return { flow: flow() };
      },
      chooseFactor: async () => ({ flow: flow() }),
      cancelLoginFlow: async () => ({ flow: flow() }),
      submitCode: async (request) => {
        if (request.code !== code) throw unauthenticated('CODE_REFUSED', 'the code is wrong');
        state = 'completed';
        return { flow: flow(), grant: aGrant(world.session), deviceToken: 'device-1' };
      },
      refreshSession: async () => {
        failOnce('refreshSession');
        return { grant: aGrant(world.session, 'refresh-2') };
      },
      endSession: async () => ({}),
      getMe: async () => ({
        userId: 'usr_1',
        email: 'robin.sample@example.com',
        givenName: 'Robin',
        surname: 'Sample',
        language: 'en',
        maskedMobile: '',
        staffRoles: [],
        personalValidation: 'PERSONAL_VALIDATION_STATE_APPROVED',
        recoveryQuestionsSet: true,
      }),
    },
    enrollment: { listMemberships: async () => ({ memberships: [] }) },
  };
}

/** A world in which everything goes well. */
export const aWorld = (over: Partial<ConsentWorld> = {}): ConsentWorld => ({
  authorisation: anAuthorisation(),
  session: {},
  failing: {},
  redirectUri: 'https://app.example.com/back?code=c0de&state=st&iss=https%3A%2F%2Fsign.example.com',
  attemptsLeft: 5,
  ...over,
});
