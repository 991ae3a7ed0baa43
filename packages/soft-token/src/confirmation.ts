import type { App } from './app.ts';
import { inProtocol } from './app.ts';
import { AppFault } from './app-fault.ts';
import { openWithPin, requirePinLength } from './pin.ts';
import { fromBase64url, readTransactionUri, type TransactionPayload, transactionCodeOf } from './protocol/index.ts';
import type { StoredToken } from './store.ts';
import { getToken, listTokens } from './tokens.ts';

/** What the service asks the user to sign; shown to him before he types his PIN. */
export interface Confirmation {
  readonly token: StoredToken;
  readonly payload: TransactionPayload;
  /** The signed text; the code is bound to it. */
  readonly payloadText: string;
}

/**
 * Reads the QR code of a signature: only one that the token's own service signed, and that has not run out. `token` is
 * needed where several tokens belong to that service.
 */
export async function readConfirmation(
  app: App,
  { uri, token: name }: { uri: string; token?: string | undefined },
): Promise<Confirmation> {
  const { payload, payloadText, isFrom } = inProtocol(() => readTransactionUri(uri));
  const tokens = name === undefined ? await listTokens(app) : [await getToken(app, name)];
  if (tokens.length === 0) throw new AppFault('no-tokens');
  const signers = tokens.filter(
    (each) => each.origin === payload.origin && isFrom(fromBase64url(each.identityKey, 'message', 32)),
  );
  const [token, second] = signers;
  if (!token) throw new AppFault('transaction-not-signed');
  if (second) throw new AppFault('token-ambiguous', { names: signers.map((each) => each.name).join(', ') });
  if (payload.exp * 1000 <= app.now()) throw new AppFault('transaction-expired');
  return { token, payload, payloadText };
}

/** The transaction code: 8 digits, good for about a minute. A wrong PIN gives a wrong one. */
export async function confirm(app: App, { token, payloadText }: Confirmation, pin: string): Promise<string> {
  requirePinLength(pin, token.pinLength);
  const { transaction } = await openWithPin(token.secrets, pin);
  return transactionCodeOf(transaction, payloadText, app.now());
}
