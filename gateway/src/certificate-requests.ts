import type { CreateIssuanceRequestResponse, IssuanceRequest } from '@countersign/proto/enrollment';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined, orAbsent } from './json.ts';
import { OrganisationSchema, toOrganisationJson } from './organisations.ts';
import { closed, Email, IdempotencyKey, id, moment, oneOf, said, text } from './schemas.ts';
import { toValidityJson, ValiditySchema } from './validity.ts';

export const certificateRequestStates = [
  'pending_approval',
  'validating',
  'issuing',
  'issued',
  'rejected',
  'cancelled',
  'failed',
] as const;
const kinds = ['new', 'renewal', 'reissue', 'duplicate'] as const;

const members = {
  state: oneOf(
    certificateRequestStates,
    'pending_approval: waits for an administrator of the account; validating: waits for a registration officer; failed: `reason` says why.',
  ),
  kind: oneOf(kinds, 'What is asked for.'),
  licenceId: said('Licence that it takes.', 'lic_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
  productCode: said('Code of the product.', 'tls-ov-multi'),
  profile: said('Issuance profile: tls-public or tls-private.', 'tls-public'),
  validationLevel: said('Level of validation.', 'ov'),
  dnsNames: Type.Array(Type.String(), {
    description: 'DNS names in A-label form.',
    examples: [['www.example.com', 'example.com']],
  }),
  ipAddresses: Type.Array(Type.String(), { description: 'IP addresses.', examples: [['192.0.2.7']] }),
  organisation: Type.Optional(OrganisationSchema),
  replaces: Type.Optional(
    said('Certificate that it renews, reissues or duplicates.', 'cer_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
  ),
  validity: Type.Optional(ValiditySchema),
};

/** A request as it would be made: what a check of it answers. */
export const CheckedRequestSchema = closed(members, { title: 'CheckedCertificateRequest' });

export const CertificateRequestSchema = closed(
  {
    id: said('Id of the request.', 'crq_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    ...members,
    accountId: said('Account that asks.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    requestedBy: said('Id of the user who asked.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    createdAt: moment('When it was made.'),
    certificateId: Type.Optional(said('Certificate that it led to.', 'cer_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    reason: Type.Optional(said('Why it was rejected or failed.', 'the organisation is not registered')),
  },
  { title: 'CertificateRequest' },
);

/** Answers of the routes that ask for a certificate. */
export const requestedResponses = {
  200: closed({ request: CheckedRequestSchema }, { description: 'With `validateOnly`: what would be made.' }),
  201: closed(
    {
      request: CertificateRequestSchema,
      privateKey: Type.Optional(
        said(
          'Private key that the server made, encrypted (PKCS #8, PEM). It is not stored and not shown again, also not to a repetition.',
          '-----BEGIN ENCRYPTED PRIVATE KEY-----',
        ),
      ),
    },
    { description: 'The request, and the private key where the server made one.' },
  ),
};

/** Headers of the routes that ask for a certificate. */
export const requestHeaders = Type.Object({ 'Idempotency-Key': IdempotencyKey });

export const requestParams = closed({ requestId: id('crq', 'the certificate request') });

const examplePem =
  '-----BEGIN CERTIFICATE REQUEST-----\nMIIBADCBpwIBADAaMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5jb20\n-----END CERTIFICATE REQUEST-----\n';

/** What may come with every wish for a certificate. */
export const wishMembers = {
  signingRequest: Type.Optional(
    text({
      description: 'Certificate signing request, PEM (RFC 2986, RFC 7468).',
      maxLength: 16_384,
      example: examplePem,
    }),
  ),
  organisation: Type.Optional(OrganisationSchema),
  keyPassphrase: Type.Optional(
    text({
      description:
        'Instead of a signing request, under the private profile only: the server makes the key and returns it once, encrypted under this passphrase of 12 to 128 characters.',
      maxLength: 256,
      format: 'password',
      example: 'correct horse battery staple',
    }),
  ),
  notify: Type.Optional(
    Type.Array(Email, {
      description: "Addresses beside the requester's that are told of issuance and expiry.",
      maxItems: 10,
      examples: [['operations@example.com']],
    }),
  ),
  validateOnly: Type.Optional(
    Type.Boolean({ description: 'Only check the request; nothing is stored.', examples: [false] }),
  ),
};

/** Names wished for; the service checks each and points to those at fault. */
export const NamesInput = Type.Array(
  text({
    description: 'A host name, or an IP address under the private profile.',
    maxLength: 253,
    example: 'www.example.com',
  }),
  {
    description:
      'Names for the certificate; must not contradict the signing request. Without them, those of the signing request.',
    minItems: 1,
    maxItems: 250,
    examples: [['www.example.com', 'example.com']],
  },
);

export const wishExample = { signingRequest: examplePem };

/** Reasons for which a wish for a certificate is refused. */
export const wishProblems = {
  400: [
    'SIGNING_REQUEST_INVALID',
    'PUBLIC_KEY_UNSUPPORTED',
    'SERVER_NAME_INVALID',
    'NAMES_EXCEED_LICENCE',
    'ORGANISATION_INVALID',
    'KEY_PASSPHRASE_INVALID',
    'NOTIFY_INVALID',
  ],
  403: ['ROLE_REQUIRED'],
  409: ['LICENCE_NOT_AVAILABLE', 'PRODUCT_NOT_ISSUABLE'],
};

/** A request for a certificate as JSON. */
export function toCertificateRequestJson(part: IssuanceRequest | undefined): Static<typeof CertificateRequestSchema> {
  const request = getPart(part, 'request');
  return omitUndefined({
    ...toCheckedRequestJson(request),
    id: request.id,
    accountId: request.accountId,
    requestedBy: request.requestedBy,
    createdAt: getTime(request.createdAt, 'created_at'),
    certificateId: orAbsent(request.certificateId),
    reason: orAbsent(request.reason),
  });
}

/** A request that was made, and the key that was made with it, as JSON. */
export function toRequestedJson({ request, privateKey }: CreateIssuanceRequestResponse) {
  return omitUndefined({ request: toCertificateRequestJson(request), privateKey: orAbsent(privateKey) });
}

/** A request that was only checked as JSON. */
export function toCheckedRequestJson(part: IssuanceRequest | undefined): Static<typeof CheckedRequestSchema> {
  const request = getPart(part, 'request');
  return omitUndefined({
    state: getWord('ISSUANCE_REQUEST_STATE', request.state, certificateRequestStates),
    kind: getPart(
      kinds.find((known) => known === request.kind),
      'kind',
    ),
    licenceId: request.licenceId,
    productCode: request.productCode,
    profile: request.profile,
    validationLevel: request.validationLevel,
    dnsNames: request.dnsNames,
    ipAddresses: request.ipAddresses,
    organisation: request.organisation && toOrganisationJson(request.organisation),
    replaces: orAbsent(request.replaces),
    validity: request.validity && toValidityJson(request.validity),
  });
}
