import type { Migrations } from '@countersign/db';
import { migrations as catalog } from '../../../services/catalog/src/migrations/index.ts';
import { migrations as authority } from '../../../services/certificate-authority/src/migrations/index.ts';
import { migrations as enrollment } from '../../../services/enrollment/src/migrations/index.ts';
import { migrations as identity } from '../../../services/identity/src/migrations/index.ts';
import { migrations as order } from '../../../services/order/src/migrations/index.ts';
import { migrations as remoteSigning } from '../../../services/remote-signing/src/migrations/index.ts';
import { migrations as signer } from '../../../services/remote-signing/src/signer/migrations/index.ts';
import { migrations as secondFactor } from '../../../services/second-factor/src/migrations/index.ts';

/** The migrations of every database, by the name of the service that owns it. */
export const migrationsOf: Readonly<Record<string, Migrations>> = {
  catalog,
  'certificate-authority': authority,
  enrollment,
  identity,
  order,
  'remote-signing': remoteSigning,
  'second-factor': secondFactor,
  signer,
};
