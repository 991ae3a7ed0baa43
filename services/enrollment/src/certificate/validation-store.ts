import { type Db, fingerprintOf } from '@countersign/db';
import type { Validity } from '@countersign/proto/catalog';
import type { EnrollmentDatabase } from '../database.ts';
import type { IssuanceRequest } from './request.ts';

const dayMs = 86_400_000;

/** Notes that a registration officer validated the names of a request, and its organisation if it has one. */
export async function recordValidation(
  trx: Db<EnrollmentDatabase>,
  { id, accountId, dnsNames, organisation }: IssuanceRequest,
  { officer, at }: { officer: string; at: Date },
): Promise<void> {
  const validation = { accountId, requestId: id, validatedBy: officer, validatedAt: at };
  await trx
    .insertInto('nameValidations')
    .values(dnsNames.map((name) => ({ ...validation, name })))
    .onConflict((conflict) =>
      conflict.columns(['accountId', 'name']).doUpdateSet({ requestId: id, validatedBy: officer, validatedAt: at }),
    )
    .execute();
  if (organisation === null) return;
  await trx
    .insertInto('organisationValidations')
    .values({ ...validation, organisationHash: fingerprintOf(organisation) })
    .onConflict((conflict) =>
      conflict
        .columns(['accountId', 'organisationHash'])
        .doUpdateSet({ requestId: id, validatedBy: officer, validatedAt: at }),
    )
    .execute();
}

/**
 * Whether names and organisation of a request were all validated for its account as late as the rule in force lets a
 * validation be used again (BR 4.2.1).
 */
export async function isValidated(
  db: Db<EnrollmentDatabase>,
  { accountId, dnsNames, organisation }: Pick<IssuanceRequest, 'accountId' | 'dnsNames' | 'organisation'>,
  { validity, at }: { validity: Validity; at: Date },
): Promise<boolean> {
  const { count } = await db
    .selectFrom('nameValidations')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('accountId', '=', accountId)
    .where('name', 'in', dnsNames)
    .where('validatedAt', '>', oldest(validity.domainValidationReuseDays, at))
    .executeTakeFirstOrThrow();
  if (Number(count) < dnsNames.length) return false;
  if (organisation === null) return true;
  const known = await db
    .selectFrom('organisationValidations')
    .select('requestId')
    .where('accountId', '=', accountId)
    .where('organisationHash', '=', fingerprintOf(organisation))
    .where('validatedAt', '>', oldest(validity.organisationValidationReuseDays, at))
    .executeTakeFirst();
  return known !== undefined;
}

/** 0 days mean no limit. */
function oldest(days: number, at: Date): Date {
  return days === 0 ? new Date(0) : new Date(at.getTime() - days * dayMs);
}
