import type { Visits } from './visitor.ts';

/** What the process of the visitors is told: first who they are, then how long they come. */
export type VisitorsOrder =
  | { visits: Visits }
  | {
      /** Logins at a time. */
      inFlight: number;
      /** After which nobody begins any more. */
      seconds: number;
    };
