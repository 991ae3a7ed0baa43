import { randomBytes } from 'node:crypto';
import { isCountry } from '@countersign/person';
import { readKeyring } from '@countersign/sealing';
import { describe, expect, it } from '@jest/globals';
import {
  checkParticulars,
  fileIdsOf,
  openEvidence,
  type PersonalValidation,
  requireReason,
  requireSubmittable,
  sealParticulars,
} from './personal-validation.ts';

const given = (over: Partial<Parameters<typeof checkParticulars>[0]> = {}) => ({
  givenName: 'Ada',
  surname: 'Sample',
  mobile: '',
  country: 'FR',
  evidence: [{ documentType: 'passport', documentNumber: 'x1234567', fileIds: ['evf_1'] }],
  ...over,
});
const faultOf = (over: Partial<Parameters<typeof checkParticulars>[0]>) => {
  try {
    checkParticulars(given(over));
    return undefined;
  } catch (error) {
    const { reason, fields } = error as { reason: string; fields: { pointer: string }[] };
    return [reason, ...fields.map(({ pointer }) => pointer)];
  }
};

describe('particulars', () => {
  it('are kept in their normal form', () => {
    expect(checkParticulars(given({ surname: ' Sample ', mobile: '+15550100123' }))).toEqual({
      givenName: 'Ada',
      surname: 'Sample',
      mobile: '+15550100123',
      country: 'FR',
      evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_1'] }],
    });
  });

  it('name the field at fault', () => {
    expect(faultOf({ country: 'fr' })).toEqual(['COUNTRY_INVALID', '/country']);
    expect(faultOf({ country: 'XX' })).toEqual(['COUNTRY_INVALID', '/country']);
    expect(faultOf({ surname: '' })).toEqual(['NAME_INVALID', '/surname']);
    expect(faultOf({ evidence: [] })).toEqual(['EVIDENCE_INVALID', '/evidence']);
    const piece = { documentType: 'passport', documentNumber: 'X1234567', fileIds: [] };
    expect(faultOf({ evidence: Array.from({ length: 6 }, () => piece) })).toEqual(['EVIDENCE_INVALID', '/evidence']);
    expect(faultOf({ evidence: [piece, { ...piece, documentType: 'library_card', documentNumber: '?' }] })).toEqual([
      'EVIDENCE_INVALID',
      '/evidence/1/documentType',
      '/evidence/1/documentNumber',
    ]);
  });

  it('refer to five files at most over all pieces, and to each once', () => {
    const piece = (...fileIds: string[]) => ({ documentType: 'passport', documentNumber: 'X1234567', fileIds });
    const five = [piece('evf_1', 'evf_2', 'evf_3'), piece('evf_4', 'evf_5')];
    expect(fileIdsOf(checkParticulars(given({ evidence: five })).evidence)).toHaveLength(5);
    expect(faultOf({ evidence: [...five, piece('evf_6')] })).toEqual(['EVIDENCE_INVALID', '/evidence']);
    expect(faultOf({ evidence: [piece('evf_1'), piece('evf_1')] })).toEqual(['EVIDENCE_INVALID', '/evidence']);
  });

  it('know the countries of ISO 3166-1 and no other regions', () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const all = letters.flatMap((a) => letters.map((b) => a + b)).filter(isCountry);
    expect(all).toHaveLength(249);
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    for (const code of all) expect([code, names.of(code)]).toEqual([code, expect.any(String)]);
    for (const region of ['EU', 'UN', 'XK', 'ZZ', 'UK', 'SU']) expect(isCountry(region)).toBe(false);
  });

  it('are sealed to their version: evidence of another opens nothing', () => {
    const keyring = readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
    const place = { id: 'pvl_1', version: 1 };
    const sealed = sealParticulars(keyring, place, checkParticulars(given()));
    expect(sealed.evidenceSealed.toString('latin1')).not.toContain('X1234567');
    const stored = { ...place, ...sealed } as PersonalValidation;
    expect(openEvidence(keyring, stored)).toEqual([
      { documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_1'] },
    ]);
    expect(openEvidence(keyring, { ...stored, evidenceSealed: Buffer.alloc(0) })).toEqual([]);
    expect(() => openEvidence(keyring, { ...stored, version: 2 })).toThrow('cannot be opened');
  });
});

describe('a personal validation', () => {
  it('may be submitted first, and anew once it was decided', () => {
    expect(() => requireSubmittable(undefined)).not.toThrow();
    expect(() => requireSubmittable({ state: 'rejected' })).not.toThrow();
    expect(() => requireSubmittable({ state: 'approved' })).not.toThrow();
    expect(() => requireSubmittable({ state: 'submitted' })).toThrow('submitted already');
  });

  it('is rejected only with a reason', () => {
    expect(requireReason({ approved: false, reason: ' not legible ' })).toBe('not legible');
    expect(requireReason({ approved: true, reason: 'ignored' })).toBe('');
    for (const reason of ['', '  ', 'x'.repeat(501)]) {
      expect(() => requireReason({ approved: false, reason })).toThrow(
        expect.objectContaining({ reason: 'REASON_REQUIRED' }),
      );
    }
  });
});
