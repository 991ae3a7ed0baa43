import { type FactorOccasion, locales, measureSms, renderMessage } from '@countersign/messaging';

const occasions: readonly FactorOccasion[] = ['log_in', 'sign', 'enrol', 'recover', 'confirm'];

/**
 * Whether every code fits into one text message, in all languages, when its last line names this host: beyond that a
 * provider sends, and charges, two.
 */
export function codesFit(host: string): boolean {
  const longest = { code: '00000000', minutes: 10, host };
  const texts = locales.flatMap((locale) => [
    renderMessage('one-time-pin', locale, longest),
    renderMessage('contact-code', locale, longest),
    renderMessage('factor-loss-code', locale, longest),
    ...occasions.map((action) => renderMessage('factor-code', locale, { ...longest, action })),
  ]);
  return texts.every(({ text }) => {
    const { length, limit } = measureSms(text);
    return length <= limit;
  });
}
