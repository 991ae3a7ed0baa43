import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  type AuthorisedRow,
  type BatchRow,
  findSigningFaults,
  type SigningBooks,
  type SigningReceipt,
} from './books.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
const digest = 'aa'.repeat(32);
const signature = 'bb'.repeat(70);
const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes);

function receiptOf(over: object = {}, key: KeyObject = privateKey): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'ES256', typ: 'activation-receipt+jwt', kid: 'k1' })}.${encode({
    credential_id: 'crd_1',
    sad: 'sad_1',
    digests: [base64url(digest)],
    signatures_sha256: [sha256(Buffer.from(signature, 'hex')).digest('base64url')],
    ...over,
  })}`;
  const made = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${made.toString('base64url')}`;
}

const jws = receiptOf();
const row: AuthorisedRow = {
  authorisationId: 'sad_1',
  keyId: 'crd_1',
  digest,
  state: 'consumed',
  signature,
  batchId: 'bat_1',
  batchOrd: 0,
};
const batch: BatchRow = {
  id: 'bat_1',
  authorisationId: 'sad_1',
  keyId: 'crd_1',
  digestsHash: 'cc',
  reservedAt: new Date('2026-11-22T12:00:00Z'),
  signedAt: new Date('2026-11-22T12:00:01Z'),
  lostAt: null,
  receipt: jws,
};
const told = (receipt: string) => ({
  batch: 'bat_1',
  digestsHash: 'cc',
  receiptHash: sha256(receipt).digest('hex'),
});
const asked: SigningReceipt = {
  run: 3,
  requestId: 'sig_1',
  credentialId: 'crd_1',
  digests: [digest],
  wantsDocuments: false,
  answers: ['signed', 'SIGNATURE_REQUEST_WRONG_STATE'],
  handedOut: [signature],
  state: 'signed',
  receipt: jws,
  findings: [],
};
const books: SigningBooks = {
  requests: new Map([['sig_1', { state: 'signed', signatures: [signature], receipt: jws }]]),
  authorised: [row],
  batches: [batch],
  chains: new Map([['crd_1', { ok: true, signed: [told(jws)], lost: [] }]]),
  keys,
  signerKilledAt: [new Date('2026-11-22T12:30:00Z')],
  orphans: [],
};

const faults = (over: Partial<SigningBooks> = {}, receipt: Partial<SigningReceipt> = {}) =>
  findSigningFaults([{ ...asked, ...receipt }], { ...books, ...over }).map(({ what }) => what);
const interrupted = {
  state: 'expired',
  answers: ['SIGNATURE_INTERRUPTED'],
  handedOut: [],
  receipt: undefined,
} satisfies Partial<SigningReceipt>;
const lostBooks: Partial<SigningBooks> = {
  requests: new Map([['sig_1', { state: 'expired', signatures: [], receipt: null }]]),
  authorised: [{ ...row, state: 'reserved', signature: null }],
  batches: [{ ...batch, signedAt: null, receipt: null, lostAt: new Date('2026-11-22T12:05:00Z') }],
  chains: new Map([['crd_1', { ok: true, signed: [], lost: ['bat_1'] }]]),
};

describe('the books of signatures', () => {
  it('hold when each digest was signed once, and everybody knows', () => {
    expect(faults()).toEqual([]);
  });

  it('hold when the signer died with digests reserved, which nobody signed later', () => {
    expect(faults(lostBooks, interrupted)).toEqual([]);
  });

  it('hold when it was signed, and interrupted before it could be handed out', () => {
    const requests = new Map([['sig_1', { state: 'expired', signatures: [], receipt: null }]]);
    expect(faults({ requests }, interrupted)).toEqual([]);
  });

  const again = { ...row, authorisationId: 'sad_2', batchId: 'bat_1', batchOrd: 1 };
  const planted: [string, Partial<SigningBooks>, Partial<SigningReceipt>, string][] = [
    ['two signatures over one digest', { authorised: [row, again] }, {}, '2 signatures where 1 were asked for'],
    [
      'a signature over what nobody asked for',
      { authorised: [{ ...row, digest: 'dd'.repeat(32) }] },
      { digests: [] },
      '1 signatures where 0 were asked for',
    ],
    ['a request that is gone', { requests: new Map() }, {}, 'a request that was acknowledged is not there'],
    ['one that is signed for ever', {}, { state: 'signing' }, 'it is being signed for ever'],
    ['one that was signed once', {}, { state: 'expired' }, 'it was told to be signed, and is expired'],
    ['a fault of our own', {}, { answers: ['INTERNAL'] }, 'it was answered with a fault of the product’s own'],
    ['a signature from nowhere', {}, { handedOut: ['ee'] }, 'a signature was handed out that the signer has not made'],
    [
      'a missing signature',
      { requests: new Map([['sig_1', { state: 'signed', signatures: [], receipt: jws }]]) },
      {},
      '0 signatures are in its book',
    ],
    ['a receipt from elsewhere', {}, { receipt: receiptOf() }, 'its receipt is not the signer’s'],
    ['a bad document', {}, { findings: ['its document answered 404'] }, 'its document answered 404'],
    [
      'a receipt over other digests',
      { batches: [{ ...batch, receipt: receiptOf({ digests: [base64url('11')] }) }] },
      {},
      'its receipt does not prove it',
    ],
    [
      'a receipt over other signatures',
      { batches: [{ ...batch, receipt: receiptOf({ signatures_sha256: ['x'] }) }] },
      {},
      'its receipt does not prove it',
    ],
    [
      'a receipt by another key',
      {
        batches: [{ ...batch, receipt: receiptOf({}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) }],
      },
      {},
      'its receipt does not prove it',
    ],
    [
      'a signature that is not in the chain',
      { chains: new Map([['crd_1', { ok: true, signed: [], lost: [] }]]) },
      {},
      '0 records in the chain tell of it',
    ],
    [
      'a chain that tells of more',
      { chains: new Map([['crd_1', { ok: true, signed: [told(jws), { ...told(jws), batch: 'bat_2' }], lost: [] }]]) },
      {},
      'its chain tells of bat_2, of which the signer has nothing',
    ],
    [
      'a chain that tells of something else',
      { chains: new Map([['crd_1', { ok: true, signed: [told('other')], lost: [] }]]) },
      {},
      'its record in the chain tells of something else',
    ],
    [
      'a chain that does not verify',
      { chains: new Map([['crd_1', { ok: false, fault: 'record 2 is missing', signed: [told(jws)], lost: [] }]]) },
      {},
      'its history does not verify: record 2 is missing',
    ],
    [
      'one that was signed after its signer had died',
      { signerKilledAt: [new Date('2026-11-22T12:00:00.500Z')] },
      {},
      'what was reserved when the signer died was signed later',
    ],
    [
      'one that is reserved for ever',
      { ...lostBooks, batches: [{ ...batch, signedAt: null, receipt: null }] },
      interrupted,
      'digests are reserved for ever',
    ],
    [
      'a loss that nobody wrote down',
      { ...lostBooks, chains: new Map([['crd_1', { ok: true, signed: [], lost: [] }]]) },
      interrupted,
      'its loss is not in the chain',
    ],
    [
      'what was given up and signed',
      { batches: [{ ...batch, lostAt: new Date() }] },
      {},
      'what was given up was signed',
    ],
    ['a document too many', { orphans: ['doc_1'] }, {}, 'a document of a signature that was never made can be had'],
  ];
  it.each(planted)('do not hold with %s', (_what, over, receipt, fault) => {
    expect(faults(over, receipt)).toContain(fault);
  });
});
