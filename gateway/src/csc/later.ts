import type { LaterResponse } from '@countersign/proto/signing-application';
import { cscTexts } from './csc-texts.ts';
import { type Fields, invalidParameter, parameterFault } from './fields.ts';

/** Milliseconds for which a result may be kept. */
const shortest = 60_000;
const longest = 86_400_000;

/**
 * How the result is wanted (CSC API 11.10): undefined to wait for it. Throws REQUEST_INVALID for what is wrong with
 * operationMode, validity_period or response_uri, also where they have no effect.
 */
export function readLater(fields: Fields): LaterResponse | undefined {
  const mode = fields.choice('operationMode', ['S', 'A']);
  const validityMs = fields.optionalInteger('validity_period') ?? 0;
  if (fields.has('validity_period') && (validityMs < shortest || validityMs > longest)) {
    throw parameterFault(cscTexts.outOfBounds('validity_period'));
  }
  const responseUri = fields.optionalString('response_uri') ?? '';
  if (fields.has('response_uri') && !isWebAddress(responseUri)) throw invalidParameter('response_uri');
  return mode === 'A' ? { validityMs, responseUri } : undefined;
}

/** Whether it may be an address to announce a result to; whether it is one of the application is decided with its registration. */
function isWebAddress(text: string): boolean {
  return text.length <= 2000 && URL.canParse(text) && new URL(text).protocol === 'https:';
}
