import { createOutcomes, type Outcomes } from '@countersign/runtime';
import type { Registry } from 'prom-client';

/** What is counted by how it ended. */
export type Operation =
  | 'create_credential'
  | 'rekey_credential'
  | 'set_credential_policy'
  | 'suspend_credential'
  | 'resume_credential'
  | 'revoke_credential'
  | 'start_document'
  | 'finish_document'
  | 'validate_document'
  | 'prepare'
  | 'ask'
  | 'sign'
  | 'cancel';

export type RemoteSigningOutcomes = Outcomes<Operation>;

/** The counter of the service: what was asked for, by outcome. */
export function createRemoteSigningOutcomes(metrics: Registry): RemoteSigningOutcomes {
  return createOutcomes<Operation>(metrics, {
    name: 'remote_signing_outcomes_total',
    help: 'Credentials made and changed, documents stored and validated, signatures prepared and made, by outcome',
  });
}
