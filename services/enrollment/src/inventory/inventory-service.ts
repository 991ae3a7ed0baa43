import { invalid, notFound } from '@countersign/errors';
import {
  type CallContext,
  enumValue,
  enumWord,
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  toPage,
} from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { EnrollmentServiceService, Licence as LicenceMessage } from '@countersign/proto/enrollment';
import type { Clock } from '@countersign/runtime';
import type { EnrollmentDb } from '../database.ts';
import type { EnrollmentMetrics } from '../metrics.ts';
import { countLicences, listEntries, listLicences } from './inventory-store.ts';
import {
  type InventoryCounter,
  type Licence,
  licenceStates,
  type ReservationKey,
  reservedPurposes,
} from './licence.ts';
import { readingRoles, requireMemberRole } from './member.ts';
import type { Products } from './products.ts';
import { proveInventory } from './proof.ts';
import { consumeLicence, findReservation, releaseLicence, reserveLicence } from './reservation-store.ts';

export interface InventoryDeps {
  db: EnrollmentDb;
  clock: Clock;
  products: Products;
  metrics: EnrollmentMetrics;
}

type InventoryMethod =
  | 'getInventory'
  | 'listLicences'
  | 'listInventoryEntries'
  | 'proveInventory'
  | 'reserveLicence'
  | 'consumeLicence'
  | 'releaseLicence'
  | 'getReservation';

const mostListed = 1000;
/** Applications whose users let them have a credential made. */
const creators = { scopes: ['credential-creation'] } as const;

/** Handlers of the inventory. */
export function createInventoryHandlers({
  db,
  clock,
  products,
  metrics,
}: InventoryDeps): Pick<Handlers<typeof EnrollmentServiceService>, InventoryMethod> {
  const named = async (counters: readonly InventoryCounter[], language: string) =>
    await Promise.all(
      counters.map(async ({ productVersionId, ...counter }) => {
        const licence = { productCode: counter.productCode, productVersionId };
        return { ...counter, productName: (await products.ofLicence(licence, resolveLocale(language))).name };
      }),
    );

  return {
    async getInventory({ accountId }, context) {
      const { language } = await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const [counters, licences] = await Promise.all([
        countLicences(db, accountId, clock.now()),
        listLicences(db, { accountId, after: 0n, limit: mostListed }),
      ]);
      return { counters: await named(counters, language), licences: await toLicenceMessages(products, licences) };
    },

    async listLicences({ accountId, productCode, state, pageSize, pageToken }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const size = readPageSize(pageSize);
      const wanted = enumWord('LICENCE_STATE', state, licenceStates);
      const rows = await listLicences(db, {
        accountId,
        ...(productCode !== '' && { productCode }),
        ...(wanted !== undefined && { state: wanted }),
        after: BigInt(readPageToken(pageToken, [/^\d{1,18}$/])?.[0] ?? 0),
        limit: size + 1,
      });
      const { page, nextPageToken } = toPage(rows, { size, cursorOf: ({ position }) => [position.toString()] });
      return { licences: await toLicenceMessages(products, page), nextPageToken };
    },

    async listInventoryEntries({ accountId, licenceId, pageSize, pageToken }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const size = readPageSize(pageSize);
      const rows = await listEntries(db, {
        accountId,
        ...(licenceId !== '' && { licenceId }),
        after: BigInt(readPageToken(pageToken, [/^\d{1,18}$/])?.[0] ?? 0),
        limit: size + 1,
      });
      const { page, nextPageToken } = toPage(rows, { size, cursorOf: ({ sequence }) => [sequence.toString()] });
      return { entries: page, nextPageToken };
    },

    async proveInventory({ accountId }, context) {
      const { language } = await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      const { counters, differences, entries } = await proveInventory(db, { accountId, at: clock.now() });
      return {
        balanced: differences.length === 0,
        counters: await named(counters, language),
        differences,
        entries,
      };
    },

    async reserveLicence({ accountId, purpose, reservationId }, context) {
      await requireMemberRole(db, context, { accountId, wanted: readingRoles, ...creators });
      if (!reservedPurposes.some((known) => known === purpose)) {
        throw requestFault('/purpose', `must be one of ${reservedPurposes.join(', ')}`);
      }
      requireReference('/reservationId', reservationId);
      const key = { accountId, reservationId };
      const { id, validUntil, moved } = await reserveLicence(db, { key, purpose, at: clock.now() });
      if (moved) metrics.licenceMoved('reserve');
      return { licenceId: id, validUntil };
    },

    async consumeLicence({ reservationId, usedBy }, context) {
      requireReference('/usedBy', usedBy);
      const key = reservationOf(context, reservationId);
      if (await consumeLicence(db, { key, usedBy, at: clock.now() })) metrics.licenceMoved('consume');
      return {};
    },

    async releaseLicence({ reservationId, accountId, ended }, context) {
      // The rounds of remote-signing have nobody at their side.
      const key = accountId === '' ? reservationOf(context, reservationId) : { accountId, reservationId };
      if (await releaseLicence(db, { key, ended, at: clock.now() })) metrics.licenceMoved('release');
      return {};
    },

    async getReservation(key) {
      const slot = await findReservation(db, key);
      if (slot === undefined) throw notFound('RESERVATION_NOT_FOUND', 'no such reservation');
      const { id: licenceId, validUntil, withdrawnBy, onHold: held } = slot;
      return { licenceId, validUntil, withdrawn: withdrawnBy !== null, held };
    },
  };
}

/** Licences as the contract tells them, with the names that their product includes. */
export async function toLicenceMessages(products: Products, licences: readonly Licence[]): Promise<LicenceMessage[]> {
  return await Promise.all(
    licences.map(async (licence) => ({
      id: licence.id,
      productCode: licence.productCode,
      purpose: licence.purpose,
      state: enumValue('LICENCE_STATE', licence.state),
      validUntil: licence.validUntil,
      extraDomains: [...licence.extraDomains],
      usedBy: licence.usedBy ?? '',
      subscriptionId: licence.subscriptionId ?? '',
      productVersionId: licence.productVersionId ?? '',
      namesIncluded: (await products.ofLicence(licence, 'en')).nameRules.included,
      namesExtra: licence.namesExtra,
      grantedAt: licence.grantedAt,
    })),
  );
}

/** The actor's own reservation of that id. Membership is not asked for again: an issuance under way must end cleanly. */
function reservationOf(context: CallContext, reservationId: string): ReservationKey {
  const { accountId } = requireActor(context, creators);
  if (accountId === undefined) throw notFound('RESERVATION_NOT_FOUND', 'no such reservation');
  return { accountId, reservationId };
}

function requireReference(pointer: string, value: string): void {
  if (!/^[\x21-\x7e]{1,128}$/.test(value)) throw requestFault(pointer, 'must be 1 to 128 visible ASCII characters');
}

function requestFault(pointer: string, detail: string) {
  return invalid('LICENCE_REQUEST_INVALID', 'the request for a licence is malformed', {
    fields: [{ pointer, detail }],
  });
}
