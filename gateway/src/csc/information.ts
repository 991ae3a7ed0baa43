import { formats } from '../signatures.ts';
import { allSignatureAlgorithms } from './algorithms.ts';
import { type CscVersion, type MethodDeps, methodsOf } from './call.ts';
import { hashTypes } from './hash-types.ts';
import { conformanceLevels, envelopeProperties, formatLetters } from './signature-formats.ts';

/** Where the logo is; a PNG of 256 by 256 pixels at most (CSC API 11.1). */
export const logoPath = '/csc/logo.png';

/** What `info` says of this service (CSC API 11.1). */
export function describeService(version: CscVersion, { publicUrl, provider }: MethodDeps['config']) {
  const common = {
    specs: version === 1 ? '1.0.4.0' : '2.2.0.0',
    name: provider.name,
    logo: `${publicUrl}${logoPath}`,
    region: provider.region,
    lang: 'en',
    description: `Signatures with keys that never leave ${provider.name}`,
    authType: ['oauth2code', 'oauth2client'],
  };
  // Clients put `/oauth2/…` behind it.
  if (version === 1) return { ...common, oauth2: `${publicUrl}/csc/v1`, methods: methodsOf[1] };
  return {
    ...common,
    oauth2: publicUrl,
    supportsRar: true,
    supportedHashTypes: Object.keys(hashTypes),
    asynchronousOperationMode: true,
    methods: methodsOf[2],
    validationInfo: true,
    signAlgorithms: { algos: allSignatureAlgorithms },
    signature_formats: {
      formats: formats.map((format) => formatLetters[format]),
      envelope_properties: formats.map((format) => envelopeProperties[format]),
    },
    conformance_levels: conformanceLevels,
  };
}
