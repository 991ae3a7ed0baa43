// A gRPC service that does nothing: grpc-js alone, one method of a real contract, a constant for an answer.
import { accountTierFromJSON } from '@countersign/proto/catalog';
import {
  accountStateFromJSON,
  EnrollmentServiceService,
  type GetAccountRequest,
  type GetAccountResponse,
} from '@countersign/proto/enrollment';
import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { answerParent } from '../child.ts';
import { type HopOptions, type Listening, toWord } from './account.ts';

answerParent(async ({ account: { members, ...account }, tls }: HopOptions): Promise<Listening> => {
  const answer: GetAccountResponse = {
    account: {
      ...account,
      tier: accountTierFromJSON(toWord('ACCOUNT_TIER', account.tier)),
      state: accountStateFromJSON(toWord('ACCOUNT_STATE', account.state)),
      entitlements: {
        maxMembers: 0,
        ...account.entitlements,
        tier: accountTierFromJSON(toWord('ACCOUNT_TIER', account.entitlements.tier)),
      },
      createdAt: new Date(account.createdAt),
    },
    members,
  };
  const getAccount: handleUnaryCall<GetAccountRequest, GetAccountResponse> = (_call, callback) =>
    callback(null, answer);
  const server = new Server();
  server.addService({ getAccount: EnrollmentServiceService.getAccount }, { getAccount });
  const serverCredentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(
          Buffer.from(tls.ca),
          [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }],
          true,
        );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', serverCredentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port };
});
