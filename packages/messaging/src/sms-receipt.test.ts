import { describe, expect, it } from '@jest/globals';
import { isSmsReceiptSigned, readSmsReceipt, signSmsReceipt } from './sms-receipt.ts';

const token = '12345';
const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const fields = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};

describe('the signature of a receipt', () => {
  it('is the one of the provider’s published example', () => {
    expect(signSmsReceipt(token, { url, fields })).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });

  it('does not depend on the order of the fields', () => {
    const turned = Object.fromEntries(Object.entries(fields).toReversed());
    expect(signSmsReceipt(token, { url, fields: turned })).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });

  it('holds for this token, address and these fields only', () => {
    const signature = signSmsReceipt(token, { url, fields });
    expect(isSmsReceiptSigned(token, { url, fields }, signature)).toBe(true);
    expect(isSmsReceiptSigned('12346', { url, fields }, signature)).toBe(false);
    expect(isSmsReceiptSigned(token, { url: `${url}0`, fields }, signature)).toBe(false);
    expect(isSmsReceiptSigned(token, { url, fields: { ...fields, Digits: '1235' } }, signature)).toBe(false);
    expect(isSmsReceiptSigned(token, { url, fields: { ...fields, More: '' } }, signature)).toBe(false);
    for (const other of ['', signature.slice(0, -1), `${signature}=`]) {
      expect(isSmsReceiptSigned(token, { url, fields }, other)).toBe(false);
    }
  });
});

describe('a receipt', () => {
  it.each([
    ['accepted', 'queued'],
    ['sending', 'queued'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('of %s means %s', (MessageStatus, state) => {
    expect(readSmsReceipt({ MessageSid: 'SM1', MessageStatus })).toEqual({ providerId: 'SM1', state });
  });

  it('tells nothing without a known state or a message', () => {
    expect(readSmsReceipt({ MessageSid: 'SM1', MessageStatus: 'receiving' })).toBeUndefined();
    expect(readSmsReceipt({ MessageStatus: 'sent' })).toBeUndefined();
    expect(readSmsReceipt({})).toBeUndefined();
  });
});
