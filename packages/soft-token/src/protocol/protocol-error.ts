/** What is wrong with something that was read: it names the thing, never its content. */
export type ProtocolFault =
  | 'address'
  | 'serial'
  | 'activation-code'
  | 'activation-password'
  | 'registration-code'
  | 'activation-uri'
  | 'transaction-uri'
  | 'server-document'
  | 'message'
  | 'profile'
  | 'ocra-suite'
  | 'ocra-input'
  /** A point that is not on the curve, or a confirmation that does not fit: a wrong code, or another server. */
  | 'exchange'
  | 'box';

/** Something that another party or a person gave does not fit the protocol. Its message may be shown to anybody. */
export class ProtocolError extends Error {
  readonly fault: ProtocolFault;

  constructor(fault: ProtocolFault, message: string) {
    super(message);
    this.name = 'ProtocolError';
    this.fault = fault;
  }
}
