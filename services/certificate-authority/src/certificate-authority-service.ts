import { fingerprintOf } from '@countersign/db';
import { conflict, invalidField, notFound } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import type {
  CertificateAuthorityServiceService,
  IssueSigningCertificateRequest,
} from '@countersign/proto/certificate-authority';
import type { Clock, Logger } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import { type Authority, openAuthorityKey } from './authority.ts';
import { findRevocationList, listAuthorities, lockAuthority, replaceRevocationList } from './authority-store.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { type IssuanceRequest, planIssuance } from './issuance.ts';
import { findIssuance, type Issuance, recordIntent, storeCertificate } from './issuance-store.ts';
import { readPublicKey, requirePossession } from './key-possession.ts';
import type { CertificateMetrics } from './metrics.ts';
import { signCertificate } from './person-certificate.ts';
import { type AuthorityName, authorityNames, authorityProfiles, documentSigning } from './profiles.ts';
import { isFresh, type RevocationList, signRevocationList } from './revocation-list.ts';
import { readSubject } from './subject.ts';

export interface CertificateAuthorityServiceDeps {
  db: Kysely<CertificateAuthorityDatabase>;
  keyring: Keyring;
  clock: Clock;
  /** Public base of the addresses of revocation lists and certificates, without a slash at its end. */
  pkiUrl: string;
  logger: Logger;
  metrics: CertificateMetrics;
}

/** Handlers of `CertificateAuthorityService`. */
export function createCertificateAuthorityService(
  deps: CertificateAuthorityServiceDeps,
): Handlers<typeof CertificateAuthorityServiceService> {
  const { db, keyring, clock, logger, metrics } = deps;
  return {
    async issueSigningCertificate(message, context) {
      const request = readRequest(message);
      const authorities = await listAuthorities(db);
      const issuance = await findOrIntend(deps, request, getAuthority(authorities, documentSigning.issuer));
      let { certificate } = issuance;
      if (certificate === null) {
        const signed = sign(keyring, issuance, getAuthority(authorities, documentSigning.issuer));
        const actor = context.actor?.userId ?? context.caller ?? 'unknown';
        if (await storeCertificate(db, { issuance, certificate: signed, actor, at: clock.now() })) {
          metrics.issued(issuance.profile);
          logger.info({ issuanceRequestId: request.requestId, profile: issuance.profile }, 'certificate issued');
        }
        // Read back, because another call with this request id may have stored its own signature first.
        certificate = (await findIssuance(db, request.requestId))?.certificate ?? null;
        if (certificate === null) throw new Error('a certificate that was stored is not there');
      }
      return { certificate, chain: chainOf(authorities, documentSigning.issuer) };
    },

    async listAuthorities() {
      const authorities = await listAuthorities(db);
      return { authorities: authorities.map(({ name, certificate }) => ({ name, certificate })) };
    },

    async getCrl({ authority }) {
      const name = authorityNames.find((each) => each === authority);
      const list = name === undefined ? undefined : await currentRevocationList(deps, name);
      if (list === undefined) throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
      return { crl: list.crl, nextUpdate: list.nextUpdate };
    },
  };
}

function readRequest(message: IssueSigningCertificateRequest): IssuanceRequest {
  const { requestId, publicKey, notAfterLimit } = message;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(requestId)) {
    throw invalidField('REQUEST_ID_INVALID', '/requestId', 'must be an id of 1 to 64 characters');
  }
  requirePossession(readPublicKey(publicKey), message.nonce, message.proofOfPossession);
  const none = { givenName: '', surname: '', email: '', country: '', serialNumber: '' };
  const subject = readSubject(message.subject ?? none);
  if (notAfterLimit === undefined) {
    throw invalidField('NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', 'must be a moment in the future');
  }
  return { requestId, publicKey, subject, notAfterLimit };
}

/** The issuance of a request id: the known one, or a new one whose intent is committed when this returns. */
async function findOrIntend(
  { db, clock, pkiUrl }: CertificateAuthorityServiceDeps,
  request: IssuanceRequest,
  issuer: Authority,
): Promise<Issuance> {
  const { publicKey, subject, notAfterLimit } = request;
  const fingerprint = fingerprintOf({ publicKey, subject, notAfterLimit });
  let issuance = await findIssuance(db, request.requestId);
  if (issuance === undefined) {
    const details = { profile: documentSigning, issuer, fingerprint, pkiUrl, at: clock.now() };
    await recordIntent(db, await planIssuance(request, details));
    issuance = await findIssuance(db, request.requestId);
  }
  if (issuance === undefined) throw conflict('ISSUANCE_CONFLICT', 'this key has a certificate already; make a new key');
  if (!issuance.fingerprint.equals(fingerprint)) {
    throw conflict('ISSUANCE_CONFLICT', 'this request id was used for another certificate');
  }
  return issuance;
}

function sign(keyring: Keyring, { tbs }: Issuance, authority: Authority): Buffer {
  const { hash } = authorityProfiles[authority.name];
  return signCertificate(tbs, { key: openAuthorityKey(keyring, authority), certificate: authority.certificate, hash });
}

function getAuthority(authorities: readonly Authority[], name: AuthorityName): Authority {
  const authority = authorities.find((each) => each.name === name);
  if (authority === undefined) throw new Error(`the authority ${name} is missing; run the seed`);
  return authority;
}

/** Certificates from an authority up to the root. */
function chainOf(authorities: readonly Authority[], name: AuthorityName): Buffer[] {
  const { certificate } = getAuthority(authorities, name);
  const { issuer } = authorityProfiles[name];
  return issuer === name ? [certificate] : [certificate, ...chainOf(authorities, issuer)];
}

/** The list in force; a new one is signed once however many ask for it. Undefined for an authority that is not there. */
async function currentRevocationList(
  { db, keyring, clock }: CertificateAuthorityServiceDeps,
  name: AuthorityName,
): Promise<RevocationList | undefined> {
  const at = clock.now();
  const current = await findRevocationList(db, name);
  if (current !== undefined && isFresh(current, at)) return current;
  return await db.transaction().execute(async (trx) => {
    const authority = await lockAuthority(trx, name);
    if (authority === undefined) return undefined;
    const previous = await findRevocationList(trx, name);
    if (previous !== undefined && isFresh(previous, at)) return previous;
    const next = await signRevocationList(authority, previous, { keyring, at });
    await replaceRevocationList(trx, name, next);
    return next;
  });
}
