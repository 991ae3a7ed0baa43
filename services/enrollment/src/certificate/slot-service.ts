import type { Handlers } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { toLicenceMessages } from '../inventory/inventory-service.ts';
import { getLicence } from '../inventory/inventory-store.ts';
import type { Licence } from '../inventory/licence.ts';
import { changingRoles, readingRoles, requireMemberRole } from '../inventory/member.ts';
import type { CatalogClient } from '../inventory/products.ts';
import { type Certificate, renewFrom } from './certificate.ts';
import { listSlotCertificates } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { toCertificateMessage } from './messages.ts';
import { recycleLicence } from './recycling.ts';

/** Handlers of one licence as a slot of certificates. */
export function createSlotHandlers(
  deps: CertificateDeps & { catalog: Pick<CatalogClient, 'planRenewals'> },
): Pick<Handlers<typeof EnrollmentServiceService>, 'getLicence' | 'recycleLicence'> {
  const { db, clock, products, catalog } = deps;

  const toMessage = async (licence: Licence) => {
    const [message] = await toLicenceMessages(products, [licence]);
    return message;
  };

  /** Certificates to come; none where the newest reaches the end of the term, or where nothing can be issued. */
  const planOf = async (licence: Licence, certificates: readonly Certificate[], at: Date) => {
    const { state, validUntil, purpose, productCode } = licence;
    const isOver = state === 'expired' || state === 'void' || validUntil <= at;
    if (isOver || (purpose !== 'tls' && state !== 'available')) return [];
    const current = certificates.findLast((certificate) => certificate.state === 'valid');
    // The last second of a certificate is a valid one.
    if (current !== undefined && current.notAfter.getTime() + 1000 >= validUntil.getTime()) return [];
    const from = current === undefined || renewFrom(current) < at ? at : renewFrom(current);
    if (from >= validUntil) return [];
    return (await catalog.planRenewals({ code: productCode, from, until: validUntil })).certificates;
  };

  return {
    async getLicence({ accountId, licenceId }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const licence = await getLicence(db, { accountId, licenceId });
      const certificates = await listSlotCertificates(db, licenceId, { live: false });
      const at = clock.now();
      return {
        licence: await toMessage(licence),
        certificates: certificates.map((certificate) => toCertificateMessage(certificate, at)),
        calendar: await planOf(licence, certificates, at),
      };
    },

    async recycleLicence({ accountId, licenceId }, context) {
      const { userId } = await requireMemberRole(db, context, { accountId, wanted: changingRoles });
      await recycleLicence(deps, { accountId, licenceId, actor: userId });
      return { licence: await toMessage(await getLicence(db, { accountId, licenceId })) };
    },
  };
}
