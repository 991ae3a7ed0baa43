import {
  type AuthorityName,
  authorityProfiles,
  findAuthorityName,
  findRevocationReason,
  isFresh,
  type RevocationList,
  revocationReasons,
  signRevocationList,
} from '@countersign/certificates';
import { conflict, invalidField, notFound } from '@countersign/errors';
import type { CallContext, Handlers } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { signerOfAuthority } from './authority.ts';
import { findRevocationList, listAuthorities } from './authority-store.ts';
import { createCeremonyHandlers } from './ceremony/handlers.ts';
import { currentRootList } from './ceremony/root-list.ts';
import { type IssuingDeps, issueCertificate } from './issuing.ts';
import { readPersonRequest } from './person-request.ts';
import { findRevocation, holdOnce, type ListMaking, renewListIfDue, revokeOnce } from './revocation-store.ts';
import { createStatusAndTimeHandlers, type StatusAndTimeDeps } from './status-and-time.ts';
import { readServerRequest } from './tls/server-request.ts';

/** Handlers of `CertificateAuthorityService`. */
export function createCertificateAuthorityService(
  deps: StatusAndTimeDeps,
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
      const reason = findRevocationReason(message.reason);
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

    async holdCertificate(message, context) {
      const authority = findAuthorityName(message.authority);
      if (authority === undefined) throw authorityNotFound();
      // RFC 5280 5.3.1 knows hold for every certificate, BR 7.2.2 forbids it for servers.
      if (authority !== 'signers') throw certificateNotFound();
      const { onHold } = message;
      const serialNumber = message.serialNumber.toLowerCase();
      if (await holdOnce(db, { authority, serialNumber, onHold, actor: actorOf(context) }, listMaking(deps))) {
        logger.info({ authority, serialNumber, onHold }, 'certificate held or released');
      }
      const found = await findRevocation(db, { authority, serialNumber });
      if (found === undefined) throw certificateNotFound();
      if (found.revokedAt !== null && found.revocationReason !== 'certificateHold') {
        throw conflict('CERTIFICATE_REVOKED', 'this certificate was revoked for good');
      }
      return {};
    },

    ...createStatusAndTimeHandlers(deps),
    ...createCeremonyHandlers(deps),

    async listAuthorities() {
      const authorities = await listAuthorities(db);
      return { authorities: authorities.map(({ name, certificate }) => ({ name, certificate })) };
    },

    async getCrl({ authority }) {
      const name = findAuthorityName(authority);
      const list = name === undefined ? undefined : await currentRevocationList(deps, name);
      if (list === undefined) throw authorityNotFound();
      return { crl: list.crl, nextUpdate: list.nextUpdate };
    },
  };
}

/** The list in force; a new one is signed once however many ask for it. Undefined for an authority that is not there. */
async function currentRevocationList(deps: IssuingDeps, name: AuthorityName): Promise<RevocationList | undefined> {
  if (name === 'root') return await currentRootList(deps);
  const current = await findRevocationList(deps.db, name);
  if (current !== undefined && isFresh(current, deps.clock.now())) return current;
  return await renewListIfDue(deps.db, name, listMaking(deps));
}

const listLifeSeconds = 86_400;

function listMaking({ clock, custody }: IssuingDeps): ListMaking {
  return {
    clock,
    signList: async (authority, previous, { revoked, at }) => {
      const number = (previous?.number ?? 0n) + 1n;
      const signer = signerOfAuthority(custody, authority);
      const { certificate } = authority;
      return await signRevocationList({ certificate, signer }, { number, revoked, at, lifeSeconds: listLifeSeconds });
    },
  };
}

/** What a service may have certified, it may revoke; another's certificates are unknown to it. */
const revokers: Readonly<Record<string, string>> = { enrollment: 'servers', 'remote-signing': 'signers' };

function mayRevoke({ caller = '' }: Pick<CallContext, 'caller'>, authority: AuthorityName): boolean {
  return revokers[caller] === authorityProfiles[authority].certifies;
}

function authorityNotFound() {
  return notFound('AUTHORITY_NOT_FOUND', 'no such authority');
}

function certificateNotFound() {
  return notFound('CERTIFICATE_NOT_FOUND', 'no such certificate');
}

function actorOf({ actor, caller }: Pick<CallContext, 'actor' | 'caller'>): string {
  return actor?.userId ?? caller ?? 'unknown';
}
