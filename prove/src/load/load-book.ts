import type { OrderHandle, Receipt } from '../shopper.ts';
import type { Sent } from './load-client.ts';

/** A signature that was handed out. */
export interface AcknowledgedSignature {
  requestId: string;
  /** Who signed: number in the list of residents. */
  resident: number;
  /** Base64, as it was handed out. */
  signatures: readonly string[];
}

/** An errand, and how it ended. */
export interface Walk {
  errand: string;
  /**
   * `abandoned`: something in it failed, and it could not be taken up again. `refused`: nothing had failed, and the product
   * said no all the same, which it must never do.
   */
  outcome: 'done' | 'abandoned' | 'refused';
  /** Why it was not done. */
  because?: string;
}

/** What happened under load: every request, every errand, and what was acknowledged. Grows while the load runs. */
export class LoadBook {
  readonly sent: Sent[] = [];
  readonly walks: Walk[] = [];
  /** What buyers did to the end, and were told; `findLosses` holds them against the books. */
  readonly receipts: Receipt[] = [];
  /** Orders that were acknowledged, also of errands that were abandoned afterwards. */
  readonly orders: OrderHandle[] = [];
  readonly signatures: AcknowledgedSignature[] = [];
}
