import { newContext } from '@countersign/grpc';
import type { RecoveryAnswer, RecoveryFlow, RecoveryFlowKey } from '@countersign/proto/identity';
import type { KyselyPlugin } from 'kysely';
import type { IdentityPool } from '../src/database.ts';
import { createRecoveryMailJobs } from '../src/recovery/recovery-mail.ts';
import { recoveryCodeTopic } from '../src/recovery/recovery-store.ts';
import { type IdentityUnderTest, rightCode } from './under-test.ts';

/** Parameters with which a recovery of many hashes takes a quarter of the time. */
export const cheapHashes = { ARGON2_MEMORY_KIB: 7_168, ARGON2_PASSES: 1 } as const;

/** What a user answers in these tests, by question. */
export const rightAnswers: Readonly<Record<string, string>> = {
  childhood_friend: 'Bertha Quill',
  first_teacher: 'Miss Ferrybank',
  first_concert: 'The Wandering Kettles',
  first_job_town: 'Little Upton',
  grandparent_street: 'Orchard Rise',
};

export const newPassword = 'seven patient green lamps';

/** Answers to the questions that a flow asks. */
export function answersTo(flow: RecoveryFlow, over: Record<string, string> = {}): RecoveryAnswer[] {
  return flow.questions.map(({ key }) => ({ key, answer: over[key] ?? rightAnswers[key] ?? '' }));
}

/** The same, of which the first is wrong. */
export function wrongAnswersTo(flow: RecoveryFlow): RecoveryAnswer[] {
  return answersTo(flow, { [flow.questions[0]?.key ?? '']: 'Somebody Else' });
}

/** A flow that an answer must hold. */
export function flowOf({ flow }: { flow?: RecoveryFlow | undefined }): RecoveryFlow {
  if (flow === undefined) throw new Error('an answer without a flow');
  return flow;
}

/** The database, on which something happens in the middle of a transaction: right after it cancelled login flows. */
export function afterCancelling(db: IdentityPool, happens: () => Promise<void>): IdentityPool {
  const cancelling = new WeakSet<object>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      const text = node.kind === 'UpdateQueryNode' ? JSON.stringify(node) : '';
      if (text.includes('login_flows') && text.includes('cancelled')) cancelling.add(queryId);
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      if (cancelling.has(queryId)) await happens();
      return result;
    },
  };
  return db.withPlugin(plugin);
}

/** Recoveries of a service, with the job that mails codes. */
export function recoveriesOf(identity: IdentityUnderTest) {
  const { gateway, deps } = identity;
  const job = createRecoveryMailJobs(deps)[recoveryCodeTopic];
  const mailCode = async (recoveryFlowId: string, send = 1) =>
    await job?.handle({ recoveryFlowId, send: String(send) }, 'out_1');
  const begin = async (
    userId: string,
    {
      language = '',
      clientAddress,
      deviceToken = '',
    }: { language?: string; clientAddress?: string; deviceToken?: string } = {},
  ) => {
    const options = clientAddress === undefined ? {} : { context: newContext({ clientAddress }) };
    const client = { language, acceptedLanguage: 'fr', deviceToken };
    const { flow, secret } = await gateway.startRecoveryFlow({ userId, ...client }, options);
    const key: RecoveryFlowKey = { flowId: flow?.id ?? '', secret };
    return { key, flow: flowOf({ flow }) };
  };
  return {
    mailCode,
    begin,
    /** A recovery whose mailed code was right. */
    proveMailbox: async (userId: string) => {
      const { key } = await begin(userId);
      await mailCode(key.flowId);
      const flow = flowOf(await gateway.submitRecoveryCode({ key, code: rightCode }));
      return { key, flow };
    },
    /** A user who logged in before and answered his questions. */
    someoneWithAnswers: async (over: Parameters<IdentityUnderTest['register']>[0] = {}) => {
      const user = await identity.register(over);
      await identity.db
        .updateTable('users')
        .set({ firstLoginAt: identity.clock.now() })
        .where('id', '=', user.userId)
        .execute();
      const answers = Object.entries(rightAnswers).map(([key, answer]) => ({ key, answer }));
      await gateway.setRecoveryAnswers({ answers }, await identity.token({ userId: user.userId }));
      return user;
    },
    /** A user who logged in before. */
    someone: async (over: Parameters<IdentityUnderTest['register']>[0] = {}) => {
      const user = await identity.register(over);
      await identity.db
        .updateTable('users')
        .set({ firstLoginAt: identity.clock.now() })
        .where('id', '=', user.userId)
        .execute();
      return user;
    },
  };
}
