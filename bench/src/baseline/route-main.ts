// A Fastify route and nothing else: no plugin, no schema, no log. With a hop it asks a service at each request.
import { EnrollmentServiceService, type GetAccountResponse } from '@countersign/proto/enrollment';
import { Client, credentials } from '@grpc/grpc-js';
import { fastify } from 'fastify';
import { answerParent } from '../child.ts';
import { type AccountJson, fromWord, type Listening, type RouteOptions } from './account.ts';

answerParent(async ({ account, hop }: RouteOptions): Promise<Listening> => {
  const app = fastify();
  if (hop === undefined) app.get('/v1/account', async () => account);
  else {
    const askService = connect(hop);
    app.get('/v1/account', async () => toJson(await askService(account.id)));
  }
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: Number(new URL(address).port) };
});

function connect({ address, tls }: NonNullable<RouteOptions['hop']>) {
  const channel =
    tls === undefined
      ? credentials.createInsecure()
      : credentials.createSsl(Buffer.from(tls.ca), Buffer.from(tls.key), Buffer.from(tls.cert));
  const client = new Client(address, channel);
  const { path, requestSerialize, responseDeserialize } = EnrollmentServiceService.getAccount;
  return (accountId: string): Promise<GetAccountResponse> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { accountId }, (error, response) => {
        if (error !== null) reject(error);
        else if (response === undefined) reject(new Error('the service gave no answer'));
        else resolve(response);
      });
    });
}

/** What the gateway's own handler does with the answer: what may be absent comes last. */
function toJson({ account, members }: GetAccountResponse): AccountJson {
  const { createdAt, entitlements } = account ?? {};
  if (account === undefined || createdAt === undefined || entitlements === undefined) {
    throw new Error('the service gave no account');
  }
  const { maxMembers, ...rights } = entitlements;
  return {
    id: account.id,
    name: account.name,
    tier: fromWord('ACCOUNT_TIER', account.tier),
    state: fromWord('ACCOUNT_STATE', account.state),
    tierRuleId: account.tierRuleId,
    entitlements: {
      tier: fromWord('ACCOUNT_TIER', rights.tier),
      approvalWorkflow: rights.approvalWorkflow,
      organisations: rights.organisations,
      apiKeys: rights.apiKeys,
      ...(maxMembers === 0 ? {} : { maxMembers }),
    },
    approvalRequired: account.approvalRequired,
    createdAt: createdAt.toISOString(),
    members,
  };
}
