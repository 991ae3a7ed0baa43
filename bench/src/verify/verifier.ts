import { type Caller, createCaller, type TlsMaterial } from '@countersign/grpc';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { createFreshCodes } from './fresh-codes.ts';

/** Verifies codes of apps for logins, as identity does, each in a flow of its own. */
export interface Verifier {
  verify: (stepsAhead?: number) => Promise<void>;
  close: () => void;
}

/** Connects to second-factor over mTLS. */
export function createVerifier({
  address,
  tls,
  userIds,
  otpauthUri,
}: {
  address: string;
  tls: TlsMaterial;
  userIds: readonly string[];
  otpauthUri: string;
}): Verifier {
  const rpc: Caller<typeof SecondFactorServiceService> = createCaller(SecondFactorServiceService, {
    address,
    callee: 'second-factor',
    tls,
  });
  const fresh = createFreshCodes(userIds, otpauthUri);
  const run = `${process.pid}${Date.now()}`;
  let number = 0;
  return {
    verify: async (stepsAhead) => {
      number += 1;
      await rpc.verifyLoginCode({
        ...fresh(stepsAhead),
        loginFlowId: `lgf_${run}x${number}`,
        firstLogin: false,
        recovery: false,
        authenticatorId: '',
        challengeId: '',
        nextCode: '',
      });
    },
    close: () => rpc.close(),
  };
}
