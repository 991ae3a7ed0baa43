import type { Credential } from '@countersign/proto/remote-signing';
import type { KeyPolicy } from '@countersign/proto/signer';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, id, moment, oneOf, said } from './schemas.ts';

const states = ['creating', 'active', 'failed', 'suspended', 'revoked', 'expired'] as const;
const factorKinds = ['soft_token', 'totp', 'grid_card', 'egrid', 'sms', 'email'] as const;
const keyAlgorithms = ['P-256', 'P-384', 'RSA-3072'] as const;
const reasons = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'] as const;
const staffReasons = [...reasons, 'privilegeWithdrawn'] as const;

const daySeconds = 86_400;

const policyParts = {
  factorKinds: Type.Array(oneOf(factorKinds, 'Kind of factor.'), {
    description: 'Kinds of factor that may authorise a signature; empty for all that this installation lets sign.',
    maxItems: 16,
    examples: [['soft_token']],
  }),
  contentBound: Type.Boolean({
    description:
      'Whether only a code that was made for exactly what is signed authorises it: sole control level 2 for every signature.',
    examples: [true],
  }),
  maxDigests: Type.Integer({
    description: 'Digests that one authorisation may cover.',
    minimum: 1,
    maximum: 1000,
    examples: [100],
  }),
  openSignatures: Type.Integer({
    description:
      'Signatures of one authorisation whose digests are named only after you gave it (R10: seals, and applications that name what they sign one by one). Whoever holds such an authorisation signs what he likes, as often, in your name, without asking you again; so none by default. Not together with contentBound.',
    minimum: 0,
    maximum: 1_000_000,
    examples: [0],
  }),
  openDays: Type.Integer({
    description:
      'Days for which such an authorisation may hold: the longer, the longer a stolen one signs. 0 for five minutes; needs openSignatures.',
    minimum: 0,
    maximum: 95,
    examples: [0],
  }),
};

const PolicySchema = closed(policyParts, { title: 'KeyPolicy', description: 'What it asks for before it signs.' });

/** A policy as clients give it: what is left out is as usual. */
export const PolicyBody = closed(
  {
    factorKinds: Type.Optional(policyParts.factorKinds),
    contentBound: Type.Optional(policyParts.contentBound),
    maxDigests: Type.Optional(policyParts.maxDigests),
    openSignatures: Type.Optional(policyParts.openSignatures),
    openDays: Type.Optional(policyParts.openDays),
  },
  {
    description: 'What it asks for before it signs; what is left out is as usual.',
    examples: [{ factorKinds: ['soft_token'], contentBound: true, maxDigests: 100 }],
  },
);

export const KeyAlgorithm = oneOf(keyAlgorithms, 'Key algorithm.');

/** Why a credential is revoked. */
export const RevocationReason = oneOf(reasons, 'Why, as in RFC 5280 5.3.1.');
export const StaffRevocationReason = oneOf(staffReasons, 'Why, as in RFC 5280 5.3.1.');

export const CredentialSchema = closed(
  {
    id: said('Id of the credential.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Where it stands.'),
    accountId: said('Account whose licence it uses.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    keyAlgorithm: said('Key algorithm.', 'P-256'),
    policy: PolicySchema,
    soleControlLevel: Type.Integer({
      description:
        'Sole control level that every signature with it reaches: 2 when its policy is content-bound, otherwise 1. A single signature may reach more; its receipt says so.',
      examples: [2],
    }),
    custody: Type.Optional(said('Where its key is kept: sealed or pkcs11.', 'sealed')),
    subject: Type.Optional(said('Subject distinguished name (RFC 4514).', 'CN=Robin Sample,C=US')),
    issuer: Type.Optional(said('Issuer distinguished name (RFC 4514).', 'CN=Countersign Signers CA')),
    serialNumber: Type.Optional(said('Serial number of the certificate, hexadecimal.', '6f2b1f6a1c55')),
    notBefore: Type.Optional(moment('Start of validity.')),
    notAfter: Type.Optional(moment('End of validity.')),
    certificatePem: Type.Optional(said('Certificate, PEM.', '-----BEGIN CERTIFICATE-----\n…')),
    chainPem: Type.Optional(said('Issuing and root certificates, PEM.', '-----BEGIN CERTIFICATE-----\n…')),
    suspensionCause: Type.Optional(
      said(
        'Why it rests: by_owner, by_staff, released (staff let go of it, its owner may resume it) or factor_replaced; of a revoked one licence_ended when its purchase was paid back.',
        'by_owner',
      ),
    ),
    suspendedAt: Type.Optional(moment('When it was suspended.')),
    revocationReason: Type.Optional(said('Why it was revoked, as in RFC 5280 5.3.1.', 'keyCompromise')),
    revokedAt: Type.Optional(moment('When it was revoked.')),
    replaces: Type.Optional(said('Credential in whose place it came.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5J')),
    createdAt: moment('When it was created.'),
  },
  { title: 'Credential' },
);

/** The credential of a path. */
export const credentialParams = closed({ credentialId: id('crd', 'the credential') });

/** A policy as the services take it; absent for the usual one. */
export function fromPolicyJson(policy: Static<typeof PolicyBody> | undefined) {
  if (policy === undefined) return undefined;
  const { factorKinds: kinds = [], contentBound = false, maxDigests = 0, openSignatures = 0, openDays = 0 } = policy;
  return { factorKinds: kinds, contentBound, maxDigests, openSignatures, openSeconds: openDays * daySeconds };
}

function toPolicyJson({ factorKinds: kinds, openSeconds, ...rest }: KeyPolicy): Static<typeof PolicySchema> {
  const { contentBound, maxDigests, openSignatures } = rest;
  const openDays = Math.ceil(openSeconds / daySeconds);
  return { factorKinds: kinds as (typeof factorKinds)[number][], contentBound, maxDigests, openSignatures, openDays };
}

/** A credential in JSON. */
export function toCredentialJson(part: Credential | undefined): Static<typeof CredentialSchema> {
  const credential = getPart(part, 'credential');
  const policy = getPart(credential.policy, 'policy');
  return omitUndefined({
    id: credential.id,
    state: getWord('CREDENTIAL_STATE', credential.state, states),
    accountId: credential.accountId,
    keyAlgorithm: credential.keyAlgorithm,
    policy: toPolicyJson(policy),
    soleControlLevel: credential.soleControlLevel,
    custody: orAbsent(credential.custody),
    subject: orAbsent(credential.subject),
    issuer: orAbsent(credential.issuer),
    serialNumber: orAbsent(credential.serialNumber),
    notBefore: timeOrAbsent(credential.notBefore),
    notAfter: timeOrAbsent(credential.notAfter),
    certificatePem: orAbsent(credential.certificatePem),
    chainPem: orAbsent(credential.chainPem),
    suspensionCause: orAbsent(credential.suspensionCause),
    suspendedAt: timeOrAbsent(credential.suspendedAt),
    revocationReason: orAbsent(credential.revocationReason),
    revokedAt: timeOrAbsent(credential.revokedAt),
    replaces: orAbsent(credential.replaces),
    createdAt: getTime(credential.createdAt, 'created_at'),
  });
}
