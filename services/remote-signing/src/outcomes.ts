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
  | 'cancel'
  | 'create_application_credential'
  | 'delete_application_credential'
  | 'ask_application_factor'
  | 'authorise_digests'
  | 'check_authorisation'
  | 'extend_authorisation'
  | 'sign_hashes'
  | 'sign_documents'
  | 'create_timestamp'
  | 'push_authorisation'
  | 'start_authorisation'
  | 'ask_authorisation'
  | 'approve_authorisation'
  | 'deny_authorisation'
  | 'register_client'
  | 'update_client'
  | 'rotate_client_secret'
  | 'redeem_code'
  | 'refresh_grant'
  | 'grant_to_client'
  | 'revoke_token'
  | 'revoke_grant';

export type RemoteSigningOutcomes = Outcomes<Operation>;

/** The counter of the service: what was asked for, by outcome. */
export function createRemoteSigningOutcomes(metrics: Registry): RemoteSigningOutcomes {
  return createOutcomes<Operation>(metrics, {
    name: 'remote_signing_outcomes_total',
    help: 'Credentials made and changed, documents stored and validated, signatures prepared and made, by outcome',
  });
}
