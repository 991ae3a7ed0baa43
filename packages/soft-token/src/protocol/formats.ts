import { randomInt } from 'node:crypto';
import { plainDigits, readLuhnDigits, withLuhnDigit } from './luhn.ts';
import { ProtocolError } from './protocol-error.ts';

// All of them are strings, never numbers: leading zeros count.
const serialLength = 10;
const activationCodeLength = 16;
const activationPasswordLength = 8;
const registrationCodeLength = 10;

function randomDigits(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join('');
}

/** A new serial number: 9 random digits and a Luhn digit. It is public; that it is new is decided where it is stored. */
export function newSerial(): string {
  return withLuhnDigit(randomDigits(serialLength - 1));
}

/** A new activation code for desktop apps: 15 random digits (49.8 bits) and a Luhn digit. */
export function newActivationCode(): string {
  return withLuhnDigit(randomDigits(activationCodeLength - 1));
}

/** A new activation password for mobile apps: 8 random digits (26.6 bits), without a check digit. */
export function newActivationPassword(): string {
  return randomDigits(activationPasswordLength);
}

/** Reads a serial number as it was typed; throws a ProtocolError of fault `serial`. Gives 10 digits. */
export function readSerial(typed: string): string {
  return readLuhnDigits(typed, serialLength, 'serial');
}

/** Reads an activation code as it was typed; throws a ProtocolError of fault `activation-code`. Gives 16 digits. */
export function readActivationCode(typed: string): string {
  return readLuhnDigits(typed, activationCodeLength, 'activation-code');
}

/** Reads a registration code as it was typed; throws a ProtocolError of fault `registration-code`. Gives 10 digits. */
export function readRegistrationCode(typed: string): string {
  return readLuhnDigits(typed, registrationCodeLength, 'registration-code');
}

/** Reads an activation password as it was typed; throws a ProtocolError of fault `activation-password`. Gives 8 digits. */
export function readActivationPassword(typed: string): string {
  const digits = plainDigits(typed);
  if (!/^\d{8}$/.test(digits)) throw new ProtocolError('activation-password', '8 digits are needed');
  return digits;
}

/** A serial number or registration code as it is shown: `69350-19387`. */
export function showInFives(digits: string): string {
  return grouped(digits, 5);
}

/** An activation code as it is shown: `0505-4283-4011-0157`; an activation password: `1234-5678`. */
export function showInFours(digits: string): string {
  return grouped(digits, 4);
}

function grouped(digits: string, size: number): string {
  return (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join('-');
}

/**
 * The address of a service as both sides put it into the exchange: its origin, lower case, without a slash. A missing
 * scheme is https. Throws a ProtocolError of fault `address` for what is no http(s) address, and for plain http to any
 * but this machine: `isInsecureAllowed` lifts that for closed networks.
 */
export function readAddress(typed: string, { isInsecureAllowed = false } = {}): string {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ProtocolError('address', 'this is no address of a service; it looks like https://sign.example.com');
  }
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere && !isInsecureAllowed) {
    throw new ProtocolError('address', 'an address without TLS is taken only on this machine');
  }
  return url.origin;
}
