import { type TProperties, type TSchema, Type } from 'typebox';
import { closed, count, said } from '../../schemas.ts';
import type { CscMethod, CscVersion } from '../call.ts';

/** What the OpenAPI document says of a method. */
export interface MethodDocument {
  summary: string;
  description: string;
  body: object;
  response: Record<number, TSchema>;
  /** Reasons of refusals beside those that all have. */
  problems: readonly string[];
}

/** Id of a credential, as an example. */
export const credentialId = 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K';
/** A digest, as an example. */
export const digest = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';
/** Object identifier of SHA-256. */
export const sha256 = '2.16.840.1.101.3.4.2.1';
/** Object identifier of ECDSA with SHA-256. */
export const ecdsa = '1.2.840.10045.4.3.2';
/** A token, as an example. */
export const token = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzY29wZSI6ImNyZWRlbnRpYWwifQ.c2ln';

/** A flag. */
export const flag = (description: string) => Type.Boolean({ description, examples: [true] });
/** A list of words. */
export const words = (description: string, examples: readonly string[]) =>
  Type.Array(Type.String(), { description, examples: [[...examples]] });
/** A list of objects. */
export const objects = (description: string, item: TSchema) => Type.Array(item, { description, examples: [[]] });

/** A body: what is not named in `required` may be left out, and members that nobody here knows are not looked at. */
export function body(properties: TProperties, required: readonly string[], example: object): object {
  const all = { ...properties, clientData: said('Anything; not looked at.', 'order 4711') };
  return { ...Type.Object(all), additionalProperties: {}, required: [...required], examples: [example] };
}

/** Members that several methods have. */
export const parts = {
  credentialID: said('Id of the credential.', credentialId),
  SAD: said('Signature activation data; left out where the access token is it.', token),
  hashes: words('Digests, base64 (standard alphabet, padded).', [digest]),
  hashAlgorithmOID: said('Hash of the digests, needed wherever nothing else says it.', sha256),
  signAlgo: said('Signature algorithm: one of `key.algo` of the credential.', ecdsa),
  signAlgoParams: said('DER parameters, base64; NULL only.', 'BQA='),
  operationMode: said('`S`, or `A` to get the result from signPolling.', 'S'),
  validity_period: Type.Integer({
    description:
      'With mode A: milliseconds for which the result is kept, 60,000 to 86,400,000 (a day, also when absent).',
    examples: [3_600_000],
  }),
  response_uri: said(
    'With mode A: address of a registered host that is told when the result is there.',
    'https://app.example.com/done',
  ),
  lang: said('Language; an unknown one is not looked at.', 'en'),
  userID: said(
    'Only with a token that has no user: a user who granted the application its service, or certificates to sign with.',
    'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
  ),
  certificates: said('`none`, `single` (also when absent) or `chain`.', 'chain'),
  certInfo: flag('Whether names, number and times of the certificate are wanted.'),
  authInfo: flag('Whether it is wanted how signatures are authorised.'),
  credentialInfo: flag('Whether more than ids is wanted.'),
  numSignatures: Type.Integer({ description: 'Signatures in all.', examples: [1] }),
  description: said('What it is for; 500 characters at most.', 'Lease of May'),
  hashType: said(
    'What the digests are of: `dtbsr` (what is signed; also when absent), `sdr` (the content) or `sodr` (the document).',
    'dtbsr',
  ),
};

const asVersion1 = <P extends TProperties>({ hashes, hashAlgorithmOID, ...rest }: P) => ({
  ...rest,
  ...(hashes === undefined ? {} : { hash: hashes }),
  ...(hashAlgorithmOID === undefined ? {} : { hashAlgo: hashAlgorithmOID }),
});
/** Members under the names that a version has for them. */
export const named = (version: CscVersion, properties: TProperties): TProperties =>
  version === 1 ? asVersion1(properties) : properties;
/** Digests as a version names them, as an example. */
export const digestsExample = (version: CscVersion) =>
  version === 1 ? { hash: [digest], hashAlgo: sha256 } : { hashes: [digest], hashAlgorithmOID: sha256 };

/** Signatures that were authorised. */
export const activation = closed(
  { SAD: said('Signature activation data.', token), expiresIn: count('Seconds until it ends.', 300) },
  { title: 'CscActivation' },
);
/** Signatures that wait for the user. */
export const pending = closed(
  { handle: said('For authorizeCheck.', 'Zm9yIGF1dGhvcml6ZUNoZWNr') },
  { title: 'CscPending' },
);
/** Refusals of signature activation data. */
export const activationProblems = [
  'ACTIVATION_INVALID',
  'ACTIVATION_EXPIRED',
  'ACTIVATION_USED',
  'CREDENTIAL_NOT_FOUND',
  'CREDENTIAL_NOT_ACTIVE',
];

/** What is said of some methods. */
export type MethodDocuments = Partial<Record<CscMethod, (version: CscVersion) => MethodDocument>>;
