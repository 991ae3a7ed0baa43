import { createOutcomes, type Outcomes as OutcomesOf } from '@countersign/runtime';
import type { Registry } from 'prom-client';

/** What is worth counting by its outcome. */
export type Operation =
  | 'enrol'
  | 'activate'
  | 'send_pin'
  | 'send_code'
  | 'deliver_pin'
  | 'deliver_notice'
  | 'take_receipt'
  | 'verify_pin'
  | 'ask_factor'
  | 'verify_code'
  | 'verify'
  | 'change_authenticator'
  | 'resynchronise'
  | 'emergency_code'
  | 'verify_sent_code'
  | 'sign'
  | 'switch_platform'
  | 'start_activation'
  | 'finish_activation'
  | 'check_soft_token'
  | 'download_egrid'
  | 'assign_card';

export type Outcomes = OutcomesOf<Operation>;

/** Makes the counter `second_factor_outcomes_total` of a process. */
export function createSecondFactorOutcomes(metrics: Registry): Outcomes {
  return createOutcomes(metrics, {
    name: 'second_factor_outcomes_total',
    help: 'Enrolments, codes sent, codes verified and challenges answered, by outcome',
  });
}
