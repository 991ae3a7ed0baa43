import { describe, expect, it } from '@jest/globals';
import { type PersonNames, readSubject } from './subject.ts';

const someNames = (over: Partial<PersonNames> = {}): PersonNames => ({
  givenName: 'Ada',
  surname: 'Example',
  email: 'ada@example.com',
  country: 'FR',
  serialNumber: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ...over,
});

const valueOf = (type: string, over: Partial<PersonNames>) =>
  readSubject(someNames(over)).attributes.find((attribute) => attribute.type === type)?.value;

describe('the subject of a person', () => {
  it('has country, surname, given name, serial number and common name, in this order', () => {
    expect(readSubject(someNames())).toEqual({
      attributes: [
        { type: '2.5.4.6', encoding: 'printableString', value: 'FR' },
        { type: '2.5.4.4', encoding: 'utf8String', value: 'Example' },
        { type: '2.5.4.42', encoding: 'utf8String', value: 'Ada' },
        { type: '2.5.4.5', encoding: 'printableString', value: 'usr-01ARZ3NDEKTSV4RRFFQ69G5FAV' },
        { type: '2.5.4.3', encoding: 'utf8String', value: 'Ada Example' },
      ],
      email: 'ada@example.com',
    });
  });

  it('writes names in NFC, so that one name has one form', () => {
    expect(valueOf('2.5.4.42', { givenName: 'Zoe\u0308' })).toBe('Zo\u00eb');
  });

  it('cuts a common name beyond 64 characters, never inside what a reader sees as one', () => {
    expect(valueOf('2.5.4.3', { givenName: 'A'.repeat(60), surname: 'B'.repeat(10) })).toBe(`${'A'.repeat(60)} BBB`);
    expect(valueOf('2.5.4.3', { givenName: 'A'.repeat(62), surname: 'x\u0323\u0302y' })).toBe('A'.repeat(62));
  });

  it('writes the domain of an e-mail address in its ASCII form', () => {
    expect(readSubject(someNames({ email: 'ada@BÜCHER.example' })).email).toBe('ada@xn--bcher-kva.example');
  });

  it.each<[keyof PersonNames, string]>([
    ['givenName', ''],
    ['givenName', '   '],
    ['givenName', '123'],
    ['givenName', 'A'.repeat(65)],
    ['givenName', 'Ada\u0000'],
    ['givenName', 'Ada\nExample'],
    ['surname', 'Exam\u202eple'],
    ['surname', ' Example'],
    ['email', 'ada'],
    ['email', 'ada@'],
    ['email', '@example.com'],
    ['email', 'ada example@example.com'],
    ['email', 'ada@exa mple.com'],
    ['email', 'ada@example.com, eve@example.com'],
    ['email', 'adä@example.com'],
    ['email', `${'a'.repeat(65)}@example.com`],
    ['email', 'ada@example.com\u0000.example.org'],
    ['country', 'fr'],
    ['country', 'FRA'],
    ['country', ''],
    ['serialNumber', ''],
    ['serialNumber', 'usr-01'],
    ['serialNumber', 'usr_01+CN=Eve'],
    ['serialNumber', 'u'.repeat(65)],
  ])('refuses %s %j, naming the field', (field, value) => {
    expect(() => readSubject(someNames({ [field]: value }))).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        reason: 'SUBJECT_INVALID',
        fields: [expect.objectContaining({ pointer: `/subject/${field}` })],
      }),
    );
  });

  it('names all fields at fault at once', () => {
    const none = { givenName: '', surname: '', email: '', country: '', serialNumber: '' };
    const fields = Object.keys(none).map((field) => expect.objectContaining({ pointer: `/subject/${field}` }));
    expect(() => readSubject(none)).toThrow(expect.objectContaining({ fields }));
  });
});
