import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { CreateIssuanceRequestRequest } from '@countersign/proto/enrollment';
import type { CartLine } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { x509 } from '../src/certificate/x509.ts';
import { aLine, type TestPlatform } from './platform.ts';
import { products } from './products.ts';

/** A line of server licences of a product. */
export function aTlsLine(
  code: string,
  over: { licences?: number; extraDomains?: string[]; termYears?: number } = {},
): CartLine {
  const { licences = 1, extraDomains = [], termYears = 2 } = over;
  const usual = aLine();
  return {
    ...usual,
    priced: {
      ...usual.priced,
      line: { ...usual.priced.line, productCode: code, licences, extraDomains, termYears },
      productVersionId: `pv_${code}`,
      purpose: products[code]?.purpose ?? 'tls',
    },
  };
}

/** A key with which signing requests are made. */
export function aKeyPair(curve = 'P-256') {
  return generateKeyPairSync('ec', { namedCurve: curve });
}

/** A signing request in PEM for the names, signed by its key. */
export async function aSigningRequest(
  names: readonly string[] = [],
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = aKeyPair(),
  { name = '', curve = 'P-256' }: { name?: string; curve?: string } = {},
): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' };
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name,
    keys: {
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
      privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
    },
    signingAlgorithm: algorithm,
    extensions:
      names.length === 0
        ? []
        : [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))],
  });
  return request.toString('pem');
}

/** An organisation as OV needs it. */
export const anOrganisation = {
  name: 'Example Works',
  locality: 'Springfield',
  state: '',
  country: 'US',
  registrationNumber: '',
  jurisdictionCountry: '',
  jurisdictionState: '',
  businessCategory: '',
};

type Member = Awaited<ReturnType<TestPlatform['activated']>>;

/** What tests of certificates do again and again. */
export async function createCertificateSteps(platform: TestPlatform) {
  const { gateway } = platform;
  const officer = await platform.as({ userId: 'usr_officer', staffRoles: ['registration_officer'] });

  /** A wish for a certificate of the member's account. */
  const wish = async (
    { accountId }: { accountId: string },
    over: Partial<CreateIssuanceRequestRequest> = {},
  ): Promise<CreateIssuanceRequestRequest> => ({
    accountId,
    licenceId: '',
    productCode: '',
    signingRequest: over.keyPassphrase || over.kind === 'renewal' ? '' : await aSigningRequest(),
    names: [],
    validateOnly: false,
    idempotencyKey: newId('key'),
    kind: '',
    certificateId: '',
    keyPassphrase: '',
    keyCompromised: false,
    notify: [],
    ...over,
  });
  const ask = async (member: Pick<Member, 'accountId' | 'actor'>, over: Partial<CreateIssuanceRequestRequest> = {}) => {
    const { request, privateKey } = await gateway.createIssuanceRequest(await wish(member, over), member.actor);
    if (request === undefined) throw new Error('there is no request');
    return { ...request, privateKey };
  };
  const approve = async (requestId: string) => {
    const decision = { accountId: '', requestId, approve: true, reason: '' };
    const { request } = await gateway.decideIssuanceRequest(decision, officer);
    if (request === undefined) throw new Error('there is no request');
    return request;
  };
  /** Asks, has an officer approve where one must, and returns the certificate. */
  const certify = async (
    member: Pick<Member, 'accountId' | 'actor'>,
    over: Partial<CreateIssuanceRequestRequest> = {},
  ) => {
    const asked = await ask(member, over);
    const request = asked.state === 'ISSUANCE_REQUEST_STATE_VALIDATING' ? await approve(asked.id) : asked;
    return await certificateOf(member, request.certificateId);
  };
  const certificateOf = async ({ accountId, actor }: Pick<Member, 'accountId' | 'actor'>, certificateId: string) => {
    const { certificate } = await gateway.getCertificate({ accountId, certificateId }, actor);
    if (certificate === undefined) throw new Error('there is no certificate');
    return certificate;
  };
  const requestOf = async ({ accountId, actor }: Pick<Member, 'accountId' | 'actor'>, requestId: string) => {
    const { request } = await gateway.getIssuanceRequest({ accountId, requestId }, actor);
    if (request === undefined) throw new Error('there is no request');
    return request;
  };
  const fileOf = async (
    { accountId, actor }: Pick<Member, 'accountId' | 'actor'>,
    certificateId: string,
    format: string,
  ) => (await gateway.getCertificateFile({ accountId, certificateId, format }, actor)).content;
  /** The member's licences; the first one too. */
  const licencesOf = async ({ accountId, actor }: Pick<Member, 'accountId' | 'actor'>) =>
    (await gateway.getInventory({ accountId }, actor)).licences;
  const stateOf = async (member: Pick<Member, 'accountId' | 'actor'>, index = 0) =>
    (await licencesOf(member))[index]?.state.replace('LICENCE_STATE_', '').toLowerCase();
  /** What the proof finds wrong; nothing in an inventory that is in order. */
  const differences = async ({ accountId, actor }: Pick<Member, 'accountId' | 'actor'>) =>
    (await gateway.proveInventory({ accountId }, actor)).differences;
  const buyer = (code: string, over: Parameters<typeof aTlsLine>[1] = {}) =>
    platform.activated({ lines: [aTlsLine(code, over)] });

  return {
    officer,
    wish,
    ask,
    approve,
    certify,
    certificateOf,
    requestOf,
    fileOf,
    licencesOf,
    stateOf,
    differences,
    buyer,
  };
}
