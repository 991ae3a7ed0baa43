/** What can go wrong in the app in a way that its user can do something about; each has a text in every language. */
export type AppFaultKind =
  /** Something typed, pasted or given as a file does not fit. */
  | 'address-wrong'
  | 'serial-wrong'
  | 'activation-code-wrong'
  | 'activation-password-wrong'
  | 'activation-uri-wrong'
  | 'activation-expired'
  | 'transaction-uri-wrong'
  | 'transaction-expired'
  | 'image-unreadable'
  | 'image-kind-unknown'
  | 'pin-length'
  | 'pin-common'
  | 'pin-differs'
  | 'name-taken'
  | 'name-wrong'
  /** The service is not the one that it claims to be, or does not know the code. */
  | 'service-not-announced'
  | 'service-unreadable'
  | 'service-update-needed'
  | 'exchange-failed'
  | 'transaction-not-signed'
  /** The service refuses. */
  | 'activation-refused'
  | 'code-refused'
  | 'token-not-active'
  | 'too-many-requests'
  | 'service-refused'
  /** The service cannot be asked. */
  | 'service-unreachable'
  | 'service-in-trouble'
  /** The app's own store. */
  | 'token-unknown'
  | 'token-ambiguous'
  | 'no-tokens'
  | 'state-unreadable'
  | 'state-busy';

/** Such a fault. Its message is for developers; people read the text of its kind, into which the details are filled. */
export class AppFault extends Error {
  readonly kind: AppFaultKind;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(kind: AppFaultKind, details: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(`${kind}${Object.keys(details).length === 0 ? '' : ` ${JSON.stringify(details)}`}`, { cause });
    this.name = 'AppFault';
    this.kind = kind;
    this.details = details;
  }
}
