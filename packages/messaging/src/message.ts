import type { Locale } from '@countersign/texts';
import type { FactorMessageParams, FactorOccasion } from './factor-messages.ts';
import type {
  ApprovalAction,
  AuthenticatorChange,
  CredentialChange,
  IdentityMessageParams,
  StaffRole,
} from './identity-messages.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';

/** Kinds of authenticator that have a name for people. */
export type FactorKind = 'totp' | 'soft_token' | 'grid_card' | 'egrid' | 'sms' | 'email';

/** Roles of a member of an account, which have a name for people. */
export type AccountRole = 'owner' | 'administrator' | 'requester' | 'auditor' | 'signer';

/**
 * What each message must be told. Links are absolute http(s) addresses; moments are written in UTC; an `amount` is as
 * `formatMoney` writes it, a `product` is its title in the language of the message.
 */
export interface MessageParams extends IdentityMessageParams, FactorMessageParams {
  'account-activation': { name: string; account: string; link: string; orderNumber: string; expiresAt: Date };
  /** `host` is that of the page which asks for the code: the last line binds the code to it for SMS autofill. */
  'one-time-pin': { code: string; minutes: number; host: string };
  'factor-enrolled': { kind: FactorKind; at: Date };
  /** `reason` may be empty: its line is then left out. */
  'authenticator-changed': { kind: FactorKind; label: string; change: AuthenticatorChange; reason: string };
  /** `left` is the number of challenges that a card has left. */
  'factor-running-out': { kind: FactorKind; label: string; left: number };
  /** The codes that activate a soft token came a second time. */
  'soft-token-reused': { label: string; serial: string };
  'password-set': Record<string, never>;
  /** `reason` may be empty: its line is then left out. */
  'personal-validation-decided': { decision: 'approved' | 'rejected'; reason: string };
  'operator-invitation': { link: string; expiresAt: Date };
  'signature-made': { label: string; at: Date };
  'order-receipt': { name: string; orderNumber: string; amount: string; link: string };
  'renewal-due': { name: string; product: string; amount: string; dueAt: Date; link: string };
  'renewal-announced': { name: string; product: string; amount: string; dueAt: Date; link: string };
  'renewal-paid': { name: string; product: string; amount: string; paidUntil: Date };
  'renewal-failed': { name: string; product: string; amount: string; nextTryAt: Date; link: string };
  'renewal-overdue': { name: string; product: string; amount: string; heldAt: Date; link: string };
  'subscription-held': { name: string; product: string; link: string };
  'subscription-ended': { name: string; product: string; endedAt: Date };
  'order-refunded': { name: string; orderNumber: string; amount: string };
  'payment-returned': { name: string; orderNumber: string; amount: string };
  'member-invitation': { account: string; inviter: string; link: string; expiresAt: Date };
  /** `roles` is as `roleWords` writes them. */
  'membership-changed': { account: string; roles: string };
  'membership-ended': { account: string };
  /** `address` is the new one, masked; the message goes to the old one. */
  'activation-contact-changed': { orderNumber: string; address: string };
  'order-claim': { name: string; orderNumber: string; link: string };
  'account-upgraded': { account: string; at: Date };
  /** `name` is the first domain name, here and in the other messages about certificates. */
  'certificate-issued': { name: string; product: string; validUntil: Date; link: string };
  'certificate-expiring': { name: string; validUntil: Date; link: string };
  /** `reason` may be empty: its line is then left out. */
  'certificate-revoked': { name: string; reason: string; at: Date };
  /** `reason` may be empty: its line is then left out. */
  'certificate-request-rejected': { name: string; reason: string };
  'licence-expiring': { product: string; validUntil: Date; link: string };
}

/** Identifies a message in all languages. */
export type MessageId = keyof MessageParams;

/** Whether the parameters of that name are moments: JSON has none, so that a stored one is known by its name. */
export function isMomentParam(name: string): boolean {
  return name === 'at' || name === 'until' || name.endsWith('At') || name.endsWith('Until');
}

/** A message ready to send; `text` is for mail and SMS alike, `html` a whole document without outside parts. */
export interface RenderedMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A message in one language. `{name}` stands for a parameter; a paragraph with an empty parameter is left out. */
export interface MessageText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What is said instead of the paragraphs left out. */
  readonly otherwise?: string;
}

/** The texts of one language. */
export interface LocaleTexts {
  /** The tag by which moments are written. */
  readonly dates: string;
  readonly words: Readonly<Record<Word, string>>;
  readonly messages: Readonly<Record<MessageId, MessageText>>;
}

/** Words of ours that parameters hold. */
type Word =
  | FactorKind
  | AccountRole
  | StaffRole
  | ApprovalAction
  | AuthenticatorChange
  | CredentialChange
  | FactorOccasion
  | 'approved'
  | 'rejected';

/** Parameters that hold such a word. */
const wordParams: ReadonlySet<string> = new Set(['kind', 'decision', 'action', 'change']);

/** The texts of all languages. */
export const texts: Readonly<Record<Locale, LocaleTexts>> = { en, fr, de, es };

/** Writes a message in a language. Parameters are text only: they add neither lines nor markup. */
export function renderMessage<Id extends MessageId>(
  id: Id,
  locale: Locale,
  params: MessageParams[Id],
): RenderedMessage {
  const { messages, words, dates } = texts[locale];
  const values = new Map(Object.entries(params).map(([name, value]) => [name, wordFor(name, value, words, dates)]));
  const { subject, paragraphs, otherwise } = messages[id];
  const shown = paragraphs.filter((paragraph) => !placeholdersOf(paragraph).some((name) => values.get(name) === ''));
  if (otherwise !== undefined && shown.length < paragraphs.length) shown.push(otherwise);
  const title = fill(subject, values);
  return {
    subject: title,
    text: shown.map((paragraph) => fill(paragraph, values)).join('\n\n'),
    html: [
      `<!doctype html>\n<html lang="${locale}">`,
      `<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>\n<body>`,
      ...shown.map((paragraph) => `<p>${paragraphHtml(paragraph, values)}</p>`),
      '</body>\n</html>\n',
    ].join('\n'),
  };
}

/** The roles of a member or of staff as one list in a language, in the order given; empty when there are none. */
export function roleWords(locale: Locale, roles: readonly (AccountRole | StaffRole)[]): string {
  const { words } = texts[locale];
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(roles.map((role) => words[role]));
}

/** The names of the parameters that a text uses. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

function wordFor(name: string, value: unknown, words: LocaleTexts['words'], dates: string): string {
  if (value instanceof Date) {
    return `${new Intl.DateTimeFormat(dates, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(value)} UTC`;
  }
  if (wordParams.has(name)) return words[value as Word];
  if (name === 'link' && !/^https?:$/.test(new URL(String(value)).protocol)) {
    throw new Error('a link in a message must be an http address');
  }
  // Line breaks and direction marks in a name would let its owner write parts of our message.
  return String(value)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

function fill(text: string, values: ReadonlyMap<string, string>): string {
  // One pass, so that a parameter which looks like a placeholder stays as it is.
  return text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`a message lacks its parameter ${name}`);
    return value;
  });
}

function paragraphHtml(paragraph: string, values: ReadonlyMap<string, string>): string {
  const html = escapeHtml(fill(paragraph, values));
  return paragraph === '{link}' ? `<a href="${html}">${html}</a>` : html;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
