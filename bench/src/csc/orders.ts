import type { Card, UserPlace } from '../sign/orders.ts';

/** What one of those who sign at the same time has to himself: one grant asks one thing at a time. */
export interface Lane {
  /** Access token of an application, of scope service. */
  token: string;
  card: Card;
}

/** Somebody who lets an application sign for him, and may do so himself. */
export interface CscPlace {
  user: UserPlace;
  credentialId: string;
  lanes: readonly Lane[];
}

/** What is done through the API of the Cloud Signature Consortium, and what is measured beside it. */
export type CscTask = 'whole' | 'signHash' | 'rest by card' | 'rest by app' | 'timestamp' | 'tsa';

/** What is told to who does it: first where, then what. `stock` makes so many authorisations for `signHash`, and no more. */
export type CscOrder =
  | CscPlace
  | { stock: number; digests: number }
  | { task: CscTask; digests: number; inFlight: number; seconds: number };
