import { conflict, invalidField } from '@countersign/errors';
import { type Handlers, readPageSize, readPageToken, toPage } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { changingRoles, readingRoles, requireMemberRole } from '../inventory/member.ts';
import { lockSlot } from '../inventory/slot-store.ts';
import { certificateStates, memberReasons, stateAt } from './certificate.ts';
import { writeCertificateFile } from './certificate-file.ts';
import { getCertificate, getCertificateBytes, listCertificates } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { toCertificateMessage } from './messages.ts';
import { revokeLive, tellRevocation } from './revocation.ts';
import { settleSlot } from './slot.ts';

type CertificateMethod = 'listCertificates' | 'getCertificate' | 'getCertificateFile' | 'revokeCertificate';

/** Handlers of certificates. */
export function createCertificateHandlers(
  deps: CertificateDeps,
): Pick<Handlers<typeof EnrollmentServiceService>, CertificateMethod> {
  const { db, clock, logger } = deps;
  return {
    async listCertificates({ accountId, state, productCode, name, expiresBefore, pageSize, pageToken }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const wanted = certificateStates.find((each) => each === state);
      if (state !== '' && wanted === undefined) {
        throw invalidField('CERTIFICATE_STATE_UNKNOWN', '/state', `must be one of ${certificateStates.join(', ')}`);
      }
      const size = readPageSize(pageSize);
      const at = clock.now();
      const rows = await listCertificates(db, {
        accountId,
        state: wanted,
        productCode: productCode === '' ? undefined : productCode,
        name: name === '' ? undefined : name.toLowerCase(),
        expiresBefore,
        before: readPageToken(pageToken, [/^cer_[0-9A-Z]{26}$/])?.[0],
        at,
        limit: size + 1,
      });
      const { page, nextPageToken } = toPage(rows, { size, cursorOf: ({ id }) => [id] });
      return { certificates: page.map((certificate) => toCertificateMessage(certificate, at)), nextPageToken };
    },

    async getCertificate({ accountId, certificateId }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const certificate = await getCertificate(db, { accountId, certificateId });
      return { certificate: toCertificateMessage(certificate, clock.now()) };
    },

    async getCertificateFile({ accountId, certificateId, format }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      return writeCertificateFile(await getCertificateBytes(db, { accountId, certificateId }), format);
    },

    async revokeCertificate({ accountId, certificateId, reason }, context) {
      const { userId } = await requireMemberRole(db, context, { accountId, wanted: changingRoles });
      if (!memberReasons.some((each) => each === reason)) {
        throw invalidField('REVOCATION_REASON_INVALID', '/reason', `must be one of ${memberReasons.join(', ')}`);
      }
      const at = clock.now();
      const certificate = await getCertificate(db, { accountId, certificateId });
      if (stateAt(certificate, at) === 'expired') {
        throw conflict('CERTIFICATE_EXPIRED', 'the certificate has ended; there is nothing to revoke');
      }
      await db.transaction().execute(async (trx) => {
        const slot = await lockSlot(trx, certificate.licenceId);
        if (slot === undefined) throw new Error(`the licence of ${certificateId} is not there`);
        if (await revokeLive(trx, certificate, { reason, actor: userId, at })) {
          await settleSlot(trx, slot, { reference: certificateId, at });
        }
      });
      // Announced as well, should the authority be out of reach now.
      await tellRevocation(deps, certificateId).catch((err: unknown) =>
        logger.warn({ err, certificateId }, 'the authority is told of the revocation later'),
      );
      return { certificate: toCertificateMessage(await getCertificate(db, { accountId, certificateId }), at) };
    },
  };
}
