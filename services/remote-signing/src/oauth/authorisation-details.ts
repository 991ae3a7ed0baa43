import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { keyAlgorithms } from '../credential/policy.ts';
import { invalidAuthorisationDetails as refuse } from './request-errors.ts';
import { readDigest, readHashAlgorithm, requireCredentialId, type SigningWish, toSigningWish } from './signing-wish.ts';
import type { CredentialCreation } from './tables.ts';

/** What an element of authorization_details (RFC 9396) asks for. */
export type AuthorisationDetails =
  | { scope: 'credential'; wish: SigningWish }
  | { scope: 'credential-creation'; creation: CredentialCreation }
  | { scope: 'credential-deletion'; credentialId: string };

const longestText = 500_000;
/** Certificate policy of the certificates that the installation issues to people. */
const certificatePolicy = '2.25.336360247634993809843986747030117149932.1';
const acr = 'urn:countersign:aal2';
const prefix = 'https://cloudsignatureconsortium.org/2025/';

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1, maxLength: 2048 });
const strings = Type.Union([text, Type.Array(text, { minItems: 1, maxItems: 1000 })]);
const locations = Type.Optional(Type.Array(text, { maxItems: 10 }));
const signing = Type.Object(
  {
    type: Type.Union([Type.Literal('credential'), Type.Literal(`${prefix}credential`)]),
    credentialID: Type.Optional(text),
    signatureQualifier: Type.Optional(text),
    numSignatures: Type.Optional(Type.Integer()),
    documentDigests: Type.Optional(
      Type.Array(
        Type.Object(
          {
            hash: Type.Optional(text),
            // The tables of the CSC API say that it is a list, its samples that it is a string.
            hashes: Type.Optional(strings),
            // Wallets send null for a document without a name.
            label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
            hashType: Type.Optional(text),
          },
          closed,
        ),
        { maxItems: 1000 },
      ),
    ),
    hashAlgorithmOID: Type.Optional(text),
    hashType: Type.Optional(text),
    locations,
  },
  closed,
);
const creation = Type.Object(
  {
    type: Type.Literal(`${prefix}credential-creation`),
    credentialCreationRequest: Type.Object(
      {
        certificatePolicy: Type.Optional(text),
        subjectData: Type.Optional(Type.Unknown()),
        keyAlgorithm: Type.Optional(text),
      },
      closed,
    ),
    acr_values: Type.Optional(text),
    locations,
  },
  closed,
);
const deletion = Type.Object(
  { type: Type.Literal(`${prefix}credential-deletion`), credentialID: text, locations },
  closed,
);
const schemas: readonly TSchema[] = [signing, creation, deletion];

/**
 * Reads authorization_details: one element, of a type of the CSC API, with no member that is unknown (RFC 9396 5). Throws
 * `OAUTH_INVALID_AUTHORISATION_DETAILS`.
 */
export function readAuthorisationDetails(json: string): AuthorisationDetails {
  const element = readElement(json);
  if (Value.Check(signing, element)) return { scope: 'credential', wish: readSigning(element) };
  if (Value.Check(creation, element)) return { scope: 'credential-creation', creation: readCreation(element) };
  if (Value.Check(deletion, element)) {
    requireCredentialId(element.credentialID, refuse);
    return { scope: 'credential-deletion', credentialId: element.credentialID };
  }
  throw refuse(`Invalid parameter authorization_details${faultOf(element)}`);
}

function readElement(json: string): unknown {
  if (json.length > longestText) throw refuse('Invalid parameter authorization_details: it is too long');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw refuse('Invalid parameter authorization_details: it is not JSON');
  }
  if (!Array.isArray(parsed) || parsed.length !== 1) {
    throw refuse('Invalid parameter authorization_details: it must be a list of one element');
  }
  return parsed[0];
}

/** What is wrong with an element whose type is known, as the end of a sentence. */
function faultOf(element: unknown): string {
  const { type } = (element ?? {}) as { type?: unknown };
  const schema = schemas.find((each) => Value.Check(Type.Object({ type: typeOf(each) }), { type }));
  if (schema === undefined) return ': its type is unknown';
  const [fault] = Value.Errors(schema, element);
  // The path holds names that were sent: only what may stand in error_description (RFC 6749 4.1.2.1) is repeated.
  const path = (fault?.instancePath ?? '').replaceAll(/[^\w/-]/g, '').slice(0, 100);
  return path === '' ? ': it lacks a member, or has one that is unknown' : ` at ${path}`;
}

function typeOf(schema: TSchema): TSchema {
  return (schema as unknown as { properties: { type: TSchema } }).properties.type;
}

function readSigning(element: Static<typeof signing>): SigningWish {
  const digests = element.documentDigests ?? [];
  const types = new Set(
    [element.hashType, ...digests.map(({ hashType }) => hashType)].filter((each) => each !== undefined),
  );
  if (types.size > 1) throw refuse('Invalid parameter hashType: it must be the same for all');
  const [hashType] = types;
  const hashes = digests.flatMap(({ hash, hashes: several, label }) => {
    const given = [hash ?? [], several ?? []].flat();
    if (given.length === 0 || (hash !== undefined && several !== undefined)) {
      throw refuse('Invalid parameter documentDigests: each has a hash');
    }
    return given.map((each) => ({ digest: readDigest(each, 'base64', refuse), label: label ?? '' }));
  });
  const { credentialID, signatureQualifier, numSignatures } = element;
  const hashAlgorithm = readHashAlgorithm(element.hashAlgorithmOID, refuse);
  return toSigningWish({ credentialID, signatureQualifier, numSignatures, hashes, hashAlgorithm, hashType }, refuse);
}

function readCreation(element: Static<typeof creation>): CredentialCreation {
  const { acr_values: acrValues, credentialCreationRequest: wanted } = element;
  if (wanted.subjectData !== undefined) {
    throw refuse('Invalid parameter subjectData: a certificate names its owner as his validation proved');
  }
  if (wanted.certificatePolicy !== undefined && wanted.certificatePolicy !== certificatePolicy) {
    throw refuse(`Invalid parameter certificatePolicy: only ${certificatePolicy} is issued here`);
  }
  if (acrValues !== undefined && !acrValues.split(' ').includes(acr)) {
    throw refuse(`Invalid parameter acr_values: users log in with ${acr}`);
  }
  const keyAlgorithm = keyAlgorithms.find((known) => known === (wanted.keyAlgorithm ?? 'P-256'));
  if (keyAlgorithm === undefined) {
    throw refuse(`Invalid parameter keyAlgorithm: must be one of ${keyAlgorithms.join(', ')}`);
  }
  return { keyAlgorithm };
}
