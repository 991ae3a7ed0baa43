import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { findServiceName, type TlsMaterial } from './tls.ts';

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
  const client = new Client(
    address,
    credentials.createSsl(Buffer.from(tls.ca), Buffer.from(tls.key), Buffer.from(tls.cert), {
      checkServerIdentity: (_host, certificate) =>
        findServiceName(certificate) === callee ? undefined : new Error(`the callee is not ${callee}`),
    }),
    { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1_000 },
  );
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
