import type { SealedColumn } from '@countersign/sealing';

/** What is sealed under the keyring: a key that is replaced is let go when none of it needs it. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'authenticators', column: 'seed' },
  { table: 'authenticators', column: 'destination' },
  { table: 'soft_tokens', column: 'verifier', key: ['authenticator_id'] },
  { table: 'soft_tokens', column: 'transaction_key', key: ['authenticator_id'] },
  { table: 'soft_token_runs', column: 'secrets' },
  { table: 'pin_deliveries', column: 'destination' },
  { table: 'pin_deliveries', column: 'code' },
  { table: 'pin_deliveries', column: 'about' },
  { table: 'pin_deliveries', column: 'fallback' },
  { table: 'destination_notices', column: 'destination' },
  { table: 'grid_cards', column: 'card_key', key: ['serial'] },
  { table: 'grid_cards', column: 'password', key: ['serial'] },
];
