import type { Migrations } from '@countersign/db';
import { orders } from './2026-11-21_orders.ts';

export const migrations: Migrations = { '2026-11-21_orders': orders };
