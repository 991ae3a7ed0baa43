import { createHash } from 'node:crypto';
import type { FactorPrompt } from '@countersign/proto/second-factor';
import { type FactorWorld, newName } from './factor-world.ts';

/** Where a code counts. */
export const places = ['login', 'recovery', 'signing', 'verification'] as const;
export type Place = (typeof places)[number];

/** A factor of a user, as services name it. */
export interface NamedFactor {
  userId: string;
  /** Empty for any app of the user. */
  authenticatorId: string;
  /** Whether the user is asked something before he answers. */
  isAsked: boolean;
}

/** Somebody stands before a place and is asked for a code. */
export interface Visit {
  /** What he was asked; undefined for a factor of which nothing is asked. */
  prompt: FactorPrompt | undefined;
  /** For a signature: what the app of a soft token is shown; empty otherwise. */
  transactionUri: string;
  /** Asks once more, or for another code. */
  ask: (resend?: boolean) => Promise<FactorPrompt | undefined>;
  /** Gives a code; throws what the service answers unless it is accepted. */
  give: (code: string, otherAuthenticatorId?: string) => Promise<void>;
}

const language = 'en';

/** Goes to a place: a new login, recovery, signature or verification. */
export async function visit(world: FactorWorld, place: Place, factor: NamedFactor): Promise<Visit> {
  return place === 'login' || place === 'recovery'
    ? await visitLogin(world, factor, place === 'recovery')
    : place === 'signing'
      ? await visitSigning(world, factor)
      : await visitVerification(world, factor);
}

async function visitLogin({ identity }: FactorWorld, factor: NamedFactor, recovery: boolean): Promise<Visit> {
  const { userId, authenticatorId } = factor;
  const loginFlowId = newName(recovery ? 'rcf' : 'lgf');
  return await begun(factor, {
    ask: (resend) => identity.askLoginFactor({ userId, loginFlowId, authenticatorId, language, resend, recovery }),
    give: async (code, challengeId, id) => {
      await identity.verifyLoginCode({
        userId,
        loginFlowId,
        code,
        firstLogin: false,
        recovery,
        authenticatorId: id,
        challengeId,
        nextCode: '',
      });
    },
  });
}

async function visitSigning(world: FactorWorld, factor: NamedFactor): Promise<Visit> {
  const { userId, authenticatorId } = factor;
  const rpc = () => world.by('remote-signing', userId);
  const operationId = newName('opn');
  const { challengeId, transactionUri } = await rpc().createSigningChallenge({
    operationId,
    credentialId: 'cred_of_proof',
    digests: [createHash('sha256').update(operationId).digest()],
    labels: ['Contract.pdf'],
    accountId: '',
    signatures: 0,
  });
  return await begun(
    factor,
    {
      ask: (resend) => rpc().askSigningFactor({ challengeId, authenticatorId, language, resend }),
      give: async (code, cellsChallengeId, id) => {
        await rpc().answerSigningChallenge({
          challengeId,
          code,
          authenticatorId: id,
          cellsChallengeId,
          permittedKinds: [],
          contentBound: false,
          shown: false,
          digests: [],
          signatures: 0,
        });
      },
    },
    transactionUri,
  );
}

async function visitVerification(world: FactorWorld, factor: NamedFactor): Promise<Visit> {
  const { userId, authenticatorId } = factor;
  const rpc = () => world.by('remote-signing', userId);
  const purpose = 'credential_creation';
  const subjectId = newName('cred');
  return await begun(factor, {
    ask: (resend) => rpc().askVerification({ purpose, subjectId, authenticatorId, language, resend }),
    give: async (code, challengeId, id) => {
      await rpc().verify({ purpose, subjectId, code, authenticatorId: id, challengeId });
    },
  });
}

async function begun(
  { isAsked, authenticatorId }: NamedFactor,
  rpc: {
    ask: (resend: boolean) => Promise<{ prompt?: FactorPrompt | undefined }>;
    give: (code: string, challengeId: string, authenticatorId: string) => Promise<void>;
  },
  transactionUri = '',
): Promise<Visit> {
  const ask = async (resend = false) => (isAsked ? (await rpc.ask(resend)).prompt : undefined);
  const prompt = await ask();
  return {
    prompt,
    transactionUri,
    ask,
    give: (code, other = authenticatorId) => rpc.give(code, prompt?.challengeId ?? '', other),
  };
}
