import type { Credential } from '@countersign/proto/remote-signing';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, id, moment, oneOf, said } from './schemas.ts';

const states = ['creating', 'active', 'failed', 'suspended', 'revoked', 'expired'] as const;
const factorKinds = ['soft_token', 'totp', 'grid_card', 'egrid', 'sms', 'email'] as const;
const keyAlgorithms = ['P-256', 'P-384', 'RSA-3072'] as const;
const reasons = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'] as const;
const staffReasons = [...reasons, 'privilegeWithdrawn'] as const;

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
};

const PolicySchema = closed(policyParts, { title: 'KeyPolicy', description: 'What it asks for before it signs.' });

/** A policy as clients give it: what is left out is as usual. */
export const PolicyBody = closed(
  {
    factorKinds: Type.Optional(policyParts.factorKinds),
    contentBound: Type.Optional(policyParts.contentBound),
    maxDigests: Type.Optional(policyParts.maxDigests),
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
  const { factorKinds: kinds = [], contentBound = false, maxDigests = 0 } = policy;
  return { factorKinds: kinds, contentBound, maxDigests };
}

/** A credential in JSON. */
export function toCredentialJson(part: Credential | undefined): Static<typeof CredentialSchema> {
  const credential = getPart(part, 'credential');
  const { factorKinds: kinds, contentBound, maxDigests } = getPart(credential.policy, 'policy');
  return omitUndefined({
    id: credential.id,
    state: getWord('CREDENTIAL_STATE', credential.state, states),
    accountId: credential.accountId,
    keyAlgorithm: credential.keyAlgorithm,
    policy: { factorKinds: kinds as (typeof factorKinds)[number][], contentBound, maxDigests },
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
