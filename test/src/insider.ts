import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Caller, createCaller, newContext, type TlsMaterial } from '@countersign/grpc';
import type { Platform } from '@countersign/platform';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { IdentityServiceService } from '@countersign/proto/identity';
import { OAuthServiceService } from '@countersign/proto/oauth';
import { OrderServiceService } from '@countersign/proto/order';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { SignerServiceService } from '@countersign/proto/signer';
import { SigningApplicationServiceService } from '@countersign/proto/signing-application';

/** Every service and its contract; that of remote signing is in three parts, in which no method comes twice. */
export const contracts = {
  catalog: CatalogServiceService,
  order: OrderServiceService,
  enrollment: EnrollmentServiceService,
  identity: IdentityServiceService,
  'second-factor': SecondFactorServiceService,
  'remote-signing': { ...RemoteSigningServiceService, ...OAuthServiceService, ...SigningApplicationServiceService },
  signer: SignerServiceService,
  'certificate-authority': CertificateAuthorityServiceService,
} as const;

export type Callee = keyof typeof contracts;

interface Method {
  requestDeserialize: (bytes: Buffer) => unknown;
}

/** Names of a service's methods. */
export function methodsOf(callee: Callee): string[] {
  return Object.keys(contracts[callee]);
}

/** The certificate of a process of the platform. */
export async function certificateOf({ home }: Platform, name: string): Promise<TlsMaterial> {
  const read = (file: string) => readFile(path.join(home, 'tls', file), 'utf8');
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read(`${name}.pem`), read(`${name}-key.pem`)]);
  return { ca, cert, key };
}

/** One connection to a service with a certificate. */
export interface Connection {
  /** Calls a method with an empty request; returns the reason of the refusal, `ok`, or what else went wrong. */
  call: (method: string, actorToken?: string) => Promise<string>;
  close: () => void;
}

/** Connects to a service of the platform. */
export function connectTo({ ports }: Platform, callee: Callee, tls: TlsMaterial): Connection {
  const definition = contracts[callee] as unknown as Record<string, Method>;
  const caller = createCaller(contracts[callee] as object, {
    address: `localhost:${ports[callee]}`,
    callee,
    tls,
  }) as unknown as Record<string, (request: unknown, options: object) => Promise<unknown>> & Caller<object>;
  return {
    close: () => caller.close(),
    call: async (method, actorToken) => {
      const request = definition[method]?.requestDeserialize(Buffer.alloc(0));
      const context = newContext(actorToken === undefined ? {} : { actorToken });
      try {
        await caller[method]?.(request, { context });
        return 'ok';
      } catch (error) {
        const { reason, message } = error as { reason?: string; message: string };
        return reason ?? message;
      }
    },
  };
}
