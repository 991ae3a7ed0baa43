import { enumValue } from '@countersign/grpc';
import type { LoginFlow as LoginFlowMessage } from '@countersign/proto/identity';
import { toFactorPart } from '../factor/factor-message.ts';
import { attemptsLeft, type LoginFlow, messageOf, openActions } from './login-flow.ts';

/** A flow as the contract shows it; nothing in it tells whether its user exists before the password was right. */
export function toLoginFlowMessage(flow: LoginFlow): LoginFlowMessage {
  const { id: messageId, parameters: messageParameters } = messageOf(flow);
  const awaitsFactor = flow.state === 'factor_required';
  const sent = awaitsFactor ? flow.prompt?.sent : flow.pin;
  return {
    id: flow.id,
    state: enumValue('LOGIN_FLOW_STATE', flow.state),
    nextActions: openActions(flow),
    messageId,
    messageParameters,
    channel: sent?.channel ?? '',
    maskedDestination: sent?.maskedDestination ?? '',
    resendAt: sent?.resendAt,
    language: flow.language,
    expiresAt: flow.expiresAt,
    kind: flow.kind,
    attemptsLeft: attemptsLeft(flow),
    ...toFactorPart(flow, awaitsFactor),
  };
}
