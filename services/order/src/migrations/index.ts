import type { Migrations } from '@countersign/db';
import { orders } from './2026-11-21_orders.ts';
import { shop } from './2026-11-22T0100_shop.ts';
import { payments } from './2026-11-22T0200_payments.ts';
import { billing } from './2026-11-22T0300_billing.ts';
import { traces } from './2026-11-22T1800_traces.ts';
import { tracesOfCharges } from './2026-11-22T1810_traces_of_charges.ts';

export const migrations: Migrations = {
  '2026-11-21_orders': orders,
  '2026-11-22T0100_shop': shop,
  '2026-11-22T0200_payments': payments,
  '2026-11-22T0300_billing': billing,
  '2026-11-22T1800_traces': traces,
  '2026-11-22T1810_traces_of_charges': tracesOfCharges,
};
