import { type DomainError, invalid, unavailable } from '@countersign/errors';

/** The address or the message was refused for good. `why` is for operators and must hold neither address nor text. */
export function refused(why: string): DomainError {
  return invalid('MESSAGE_REFUSED', 'the message cannot be delivered to this address or number', {
    cause: new Error(why),
  });
}

/** The message was not taken over now; the same may succeed later. `why` as above. */
export function notSent(why: string): DomainError {
  return unavailable('MESSAGE_NOT_SENT', 'the message could not be sent; try again later', { cause: new Error(why) });
}
