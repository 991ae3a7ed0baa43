import {
  type CertificateProfile,
  findAuthorityName,
  ocspDelegateProfile,
  ocspDelegateTitle,
  organisationOf,
  ownName,
  timestampProfile,
} from '@countersign/certificates';
import { fingerprintOf } from '@countersign/db';
import { listAuthorities } from './authority-store.ts';
import { getAuthority, type IssuingDeps, issueCertificate } from './issuing.ts';

/** A delegate's key that is to be certified by an authority whose key is here. */
export interface DelegateOrder {
  /** Repeated with the same key, it gets the same certificate. */
  requestId: string;
  /** `ocsp:<authority>` or `tsa`. */
  name: string;
  /** SubjectPublicKeyInfo, DER, of a key that was made in this process's custody. */
  publicKey: Buffer;
}

/**
 * Issues the certificate of a delegate, DER, for as long as its profile allows, in the way of every issuance: intent
 * before signature. Throws an Error when its authority is not there.
 */
export async function issueDelegateCertificate(
  deps: IssuingDeps,
  { requestId, name, publicKey }: DelegateOrder,
): Promise<Buffer> {
  const { profile, title } = delegateOf(name);
  const issuer = getAuthority(await listAuthorities(deps.db), profile.issuer);
  const attributes = ownName(organisationOf(issuer.certificate), title);
  const request = {
    requestId,
    profile,
    fingerprint: fingerprintOf({ publicKey, profile: profile.name, issuer: profile.issuer, attributes }),
    publicKey,
    subject: { attributes, alternativeNames: [] },
    notAfterLimit: issuer.notAfter,
  };
  const { certificate } = await issueCertificate(deps, request, 'certificate-authority');
  return certificate;
}

function delegateOf(name: string): { profile: CertificateProfile; title: string } {
  if (name === 'tsa') return { profile: timestampProfile, title: 'Time-Stamping Unit' };
  const authority = findAuthorityName(name.replace(/^ocsp:/, ''));
  if (authority === undefined) throw new Error(`nobody knows the delegate ${name}`);
  return { profile: ocspDelegateProfile(authority), title: ocspDelegateTitle(authority) };
}
