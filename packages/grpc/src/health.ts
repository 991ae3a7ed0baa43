import { Client, Metadata } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { type TlsMaterial, toChannelCredentials } from './tls.ts';

export interface HealthProbe {
  /** Resolves when the service answers SERVING within `limitMs`; rejects otherwise. */
  check(limitMs: number): Promise<void>;
  close(): void;
}

/** Makes a probe of a service's `grpc.health.v1` over mTLS. */
export function createHealthProbe({
  address,
  callee,
  tls,
}: {
  address: string;
  callee: string;
  tls: TlsMaterial;
}): HealthProbe {
  const client = new Client(address, toChannelCredentials(tls, callee), {
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 1_000,
  });
  const method = service['Check'];
  if (method === undefined) throw new Error('grpc-health-check offers no Check');
  return {
    check: (limitMs) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize as (value: object) => Buffer,
          method.responseDeserialize as (value: Buffer) => { status: string },
          { service: '' },
          new Metadata(),
          { deadline: Date.now() + limitMs },
          (error, response) => {
            if (error) reject(error);
            else if (response?.status === 'SERVING') resolve();
            else reject(new Error(`${callee} is ${response?.status ?? 'silent'}`));
          },
        );
      }),
    close: () => client.close(),
  };
}
