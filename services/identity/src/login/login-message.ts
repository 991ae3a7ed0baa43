import { enumValue } from '@countersign/grpc';
import type { LoginFlow as LoginFlowMessage } from '@countersign/proto/identity';
import { type LoginFlow, messageIdOf, openActions } from './login-flow.ts';

/** A flow as the contract shows it; nothing in it tells whether its user exists before the password was right. */
export function toLoginFlowMessage(flow: LoginFlow): LoginFlowMessage {
  return {
    id: flow.id,
    state: enumValue('LOGIN_FLOW_STATE', flow.state),
    nextActions: openActions(flow),
    messageId: messageIdOf(flow),
    channel: flow.pin?.channel ?? '',
    maskedDestination: flow.pin?.maskedDestination ?? '',
    resendAt: flow.pin?.resendAt,
    language: flow.language,
    expiresAt: flow.expiresAt,
  };
}
