import { invalid, notFound } from '@countersign/errors';
import { type CallContext, enumValue, type Handlers, requireActor, requireMember } from '@countersign/grpc';
import type { EnrollmentServiceService, Licence as LicenceMessage } from '@countersign/proto/enrollment';
import type { Clock } from '@countersign/runtime';
import { requireMembership } from '../account/account-store.ts';
import type { EnrollmentDb } from '../database.ts';
import { type Licence, purposes, type ReservationKey } from './licence.ts';
import { consumeLicence, countLicences, listLicences, releaseLicence, reserveLicence } from './reservation-store.ts';
import type { EnrollmentMetrics } from '../metrics.ts';

export interface InventoryDeps {
  db: EnrollmentDb;
  clock: Clock;
  metrics: EnrollmentMetrics;
}

type InventoryMethod = 'getInventory' | 'reserveLicence' | 'consumeLicence' | 'releaseLicence';

/** Handlers of the inventory. */
export function createInventoryHandlers({
  db,
  clock,
  metrics,
}: InventoryDeps): Pick<Handlers<typeof EnrollmentServiceService>, InventoryMethod> {
  return {
    async getInventory({ accountId }, context) {
      await requireMembership(db, requireMemberKey(context, accountId));
      const [counters, licences] = await Promise.all([
        countLicences(db, accountId, clock.now()),
        listLicences(db, accountId),
      ]);
      return { counters, licences: licences.map(toLicenceMessage) };
    },

    async reserveLicence({ accountId, purpose, reservationId }, context) {
      await requireMembership(db, requireMemberKey(context, accountId));
      if (!purposes.some((known) => known === purpose)) {
        throw requestFault('/purpose', `must be one of ${purposes.join(', ')}`);
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

    async releaseLicence({ reservationId }, context) {
      const key = reservationOf(context, reservationId);
      if (await releaseLicence(db, { key, at: clock.now() })) metrics.licenceMoved('release');
      return {};
    },
  };
}

function requireMemberKey(context: CallContext, accountId: string) {
  const { userId } = requireMember(context, accountId);
  return { accountId, userId };
}

/** The actor's own reservation of that id. Membership is not asked for again: an issuance under way must end cleanly. */
function reservationOf(context: CallContext, reservationId: string): ReservationKey {
  const { accountId } = requireActor(context);
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

function toLicenceMessage(licence: Licence): LicenceMessage {
  return {
    ...licence,
    state: enumValue('LICENCE_STATE', licence.state),
    extraDomains: [...licence.extraDomains],
    usedBy: licence.usedBy ?? '',
  };
}
