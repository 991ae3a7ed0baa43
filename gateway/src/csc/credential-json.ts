import type { ApplicationCredential } from '@countersign/proto/signing-application';
import { getPart, getWordOf, omitUndefined, orAbsent } from '../json.ts';
import { describeKey } from './algorithms.ts';
import { describeFactors, describeOtp } from './factor-json.ts';
import type { Fields } from './fields.ts';

/** What of a credential is wanted. */
export interface CredentialWish {
  certificates: 'single' | 'chain' | 'none';
  certInfo: boolean;
  authInfo: boolean;
}

/** The members with which clients say what they want of credentials (CSC API 11.4); throws REQUEST_INVALID. */
export function readCredentialWish(fields: Fields): CredentialWish {
  return {
    certificates: fields.choice('certificates', ['single', 'chain', 'none']),
    certInfo: fields.flag('certInfo'),
    authInfo: fields.flag('authInfo'),
  };
}

/** What kind of signature is made here: advanced, by a private authority, under no law that the standard has a name for. */
export const signatureQualifier = 'zz_private_aes';

const statuses = ['valid', 'expired', 'revoked', 'suspended'] as const;

/** A credential in version 2 (CSC API 11.5). */
export function toCredentialV2(given: ApplicationCredential, wish: CredentialWish) {
  const { explicit, factors } = given;
  return {
    signatureQualifier,
    ...common(given, wish),
    auth: explicit
      ? { mode: 'explicit', ...(wish.authInfo ? describeFactors(factors) : {}) }
      : // There are clients that read no answer without the list.
        { mode: 'oauth2code', objects: [] },
    ...levels(given),
  };
}

/** A credential in version 1 (CSC API 1.0.4.0, 11.5). */
export function toCredentialV1(given: ApplicationCredential, wish: CredentialWish) {
  const { explicit, factors } = given;
  return {
    ...common(given, wish),
    authMode: explicit ? 'explicit' : 'oauth2code',
    ...(explicit && wish.authInfo ? { PIN: { presence: 'false' }, OTP: describeOtp(factors) } : {}),
    ...levels(given),
  };
}

function common(given: ApplicationCredential, { certificates, certInfo }: CredentialWish) {
  const credential = getPart(given.credential, 'credential');
  const { algo, curve } = describeKey(credential.keyAlgorithm);
  const isIssued = given.certificates.length > 0;
  const wanted = given.certificates.slice(0, certificates === 'none' ? 0 : certificates === 'single' ? 1 : undefined);
  return {
    key: omitUndefined({
      status: credential.state === 'CREDENTIAL_STATE_ACTIVE' ? 'enabled' : 'disabled',
      algo,
      len: given.keyBits,
      curve,
    }),
    ...(isIssued
      ? {
          cert: omitUndefined({
            status: getWordOf(statuses, given.certificateStatus, 'certificate_status'),
            certificates: wanted.length === 0 ? undefined : wanted.map((der) => der.toString('base64')),
            ...(certInfo
              ? {
                  issuerDN: orAbsent(toDirectoryName(credential.issuer)),
                  serialNumber: orAbsent(credential.serialNumber),
                  subjectDN: orAbsent(toDirectoryName(credential.subject)),
                  validFrom: toGeneralizedTime(credential.notBefore),
                  validTo: toGeneralizedTime(credential.notAfter),
                }
              : {}),
          }),
        }
      : {}),
  };
}

/** Factors that an application collects pass through its hands: sole control level 1 (TS 119 432, 6.2). */
function levels({ explicit, maxSignatures }: ApplicationCredential) {
  return { SCAL: explicit ? '1' : '2', multisign: maxSignatures, lang: 'en' };
}

/**
 * A name of RFC 4514 with `SURNAME` for `sn`, which RFC 4514 leaves open: Java knows no other one (X500Principal), and
 * OpenSSL takes it, too. What is escaped is part of a value.
 */
function toDirectoryName(name: string): string {
  return name.replaceAll(/\\.|(^|[,+])sn=/gu, (found, before: string | undefined) =>
    before === undefined ? found : `${before}SURNAME=`,
  );
}

/** GeneralizedTime as certificates have it (RFC 5280 4.1.2.5.2): YYYYMMDDHHMMSSZ. */
function toGeneralizedTime(moment: Date | undefined): string | undefined {
  return moment === undefined ? undefined : `${moment.toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`;
}
