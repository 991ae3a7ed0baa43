import type { DescribeSoftTokenServiceResponse } from '@countersign/proto/second-factor';
import { profileOf, signServerDocument } from '@countersign/soft-token/protocol';
import type { SecondFactorDeps } from '../dependencies.ts';
import { protocolVersion } from './activation.ts';
import { originOf } from './issued-codes.ts';

/** The document that tells an app whom it talks to and by which rules, signed by the identity key (Ed25519). */
export function describeService(deps: SecondFactorDeps): DescribeSoftTokenServiceResponse {
  const { providerName, publicUrl, identityKey, policy } = deps;
  const { document, signature } = signServerDocument(identityKey.privateKey, {
    name: providerName,
    address: originOf(deps),
    api: `${publicUrl.replace(/\/$/, '')}/v1`,
    identityKey: identityKey.publicKey.toString('base64url'),
    versions: [protocolVersion],
    profile: profileOf(policy.softToken.digits),
    pinLength: policy.softToken.pinLength,
  });
  return { document, signature: Buffer.from(signature, 'base64url') };
}
