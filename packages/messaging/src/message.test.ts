import type { Locale } from '@countersign/texts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FactorOccasion } from './factor-messages.ts';
import {
  isMomentParam,
  type MessageId,
  type MessageParams,
  placeholdersOf,
  renderMessage,
  roleWords,
  texts,
} from './message.ts';
import { measureSms } from './sms-length.ts';

const locales = Object.keys(texts) as Locale[];
const at = new Date('2026-03-01T09:05:00Z');
const name = 'Ada Example';
const account = 'Example Press';
const orderNumber = 'O-1001';
const product = 'Multi-domain OV';
const amount = '1\u202f234,50\u00a0€';
const networkAddress = '203.0.113.7';
const link = 'https://shop.example.com/next#token=abc';

const samples: { [Id in MessageId]: MessageParams[Id] } = {
  'account-activation': {
    name,
    account,
    link: 'https://shop.example.com/activate#token=abc',
    orderNumber,
    expiresAt: at,
  },
  'one-time-pin': { code: '012345', minutes: 5, host: 'login.example.com' },
  'factor-enrolled': { kind: 'totp', at },
  'authenticator-changed': {
    kind: 'grid_card',
    label: 'Card in my desk',
    change: 'suspended',
    reason: 'it was stolen',
  },
  'signatures-asked': {
    application: 'Example Shop',
    signatures: 3,
    link: 'https://shop.example.com/approvals/apr_1',
    expiresAt: at,
  },
  'credential-changed': { certificate: 'Ada Example, 4a01', change: 'credential_rekeyed', at },
  'credential-expiring': { certificate: 'Ada Example, 4a01', until: at },
  'factor-running-out': { kind: 'grid_card', label: 'Card in my desk', left: 3 },
  'soft-token-reused': { label: 'Phone', serial: '6935019387' },
  'password-set': {},
  'personal-validation-decided': { decision: 'rejected', reason: 'the photo is unreadable' },
  'operator-invitation': { link: 'https://shop.example.com/invitation#token=abc', expiresAt: at },
  'signature-made': { label: 'contract.pdf', at },
  'order-receipt': { name, orderNumber, amount, link },
  'renewal-due': { name, product, amount, dueAt: at, link },
  'renewal-announced': { name, product, amount, dueAt: at, link },
  'renewal-paid': { name, product, amount, paidUntil: at },
  'renewal-failed': { name, product, amount, nextTryAt: at, link },
  'renewal-overdue': { name, product, amount, heldAt: at, link },
  'subscription-held': { name, product, link },
  'subscription-ended': { name, product, endedAt: at },
  'order-refunded': { name, orderNumber, amount },
  'payment-returned': { name, orderNumber, amount },
  'member-invitation': { account, inviter: 'Grace Example', link, expiresAt: at },
  'membership-changed': { account, roles: 'owner' },
  'membership-ended': { account },
  'activation-contact-changed': { orderNumber, address: 'g***@example.com' },
  'order-claim': { name, orderNumber, link },
  'account-upgraded': { account, at },
  'certificate-issued': { name: 'www.example.com', product, validUntil: at, link },
  'certificate-expiring': { name: 'www.example.com', validUntil: at, link },
  'certificate-revoked': { name: 'www.example.com', reason: 'the key was lost', at },
  'certificate-request-rejected': { name: 'www.example.com', reason: 'the organisation is unknown' },
  'licence-expiring': { product, validUntil: at, link },
  'password-changed': { at, address: networkAddress },
  'password-reset': { at },
  'password-known': { at, address: networkAddress },
  'login-stopped': { at },
  'new-device': { at, device: 'Firefox on Linux', address: networkAddress },
  'session-reused': { at },
  'recovery-code': { code: '012345', minutes: 15 },
  'recovery-answers-locked': { until: at },
  'recovery-questions-changed': { at },
  'contact-code': { code: '012345', minutes: 15, host: 'login.example.com' },
  'contact-consent': { code: '012345', address: 'g***@example.com', minutes: 15 },
  'email-changed': { address: 'g***@example.com', at },
  'mobile-changed': { mobile: '+1******0123', at },
  'user-released': { until: at },
  'staff-invitation': { link, expiresAt: at, roles: 'operator' },
  'staff-roles-changed': { roles: 'operator' },
  'signer-invitation': { link, expiresAt: at },
  'factor-code': { action: 'log_in', code: '012345', minutes: 5, host: 'login.example.com' },
  'factor-loss-code': { code: '012345', minutes: 5, host: 'login.example.com' },
  'factor-destination-changed': { address: '+1******89' },
  'factor-loss-reported': { at, address: networkAddress },
  'replacement-granted': { until: at },
  'emergency-code-requested': { at },
  'emergency-code-issued': { at },
  'approval-waiting': { action: 'user_release', expiresAt: at },
};
const ids = Object.keys(samples) as MessageId[];
const everyMessage = locales.flatMap((locale) => ids.map((id) => ({ locale, id })));

// A code of the strict policy, the longest life that the policy allows, and a long host.
const code = { code: '01234567', minutes: 10, host: 'remote-signing.example.com' };
const occasions: readonly FactorOccasion[] = ['log_in', 'sign', 'enrol', 'recover', 'confirm'];
const longAddress = `a***@${'long-domain.'.repeat(3)}example`;
/** Every message that may go by SMS. */
const longest = {
  'one-time-pin': [code],
  'contact-code': [code],
  'factor-code': occasions.map((action) => ({ action, ...code })),
  'factor-loss-code': [code],
  'factor-destination-changed': [{ address: longAddress }, { address: '+1******89' }, { address: '' }],
} as const satisfies { [Id in MessageId]?: readonly MessageParams[Id][] };
const smsIds = Object.keys(longest) as (keyof typeof longest)[];
const everySms = locales.flatMap((locale) => smsIds.map((id) => ({ locale, id })));

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

  it.each(everyMessage)('tell in the body all that the message is told: $locale $id', ({ locale, id }) => {
    const { text } = renderMessage(id, locale, samples[id]);
    const told = Object.entries(samples[id]).filter(
      ([parameter]) => !['kind', 'decision', 'action', 'change'].includes(parameter),
    );
    const missing = told.filter(([, value]) =>
      value instanceof Date ? !/2026.* 0?9:05 UTC/.test(text) : !text.includes(String(value)),
    );
    expect(missing).toEqual([]);
  });

  it.each(everyMessage.filter(({ id }) => texts.en.messages[id].paragraphs[0] === 'Hello {name},'))(
    'do without a greeting when the name is unknown: $locale $id',
    ({ locale, id }) => {
      const paragraphs = texts[locale].messages[id].paragraphs.length;
      const { text } = renderMessage(id, locale, { ...samples[id], name: '' } as MessageParams[MessageId]);
      // A German letter goes on with a small letter after its greeting.
      expect(text).toMatch(/^\p{Lu}/u);
      expect(text.split('\n\n')).toHaveLength(paragraphs - 1);
    },
  );

  it.each(ids)('are translated: %s', (id) => {
    const written = locales.map((locale) => renderMessage(id, locale, samples[id]).text);
    expect(new Set(written).size).toBe(locales.length);
  });

  it.each(everySms)('are one SMS each, with the longest of parameters: $locale $id', ({ locale, id }) => {
    for (const params of longest[id]) {
      const { text } = renderMessage(id, locale, params);
      const { encoding, length, limit } = measureSms(text);
      expect({ text, encoding, fits: length <= limit }).toEqual({ text, encoding: 'GSM-7', fits: true });
    }
  });
});

describe('a rendered message', () => {
  it('carries the one-time code in a last line bound to its host', () => {
    for (const locale of locales) {
      for (const id of ['one-time-pin', 'contact-code', 'factor-code', 'factor-loss-code'] as const) {
        const { subject, text } = renderMessage(id, locale, samples[id]);
        expect(text.split('\n').at(-1)).toBe('@login.example.com #012345');
        expect(subject).not.toContain('012345');
      }
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

  it.each(locales)('tells of a certificate revoked or refused also without a reason: %s', (locale) => {
    for (const id of ['certificate-revoked', 'certificate-request-rejected'] as const) {
      const { text } = renderMessage(id, locale, { ...samples[id], reason: '' });
      expect(text.split('\n\n')).toHaveLength(1);
      expect(text).toContain('www.example.com');
    }
  });

  it.each(everyMessage.filter(({ id }) => 'link' in samples[id]))(
    'makes its link clickable: $locale $id',
    ({ locale, id }) => {
      const { html, text } = renderMessage(id, locale, samples[id]);
      const [, address = ''] = /^(https:\S+)$/m.exec(text) ?? [];
      expect(html).toContain(`<a href="${address}">${address}</a>`);
      expect(samples[id]).toMatchObject({ link: address });
    },
  );

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
        (buyer, nasty) => {
          expect(shape(`x${buyer}${nasty}y`)).toEqual(shape(name));
        },
      ),
    );
  });
});

it.each(locales)('an old destination is told also that no codes come any more: %s', (locale) => {
  const [elsewhere, nowhere] = ['a***@example.com', ''].map(
    (where) => renderMessage('factor-destination-changed', locale, { address: where }).text,
  );
  expect(elsewhere).toContain('a***@example.com');
  expect(nowhere?.length).toBeGreaterThan(40);
  expect(nowhere).not.toBe(elsewhere);
});

describe('a message of staff', () => {
  it('tells roles, or that there are none now', () => {
    const roles = roleWords('de', ['operator', 'registration_officer']);
    expect(renderMessage('staff-roles-changed', 'de', { roles }).text).toContain('Betrieb und Registrierung');
    const none = renderMessage('staff-roles-changed', 'de', { roles: '' }).text;
    expect(none).toContain('keine mehr');
    expect(renderMessage('staff-roles-changed', 'de', { roles }).text).not.toContain('keine mehr');
  });

  it('names what waits for a second officer in its language', () => {
    const { text } = renderMessage('approval-waiting', 'fr', { action: 'user_release', expiresAt: at });
    expect(text).toContain('déblocage d’un utilisateur');
  });
});

describe('the roles of a member', () => {
  it('are one list in the language, in the order given', () => {
    expect(roleWords('en', ['owner', 'administrator', 'signer'])).toBe('owner, administrator, and signer');
    expect(roleWords('fr', ['requester', 'auditor'])).toBe('demandeur et auditeur');
    expect(roleWords('de', ['auditor', 'owner'])).toBe('Prüfung und Inhaberschaft');
    expect(roleWords('es', ['signer'])).toBe('firmante');
  });

  it('may be none', () => {
    expect(roleWords('en', [])).toBe('');
    const { text } = renderMessage('membership-changed', 'en', { account, roles: roleWords('en', []) });
    expect(text).toBe('Your roles in the account Example Press were changed.');
  });
});

function shape(buyer: string) {
  const { subject, text, html } = renderMessage('account-activation', 'en', {
    ...samples['account-activation'],
    name: buyer,
  });
  return { subject, lines: text.split(/\r|\n|\u2028|\u2029/).length, tags: html.match(/<[^>]*>/g) };
}

/** Names of parameters that are moments, in all messages that have named parameters. */
type MomentName = {
  [M in Exclude<MessageId, 'password-set'>]: {
    [K in keyof MessageParams[M]]: MessageParams[M][K] extends Date ? K : never;
  }[keyof MessageParams[M]];
}[Exclude<MessageId, 'password-set'>];

describe('a moment among the parameters', () => {
  const moments: Readonly<Record<MomentName, true>> = {
    at: true,
    expiresAt: true,
    dueAt: true,
    nextTryAt: true,
    heldAt: true,
    until: true,
    endedAt: true,
    paidUntil: true,
    validUntil: true,
  };

  it.each(Object.keys(moments))('is known by its name %s', (param) => {
    expect(isMomentParam(param)).toBe(true);
  });

  it.each(['name', 'account', 'amount', 'link', 'reason', 'orderNumber', 'address'])('is not %s', (param) => {
    expect(isMomentParam(param)).toBe(false);
  });
});
