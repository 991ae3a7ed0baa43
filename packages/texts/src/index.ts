export { type Locale, locales, resolveLocale } from './locale.ts';
export { type ProblemText, problemText } from './problem.ts';
export { isTextId, type LocaleTexts, type TextId, textOf, texts } from './text.ts';
