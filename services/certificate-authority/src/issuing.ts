import {
  type AuthorityName,
  authorityProfiles,
  type CertificateProfile,
  lintTbs,
  longestLifeSeconds,
  readTbsFields,
  signCertificate,
} from '@countersign/certificates';
import { conflict, invalidField } from '@countersign/errors';
import type { KeyCustody } from '@countersign/key-custody';
import type { Clock, Logger } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { type Authority, signerOfAuthority } from './authority.ts';
import { listAuthorities } from './authority-store.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { type CertificateRequest, hashOfKey, planIssuance } from './issuance.ts';
import { findCertifiedKey, findIssuance, type Issuance, recordIntent, storeCertificate } from './issuance-store.ts';
import type { CertificateMetrics } from './metrics.ts';

export interface IssuingDeps {
  db: Kysely<CertificateAuthorityDatabase>;
  custody: KeyCustody;
  clock: Clock;
  /** Public base of the addresses of revocation lists and certificates, without a slash at its end. */
  pkiUrl: string;
  logger: Logger;
  metrics: CertificateMetrics;
}

/** A certificate that was issued. */
export interface IssuedCertificate {
  /** DER. */
  certificate: Buffer;
  /** Issuing authority first, root last, DER. */
  chain: Buffer[];
  /** Hexadecimal. */
  serialNumber: string;
}

/**
 * Issues a certificate: its whole content is committed before the authority's key is used, so that whatever interrupts
 * this, the same request goes on with the same content. `actor` is who asks, for the audit. Throws `ISSUANCE_CONFLICT`,
 * `PUBLIC_KEY_BLOCKED`, `NOT_AFTER_LIMIT_INVALID` or `VALIDITY_NOT_ALLOWED`.
 */
export async function issueCertificate(
  deps: IssuingDeps,
  request: CertificateRequest,
  actor: string,
): Promise<IssuedCertificate> {
  const { db, custody, clock, logger, metrics } = deps;
  const { requestId, profile } = request;
  const authorities = await listAuthorities(db);
  const { issuance, isAsPlanned } = await findOrIntend(deps, request, authorities);
  let { certificate } = issuance;
  if (certificate === null) {
    requireTimely(issuance, profile, clock.now());
    const authority = getAuthority(authorities, profile.issuer);
    if (!isAsPlanned) requireAsRequested(deps, { issuance, request, authority });
    const signed = await sign(custody, issuance, authority);
    if (await storeCertificate(db, { issuance, certificate: signed, actor, at: clock.now() })) {
      metrics.issued(profile.name);
      logger.info({ issuanceRequestId: requestId, profile: profile.name }, 'certificate issued');
    }
    // Read back, because another call with this request id may have stored its own signature first.
    certificate = (await findIssuance(db, requestId))?.certificate ?? null;
    if (certificate === null) throw new Error('a certificate that was stored is not there');
  }
  return { certificate, chain: chainOf(authorities, profile.issuer), serialNumber: issuance.serialNumber };
}

/**
 * The issuance of a request id: the known one, or a new one whose intent is committed when this returns; and whether its
 * content is what this call planned.
 */
async function findOrIntend(
  { db, clock, pkiUrl }: IssuingDeps,
  request: CertificateRequest,
  authorities: readonly Authority[],
): Promise<{ issuance: Issuance; isAsPlanned: boolean }> {
  let issuance = await findIssuance(db, request.requestId);
  let planned: Buffer | undefined;
  if (issuance === undefined) {
    if (authorities.some(({ certificate }) => keyOf(certificate).equals(request.publicKey)))
      throw keyIsBlocked(request);
    const issuer = getAuthority(authorities, request.profile.issuer);
    const intent = await planIssuance(request, { issuer, pkiUrl, at: clock.now() });
    planned = intent.tbs;
    await recordIntent(db, intent);
    issuance = await findIssuance(db, request.requestId);
  }
  if (issuance === undefined) {
    const key = await findCertifiedKey(db, hashOfKey(request.publicKey));
    // A person who asks again with his own key is told what to do; a key of others is nobody's business.
    const { holder } = request.profile;
    if (key === undefined || key.blockedAt !== null || key.certifiedFor !== holder) throw keyIsBlocked(request);
    throw conflict('ISSUANCE_CONFLICT', 'this key has a certificate already; make a new key');
  }
  if (!issuance.fingerprint.equals(request.fingerprint)) {
    throw conflict('ISSUANCE_CONFLICT', 'this request id was used for another certificate');
  }
  return { issuance, isAsPlanned: planned?.equals(issuance.tbs) === true };
}

/** What lay in the database is held against the request and the linter again: whoever can write there certifies nothing. */
function requireAsRequested(
  { pkiUrl, logger }: IssuingDeps,
  { issuance, request, authority }: { issuance: Issuance; request: CertificateRequest; authority: Authority },
): void {
  const { serialNumber, notBefore, notAfter, tbs } = issuance;
  const life = { serialNumber, notBefore, notAfter };
  const faults = lintTbs(tbs, { ...request, ...life, issuerCertificate: authority.certificate, pkiUrl });
  if (faults.length === 0 && notAfter <= request.notAfterLimit) return;
  logger.error({ issuanceRequestId: request.requestId, faults }, 'an intended certificate is not what was asked for');
  throw conflict('ISSUANCE_CONFLICT', 'this issuance cannot be gone on with; use a new request id');
}

function keyIsBlocked({ profile }: CertificateRequest) {
  const pointer = profile.holder === 'servers' ? '/signingRequest' : '/publicKey';
  return invalidField('PUBLIC_KEY_BLOCKED', pointer, 'must be for a key that is neither compromised nor in other use');
}

/** What was interrupted long ago must not be signed as if it were new, or under a rule that has ended. */
function requireTimely({ notBefore, notAfter }: Issuance, profile: CertificateProfile, at: Date): void {
  const { signWithinSeconds } = profile;
  if (signWithinSeconds === undefined) return;
  const lifeSeconds = (notAfter.getTime() - notBefore.getTime()) / 1000;
  const isLate = at.getTime() - notBefore.getTime() > signWithinSeconds * 1000;
  if (isLate || at > notAfter || lifeSeconds > longestLifeSeconds(profile, at)) {
    throw conflict('ISSUANCE_CONFLICT', 'this issuance was interrupted too long ago; use a new request id');
  }
}

async function sign(custody: KeyCustody, { tbs }: Issuance, authority: Authority): Promise<Buffer> {
  if (authority.revokedAt !== null) throw new Error(`the authority ${authority.name} is revoked`);
  const signer = signerOfAuthority(custody, authority);
  return await signCertificate(tbs, { signer, certificate: authority.certificate });
}

/** SubjectPublicKeyInfo of a certificate, DER. */
export function keyOf(certificate: Buffer): Buffer {
  return readTbsFields(certificate).publicKey.raw;
}

/** The authority of a name. Throws an Error when it is not there. */
export function getAuthority(authorities: readonly Authority[], name: AuthorityName): Authority {
  const authority = authorities.find((each) => each.name === name);
  if (authority === undefined) throw new Error(`the authority ${name} is missing; see \`npm run ops -- ca status\``);
  return authority;
}

/** Certificates from an authority up to the root. */
export function chainOf(authorities: readonly Authority[], name: AuthorityName): Buffer[] {
  const { certificate } = getAuthority(authorities, name);
  const { issuer } = authorityProfiles[name];
  return issuer === name ? [certificate] : [certificate, ...chainOf(authorities, issuer)];
}
