import { sql } from 'kysely';
import { type Certificate, titleOf } from './certificate.ts';
import type { CertificateDeps } from './deps.ts';
import { listRecipients, readProductNames, tell } from './notice.ts';

const batch = 500;
const dayMs = 86_400_000;

/** Steps of the notices about the end of a certificate: the part of its life that is left, of 24. */
const parts = [8, 4, 2, 1] as const;
/** Days before the end of a licence. */
const licenceDays = [90, 30] as const;

/** The latest step that a certificate has come to; undefined for none. */
export function stepOf(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  at: Date,
): string | undefined {
  const leftMs = notAfter.getTime() - at.getTime();
  if (leftMs < 0) return undefined;
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  const reached = parts.findLast((part) => leftMs <= (lifeMs * part) / 24);
  // A day can be more than a part of a short life: the later of both counts.
  if (leftMs <= dayMs && leftMs * 24 <= lifeMs) return 'last-day';
  return reached === undefined ? undefined : `${reached}/24`;
}

/** Tells of certificates and licences that come to their end, once per step; one that was replaced is silent. */
export async function tellEnding(deps: CertificateDeps, at: Date): Promise<void> {
  await tellCertificates(deps, at);
  await tellLicences(deps, at);
}

async function tellCertificates({ db, frontendUrl }: CertificateDeps, at: Date): Promise<void> {
  let after = '';
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const certificates = await db
      .selectFrom('certificates')
      .select(['id', 'accountId', 'requestId', 'dnsNames', 'ipAddresses', 'notBefore', 'notAfter', 'noticedStep'])
      .where('state', '=', 'valid')
      .where('notAfter', '>=', at)
      // The first step: a third of its life is left.
      .where(sql<boolean>`not_after - ${at}::timestamptz <= (not_after - not_before) / 3`)
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const certificate of certificates) {
      const step = stepOf(certificate, at);
      if (step === undefined || step === certificate.noticedStep) continue;
      const { id, accountId, requestId, notAfter: validUntil } = certificate;
      // oxlint-disable-next-line no-await-in-loop
      await db.transaction().execute(async (trx) => {
        await tell(trx, {
          key: `certificate-expiring:${id}:${step}`,
          message: 'certificate-expiring',
          recipients: await listRecipients(trx, { accountId, requestId, owners: true }),
          paramsFor: () => ({ name: titleOf(certificate), validUntil, link: `${frontendUrl}/certificates/${id}` }),
          at,
        });
        await trx.updateTable('certificates').set({ noticedStep: step }).where('id', '=', id).execute();
      });
    }
    const last = certificates.at(-1);
    if (last === undefined || certificates.length < batch) return;
    after = last.id;
  }
}

async function tellLicences({ db, products, frontendUrl }: CertificateDeps, at: Date): Promise<void> {
  // One message for what ends together.
  const ending = await db
    .selectFrom('licences')
    .select(['accountId', 'productCode', 'validUntil'])
    .select(({ fn }) => fn.max('productVersionId').as('productVersionId'))
    .where('state', 'in', ['available', 'reserved', 'in_use', 'held'])
    .where('withdrawnBy', 'is', null)
    .where('validUntil', '>', at)
    .where('validUntil', '<=', new Date(at.getTime() + licenceDays[0] * dayMs))
    .groupBy(['accountId', 'productCode', 'validUntil'])
    .execute();
  for (const { accountId, productCode, productVersionId, validUntil } of ending) {
    const step = licenceDays.findLast((days) => validUntil.getTime() - at.getTime() <= days * dayMs);
    const key = `licence-expiring:${accountId}:${productCode}:${validUntil.toISOString()}:${step}`;
    // oxlint-disable-next-line no-await-in-loop
    const told = await db.selectFrom('notices').select('dedupeKey').where('dedupeKey', '=', key).executeTakeFirst();
    if (told !== undefined) continue;
    // oxlint-disable-next-line no-await-in-loop
    const recipients = await listRecipients(db, { accountId, owners: true });
    // oxlint-disable-next-line no-await-in-loop
    const productName = await readProductNames(products, { productCode, productVersionId }, recipients);
    // oxlint-disable-next-line no-await-in-loop
    await db.transaction().execute((trx) =>
      tell(trx, {
        key,
        message: 'licence-expiring',
        recipients,
        paramsFor: ({ language }) => ({ product: productName(language), validUntil, link: `${frontendUrl}/inventory` }),
        at,
      }),
    );
  }
}
