import type { Migrations } from '@countersign/db';
import { createIdentity } from './2026-11-21T0900_create_identity.ts';
import { throttlesAndDevices } from './2026-11-22T0500_throttles_and_devices.ts';
import { recovery } from './2026-11-22T0510_recovery.ts';
import { sessions } from './2026-11-22T0520_sessions.ts';
import { addApprovalsAndStaff } from './2026-11-22T0530_add_approvals_and_staff.ts';
import { validationAndContact } from './2026-11-22T0540_validation_and_contact.ts';
import { recoveryOnDevices } from './2026-11-22T0610_recovery_on_devices.ts';
import { passwordVersions } from './2026-11-22T0635_password_versions.ts';
import { factors } from './2026-11-22T0940_factors.ts';
import { sendsUnderWay } from './2026-11-22T0945_sends_under_way.ts';
import { traces } from './2026-11-22T1800_traces.ts';

/** The schema's history. */
export const migrations: Migrations = {
  '2026-11-21T0900_create_identity': createIdentity,
  '2026-11-22T0500_throttles_and_devices': throttlesAndDevices,
  '2026-11-22T0510_recovery': recovery,
  '2026-11-22T0520_sessions': sessions,
  '2026-11-22T0530_add_approvals_and_staff': addApprovalsAndStaff,
  '2026-11-22T0540_validation_and_contact': validationAndContact,
  '2026-11-22T0610_recovery_on_devices': recoveryOnDevices,
  '2026-11-22T0635_password_versions': passwordVersions,
  '2026-11-22T0940_factors': factors,
  '2026-11-22T0945_sends_under_way': sendsUnderWay,
  '2026-11-22T1800_traces': traces,
};
