import type { InventoryCounter, Licence } from '@countersign/proto/enrollment';
import { type Static, Type } from 'typebox';
import { getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, count, moment, oneOf, said } from './schemas.ts';

export const licenceStates = ['available', 'reserved', 'in_use', 'held', 'expired', 'void'] as const;

export const LicenceSchema = closed(
  {
    id: said('Id of the licence.', 'lic_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    productCode: said('Code of the product.', 'tls-ov-multi'),
    productVersionId: Type.Optional(
      said('Version of the product under which it was sold.', 'pv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    ),
    purpose: said('What it is used for: tls, document_signing, code_signing or secure_mail.', 'tls'),
    state: oneOf(
      licenceStates,
      'held: withheld because a year is not paid or the payment is disputed, certificates stay valid; expired: its term is over; void: withdrawn, because it was paid back.',
    ),
    validUntil: moment('End of the subscription term.'),
    extraDomains: Type.Array(Type.String(), {
      description: 'Extra domains bought with it.',
      examples: [['shop.example.com']],
    }),
    namesIncluded: count('Names that its live certificates may have together, without extra ones.', 4),
    namesExtra: count('Extra names bought.', 1),
    subscriptionId: Type.Optional(said('Subscription that it hangs on.', 'sub_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    grantedAt: Type.Optional(moment('When it was granted.')),
    usedBy: Type.Optional(said('Certificate or credential that uses it.', 'cer_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
  },
  { title: 'Licence' },
);

export const InventoryCounterSchema = closed(
  {
    productCode: said('Code of the product.', 'tls-ov-multi'),
    productName: Type.Optional(said('Name of the product.', 'Organisation-validated, multi-domain')),
    purpose: said('What its licences are used for.', 'tls'),
    total: count('All licences but withdrawn ones.', 2),
    available: count('Free ones.', 1),
    reserved: count('Held for an issuance that is under way.', 0),
    inUse: count('Used by certificates.', 1),
    held: count('Withheld ones.', 0),
    expired: count('Those whose term is over.', 0),
    void: count('Withdrawn ones; not part of the total.', 0),
    endingSoon: count('Free or used ones whose term ends within 90 days.', 0),
  },
  { title: 'InventoryCounter' },
);

/** A licence as JSON. */
export function toLicenceJson(licence: Licence): Static<typeof LicenceSchema> {
  return omitUndefined({
    id: licence.id,
    productCode: licence.productCode,
    productVersionId: orAbsent(licence.productVersionId),
    purpose: licence.purpose,
    state: getWord('LICENCE_STATE', licence.state, licenceStates),
    validUntil: getTime(licence.validUntil, 'valid_until'),
    extraDomains: licence.extraDomains,
    namesIncluded: licence.namesIncluded,
    namesExtra: licence.namesExtra,
    subscriptionId: orAbsent(licence.subscriptionId),
    grantedAt: timeOrAbsent(licence.grantedAt),
    usedBy: orAbsent(licence.usedBy),
  });
}

/** The counters of one product as JSON. */
export function toCounterJson({ productName, ...counter }: InventoryCounter): Static<typeof InventoryCounterSchema> {
  return omitUndefined({
    productCode: counter.productCode,
    productName: orAbsent(productName),
    purpose: counter.purpose,
    total: counter.total,
    available: counter.available,
    reserved: counter.reserved,
    inUse: counter.inUse,
    held: counter.held,
    expired: counter.expired,
    void: counter.void,
    endingSoon: counter.endingSoon,
  });
}
