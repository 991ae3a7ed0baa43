import type { ShopAddress } from './buyer.ts';

/** How many buy, and for how long. */
export interface BuyersOptions extends ShopAddress {
  /** The order service's database, where one sees what is enrolled. */
  databaseUrl: string;
  /** Buyers at a time: each waits until his order is enrolled before the next one comes. */
  inFlight: number;
  /** After which nobody begins any more; whoever is under way goes on to the end. */
  seconds: number;
}
