import { randomBytes } from 'node:crypto';
import { readKeyring } from '@countersign/sealing';
import { describe, expect, it } from '@jest/globals';
import { fileBytesAtMost, openFile, requireEvidenceFile, sealFile } from './evidence-file.ts';

const pdf = Buffer.from('%PDF-1.7\n');
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const refusal = (pointer: string) =>
  expect.objectContaining({ reason: 'EVIDENCE_FILE_INVALID', fields: [expect.objectContaining({ pointer })] });

describe('a file of evidence', () => {
  it('is a PDF, a JPEG or a PNG by its type and by its first bytes', () => {
    const files = { 'application/pdf': pdf, 'image/jpeg': jpeg, 'image/png': png };
    for (const [mediaType, own] of Object.entries(files)) {
      expect(requireEvidenceFile(mediaType, own)).toBe(mediaType);
      const others = Object.values(files).filter((content) => content !== own);
      for (const content of [...others, Buffer.alloc(0), own.subarray(0, 2)]) {
        expect(() => requireEvidenceFile(mediaType, content)).toThrow(refusal('/content'));
      }
    }
    for (const mediaType of ['', 'image/gif', 'text/html', 'application/pdf; charset=x', 'toString']) {
      expect(() => requireEvidenceFile(mediaType, pdf)).toThrow(refusal('/mediaType'));
    }
  });

  it('has 5 MiB at most', () => {
    const largest = Buffer.concat([pdf, Buffer.alloc(fileBytesAtMost - pdf.length)]);
    expect(requireEvidenceFile('application/pdf', largest)).toBe('application/pdf');
    const larger = Buffer.concat([largest, Buffer.alloc(1)]);
    expect(() => requireEvidenceFile('application/pdf', larger)).toThrow(refusal('/content'));
  });

  it('opens in its own row only', () => {
    const keyring = readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
    const sealed = sealFile(keyring, 'evf_1', pdf);
    expect(sealed.includes(pdf)).toBe(false);
    expect(openFile(keyring, 'evf_1', sealed)).toEqual(pdf);
    expect(() => openFile(keyring, 'evf_2', sealed)).toThrow('cannot be opened');
  });
});
