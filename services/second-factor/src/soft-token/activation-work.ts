import {
  activationParties,
  activationSecret,
  answerProver,
  ProtocolError,
  type VerifierAnswer,
  type VerifierRecord,
  verifierRecordOf,
} from '@countersign/soft-token/protocol';

/** Work of an activation that takes long: a slow hash, or arithmetic on a curve. Everything in it can be sent to a thread. */
export type ActivationOrder =
  /** What the service keeps of an activation password or code. */
  | {
      kind: 'verifier';
      origin: string;
      serial: string;
      /** Of a mobile app; undefined for desktop. */
      activationToken: Uint8Array | undefined;
      password: string;
    }
  /** The service's answer to the first message of an app (RFC 9383). */
  | {
      kind: 'answer';
      origin: string;
      serial: string;
      /** Raw Ed25519 public key, 32 bytes. */
      identityKey: Uint8Array;
      profile: string;
      verifier: VerifierRecord;
      /** As it came. */
      shareP: Uint8Array;
    };

/** What comes of it; undefined when the share of the app is none that may be answered. */
export type ActivationResult<K extends ActivationOrder['kind'] = ActivationOrder['kind']> = K extends 'verifier'
  ? VerifierRecord
  : VerifierAnswer | undefined;

/** What a thread sends back: a result, or a fault of the code. */
export type ActivationReply = { result: ActivationResult } | { fault: unknown };

/** Does the work; throws only what is a bug. */
export async function doActivationWork(order: ActivationOrder): Promise<ActivationResult> {
  if (order.kind === 'verifier') return verifierRecordOf(await activationSecret(order));
  try {
    return answerProver(order.verifier, order.shareP, activationParties(order));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
