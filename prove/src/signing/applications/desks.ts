import { X509Certificate } from 'node:crypto';
import { refresh } from '../../../../test/src/members.ts';
import { registerApplication } from '../../../../test/src/signing-application.ts';
import type { Signer } from '../people.ts';
import type { SigningPlace } from '../place.ts';
import { readCertificates } from '../reading.ts';
import { Desk } from './desk.ts';
import type { Traffic } from './persistent-server.ts';

/** Applications at work for people who have nothing else to do, and what they hold. */
export interface Desks {
  signers: readonly Signer[];
  desks: readonly Desk[];
  traffic: Traffic;
}

const mostOpen = 40;
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const rsaWithSha256 = '1.2.840.113549.1.1.11';

/** Registers applications, and puts each before people: on our pages, with codes that it collects, with bound tokens. */
export async function openDesks({ api, officer, enrol, note, platform, inbox }: SigningPlace): Promise<Desks> {
  note('applications are registered, and people enrol for them');
  await refresh(api, officer);
  const register = (name: string, more: object) =>
    registerApplication(api, officer, { name, requirePushedAuthorisationRequests: true, ...more });
  const plain = await register('Contract desk', {});
  const collecting = await register('Till', { explicitAuthorisation: true });
  const bound = await register('Notary', { requireDpop: true });
  const policy = { factorKinds: [], contentBound: false, maxDigests: 100, openSignatures: mostOpen, openDays: 1 };
  // One after the other: what is asked for again because it took too long is issued again, and that is limited.
  const signers = [
    await enrol('application0', [{ policy }]),
    await enrol('application1', [{ keyAlgorithm: 'RSA-3072' }, {}]),
  ] as const;
  const [first, second] = signers;
  const certificates = await readCertificates(api, signers);
  const traffic: Traffic = { isPatient: true, repeated: 0, broken: [], secrets: new Set() };
  const common = { url: platform.gatewayUrl, traffic, inbox };
  const desk = (
    signer: Signer,
    client: typeof plain,
    {
      key = 0,
      ...over
    }: { key?: number } & Partial<Pick<Desk['options'], 'way' | 'isBound' | 'mostOpen' | 'signAlgo'>>,
  ) => {
    const credentialId = signer.credentialIds[key] ?? '';
    const certificate = new X509Certificate(certificates.get(credentialId) ?? '').raw;
    const usual = { way: 'pages', isBound: false, mostOpen: 0, signAlgo: ecdsaWithSha256 } as const;
    traffic.secrets.add(client.clientSecret);
    return new Desk({ ...common, client, signer, credentialId, certificate, ...usual, ...over });
  };
  const desks = [
    desk(first, plain, { mostOpen }),
    desk(first, bound, { mostOpen, isBound: true }),
    desk(first, collecting, { mostOpen, way: 'explicit' }),
    desk(second, plain, { signAlgo: rsaWithSha256 }),
    desk(second, bound, { key: 1, isBound: true }),
    desk(second, collecting, { key: 1, way: 'approval' }),
  ];
  return { signers, desks, traffic };
}
