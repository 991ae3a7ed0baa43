/** Browsers by the product token that only they send; the first that fits holds, for most name others beside. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/\d/, 'Edge'],
  [/\bOPR\/\d/, 'Opera'],
  [/\bSamsungBrowser\/\d/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/\d/, 'Firefox'],
  [/\b(?:Chrome|CriOS)\/\d/, 'Chrome'],
  [/\bVersion\/\d[^ ]* (?:Mobile\/\w+ )?Safari\/\d/, 'Safari'],
];

/** Systems as browsers name them; Android names Linux, too, and phones name Mac OS X. */
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows NT\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * What a person calls the device of a `User-Agent`: `Firefox on Linux`, or the one part that is known. Empty for one that
 * says neither. The words are ours: nothing that a client wrote is kept or shown.
 */
export function deviceLabel(userAgent: string): string {
  // Longer ones are no browser's.
  const text = userAgent.slice(0, 512);
  const named = (table: typeof browsers) => table.find(([pattern]) => pattern.test(text))?.[1];
  return [named(browsers), named(systems)].filter((part) => part !== undefined).join(' on ');
}
