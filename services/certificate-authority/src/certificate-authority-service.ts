import { conflict, invalidField, notFound } from '@countersign/errors';
import type { CallContext, Handlers } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { findRevocationList, listAuthorities } from './authority-store.ts';
import { type IssuingDeps, issueCertificate } from './issuing.ts';
import { readPersonRequest } from './person-request.ts';
import { type AuthorityName, authorityNames, authorityProfiles } from './profiles.ts';
import { isFresh, type RevocationList, signRevocationList } from './revocation-list.ts';
import { type RevocationReason, revocationReasons } from './revocation-reasons.ts';
import { findRevocation, type ListMaking, renewListIfDue, revokeOnce } from './revocation-store.ts';
import { readServerRequest } from './tls/server-request.ts';

/** Handlers of `CertificateAuthorityService`. */
export function createCertificateAuthorityService(
  deps: IssuingDeps,
): Handlers<typeof CertificateAuthorityServiceService> {
  const { db, logger } = deps;
  return {
    async issueSigningCertificate(message, context) {
      const { certificate, chain } = await issueCertificate(deps, readPersonRequest(message), actorOf(context));
      return { certificate, chain };
    },

    async issueServerCertificate(message, context) {
      const request = readServerRequest(message);
      const issued = await issueCertificate(deps, request, actorOf(context));
      return { ...issued, authority: request.profile.issuer };
    },

    async revokeCertificate(message, context) {
      const reason = findReason(message.reason);
      if (reason === undefined) {
        const detail = `must be one of ${Object.keys(revocationReasons).join(', ')}`;
        throw invalidField('REVOCATION_REASON_INVALID', '/reason', detail);
      }
      const authority = findAuthorityName(message.authority);
      if (authority === undefined || !mayRevoke(context, authority)) throw certificateNotFound();
      const serialNumber = message.serialNumber.toLowerCase();
      if (await revokeOnce(db, { authority, serialNumber, reason, actor: actorOf(context) }, listMaking(deps))) {
        logger.info({ authority, serialNumber, reason }, 'certificate revoked');
      }
      const { revokedAt, revocationReason } = (await findRevocation(db, { authority, serialNumber })) ?? {};
      if (revokedAt === undefined) throw certificateNotFound();
      if (revokedAt === null) throw new Error('a certificate that was revoked is not');
      if (revocationReason !== reason) {
        throw conflict('CERTIFICATE_REVOKED', 'this certificate was revoked for another reason');
      }
      return { revokedAt };
    },

    holdCertificate: notYet,
    answerOcsp: notYet,
    createTimestamp: notYet,
    listCertificationRequests: notYet,
    installCeremonyResult: notYet,
    attestAuthorityKeys: notYet,

    async listAuthorities() {
      const authorities = await listAuthorities(db);
      return { authorities: authorities.map(({ name, certificate }) => ({ name, certificate })) };
    },

    async getCrl({ authority }) {
      const name = findAuthorityName(authority);
      const list = name === undefined ? undefined : await currentRevocationList(deps, name);
      if (list === undefined) throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
      return { crl: list.crl, nextUpdate: list.nextUpdate };
    },
  };
}

async function notYet(): Promise<never> {
  throw new Error('this method has no implementation');
}

/** The list in force; a new one is signed once however many ask for it. Undefined for an authority that is not there. */
async function currentRevocationList(deps: IssuingDeps, name: AuthorityName): Promise<RevocationList | undefined> {
  const current = await findRevocationList(deps.db, name);
  if (current !== undefined && isFresh(current, deps.clock.now())) return current;
  return await renewListIfDue(deps.db, name, listMaking(deps));
}

function listMaking({ clock, keyring }: IssuingDeps): ListMaking {
  return {
    clock,
    signList: (authority, previous, entries) => signRevocationList(authority, previous, { ...entries, keyring }),
  };
}

function findAuthorityName(name: string): AuthorityName | undefined {
  return authorityNames.find((each) => each === name);
}

/** What a service may have certified, it may revoke; another's certificates are unknown to it. */
const revokers: Readonly<Record<string, string>> = { enrollment: 'servers', 'remote-signing': 'signers' };

function mayRevoke({ caller = '' }: Pick<CallContext, 'caller'>, authority: AuthorityName): boolean {
  return revokers[caller] === authorityProfiles[authority].certifies;
}

function findReason(reason: string): RevocationReason | undefined {
  return (Object.keys(revocationReasons) as RevocationReason[]).find((each) => each === reason);
}

function certificateNotFound() {
  return notFound('CERTIFICATE_NOT_FOUND', 'no such certificate');
}

function actorOf({ actor, caller }: Pick<CallContext, 'actor' | 'caller'>): string {
  return actor?.userId ?? caller ?? 'unknown';
}
