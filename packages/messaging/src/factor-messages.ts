/** What a code of a factor is asked for, which has words for people. */
export type FactorOccasion = 'log_in' | 'sign' | 'enrol' | 'recover' | 'confirm';

/** What the messages of factors to which codes are sent must be told. All of them go by SMS, too. */
export interface FactorMessageParams {
  /** Like `one-time-pin`. */
  'factor-code': { action: FactorOccasion; code: string; minutes: number; host: string };
  /** To a proved contact of a user who says that he lost his factors; like `one-time-pin`. */
  'factor-loss-code': { code: string; minutes: number; host: string };
  /** To where the codes went; `address` is where they go now, masked with `*`; empty when none are sent any more. */
  'factor-destination-changed': { address: string };
}
