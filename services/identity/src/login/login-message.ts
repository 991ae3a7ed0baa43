import { enumValue } from '@countersign/grpc';
import type { LoginFlow as LoginFlowMessage } from '@countersign/proto/identity';
import { attemptsLeft, type LoginFlow, messageOf, openActions } from './login-flow.ts';

/** A flow as the contract shows it; nothing in it tells whether its user exists before the password was right. */
export function toLoginFlowMessage(flow: LoginFlow): LoginFlowMessage {
  const { id: messageId, parameters: messageParameters } = messageOf(flow);
  return {
    id: flow.id,
    state: enumValue('LOGIN_FLOW_STATE', flow.state),
    nextActions: openActions(flow),
    messageId,
    messageParameters,
    channel: flow.pin?.channel ?? '',
    maskedDestination: flow.pin?.maskedDestination ?? '',
    resendAt: flow.pin?.resendAt,
    language: flow.language,
    expiresAt: flow.expiresAt,
    kind: flow.kind,
    attemptsLeft: attemptsLeft(flow),
  };
}
