import { fakeClock, type TestDatabase } from '@countersign/testing';
import { Registry } from 'prom-client';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import type { DelegateName } from '../src/delegate/delegate-names.ts';
import { renewDelegates } from '../src/delegate/renewal.ts';
import { issueDelegateCertificate } from '../src/delegate-issuing.ts';
import { createHierarchy } from '../src/hierarchy.ts';
import type { IssuingDeps } from '../src/issuing.ts';
import { createCertificateMetrics } from '../src/metrics.ts';
import { aDatabase, aKeyring, aRequest, aRoot, ceremonyDeps, startService } from './fixture.ts';

/** A service with all delegates, at the real time: witnesses look at the clock of their machine. */
export async function startOnline() {
  const keyring = aKeyring();
  const clock = fakeClock(new Date());
  const root = await aRoot({ name: 'Example' }, new Date(clock.now().getTime() - 3_600_000));
  const database = await aDatabase();
  await createHierarchy(ceremonyDeps({ database, keyring, clock }), async () => root);
  const deps = issuingDeps({ database, keyring, clock });
  await renewAll(deps);
  const service = await startService({ database, keyring, clock });
  const gateway = service.as('gateway');
  const { authorities } = await gateway.listAuthorities({});
  return {
    clock,
    root,
    database,
    deps,
    service,
    gateway,
    /** Certificate of an authority, DER. */
    certificateOf(name: string): Buffer {
      const authority = authorities.find((each) => each.name === name);
      if (authority === undefined) throw new Error(`there is no authority ${name}`);
      return authority.certificate;
    },
    /** A certificate of a person, and its serial number. */
    async issue() {
      const notAfterLimit = new Date(clock.now().getTime() + 300 * 86_400_000);
      const { certificate } = await service.as('remote-signing').issueSigningCertificate(aRequest({ notAfterLimit }));
      return certificate;
    },
    async close() {
      await service.close();
      await database.destroy();
    },
  };
}

export type Online = Awaited<ReturnType<typeof startOnline>>;

/** What a process issues with. */
export function issuingDeps(place: Parameters<typeof ceremonyDeps>[0]): IssuingDeps {
  const none = { authorities: async () => [], rootList: async () => undefined };
  return { ...ceremonyDeps(place), metrics: createCertificateMetrics(new Registry(), none) };
}

/** One round of renewals. */
export async function renewAll(deps: IssuingDeps): Promise<string[]> {
  return await renewDelegates(deps, (order) => issueDelegateCertificate(deps, order));
}

/** The rows of the delegates of a name, oldest first. */
export async function delegatesOf({ db }: TestDatabase<CertificateAuthorityDatabase>, name: DelegateName) {
  return await db
    .selectFrom('delegates')
    .select(['id', 'certificate', 'publicKey', 'notBefore'])
    .where('name', '=', name)
    .orderBy('createdAt')
    .execute();
}
