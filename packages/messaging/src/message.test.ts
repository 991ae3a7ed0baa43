import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Locale } from './locale.ts';
import { type MessageId, type MessageParams, placeholdersOf, renderMessage, texts } from './message.ts';

const locales = Object.keys(texts) as Locale[];
const at = new Date('2026-03-01T09:05:00Z');

const samples: { [Id in MessageId]: MessageParams[Id] } = {
  'account-activation': {
    name: 'Ada Example',
    account: 'Example Press',
    link: 'https://shop.example.com/activate#token=abc',
    orderNumber: 'O-1001',
    expiresAt: at,
  },
  'one-time-pin': { code: '012345', minutes: 5, host: 'login.example.com' },
  'factor-enrolled': { kind: 'totp', at },
  'password-set': {},
  'personal-validation-decided': { decision: 'rejected', reason: 'the photo is unreadable' },
  'operator-invitation': { link: 'https://shop.example.com/invitation#token=abc', expiresAt: at },
  'signature-made': { label: 'contract.pdf', at },
};
const ids = Object.keys(samples) as MessageId[];
const everyMessage = locales.flatMap((locale) => ids.map((id) => ({ locale, id })));

describe('the message texts', () => {
  it('exist in every language for exactly the same messages', () => {
    for (const locale of locales) expect(Object.keys(texts[locale].messages).toSorted()).toEqual(ids.toSorted());
  });

  it.each(everyMessage)('use exactly the parameters of the message: $locale $id', ({ locale, id }) => {
    const { subject, paragraphs } = texts[locale].messages[id];
    const used = new Set([subject, ...paragraphs].flatMap(placeholdersOf));
    expect([...used].toSorted()).toEqual(Object.keys(samples[id]).toSorted());
  });

  it.each(everyMessage)('leave no placeholder and no foreign word: $locale $id', ({ locale, id }) => {
    const { subject, text, html } = renderMessage(id, locale, samples[id]);
    expect(subject + text + html).not.toMatch(/[{}]|undefined|\[object/);
    expect(html).toContain(`<html lang="${locale}">`);
  });

  it.each(ids)('are translated: %s', (id) => {
    const written = locales.map((locale) => renderMessage(id, locale, samples[id]).text);
    expect(new Set(written).size).toBe(locales.length);
  });

  it.each(locales)('fit a one-time code into one SMS in the GSM 7-bit alphabet: %s', (locale) => {
    const { text } = renderMessage('one-time-pin', locale, {
      ...samples['one-time-pin'],
      host: 'remote-signing.example.com',
    });
    expect(text).toMatch(/^[A-Za-z0-9 \n@£$¥èéùìòÇØøÅåÆæßÉ!"#%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà_]{1,160}$/);
  });
});

describe('a rendered message', () => {
  it('carries the one-time code in a last line bound to its host', () => {
    for (const locale of locales) {
      const { subject, text } = renderMessage('one-time-pin', locale, samples['one-time-pin']);
      expect(text.split('\n').at(-1)).toBe('@login.example.com #012345');
      expect(subject).not.toContain('012345');
    }
  });

  it('writes moments and words in its language', () => {
    const inGerman = renderMessage('factor-enrolled', 'de', { kind: 'grid_card', at });
    expect(inGerman.text).toContain('Gitterkarte, am 1. März 2026 um 09:05 UTC.');
    const inEnglish = renderMessage('personal-validation-decided', 'en', { decision: 'approved', reason: '' });
    expect(inEnglish.subject).toBe('Your personal validation: approved');
  });

  it('leaves out the paragraph of an empty parameter', () => {
    const params = { decision: 'approved', reason: '' } as const;
    expect(renderMessage('personal-validation-decided', 'en', params).text).not.toContain('Reason');
    expect(renderMessage('personal-validation-decided', 'en', { ...params, reason: 'ok' }).text).toContain(
      'Reason: ok',
    );
  });

  it('makes its link clickable', () => {
    const { html, text } = renderMessage('operator-invitation', 'en', samples['operator-invitation']);
    const link = 'https://shop.example.com/invitation#token=abc';
    expect(html).toContain(`<a href="${link}">${link}</a>`);
    expect(text.split('\n')).toContain(link);
  });

  it('refuses a link that is not an http address', () => {
    const params = { ...samples['operator-invitation'], link: 'javascript:alert(1)' };
    expect(() => renderMessage('operator-invitation', 'en', params)).toThrow('http address');
  });

  it('shows markup in a parameter as text', () => {
    const { html, text } = renderMessage('signature-made', 'en', { label: `<img src="x" onerror='y'> & {at}`, at });
    expect(html).toContain('&#60;img src=&#34;x&#34; onerror=&#39;y&#39;&#62; &#38; {at}');
    expect(text).toContain(`<img src="x" onerror='y'> & {at}`);
  });

  it('has the same markup and the same lines whatever a parameter holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.constantFrom('\n', '<b>', '\u2028', '"', '\u202e'),
        (name, nasty) => {
          expect(shape(`x${name}${nasty}y`)).toEqual(shape('Ada Example'));
        },
      ),
    );
  });
});

function shape(name: string) {
  const { subject, text, html } = renderMessage('account-activation', 'en', { ...samples['account-activation'], name });
  return { subject, lines: text.split(/\r|\n|\u2028|\u2029/).length, tags: html.match(/<[^>]*>/g) };
}
