// GSM 03.38 (3GPP TS 23.038 6.2.1): the default alphabet, and what takes two places because it is escaped.
const single = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const escaped = new Set('\f^{}\\[~]|€');

/** How long a text message is: in septets of the GSM 7-bit alphabet, or in UTF-16 units if it has other characters. */
export interface SmsLength {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly length: number;
  /** What one message holds in that encoding. */
  readonly limit: 160 | 70;
}

/** Measures a text message. Beyond `limit` a provider sends, and charges, several. */
export function measureSms(text: string): SmsLength {
  let septets = 0;
  for (const character of text) {
    if (single.has(character)) septets += 1;
    else if (escaped.has(character)) septets += 2;
    else return { encoding: 'UCS-2', length: text.length, limit: 70 };
  }
  return { encoding: 'GSM-7', length: septets, limit: 160 };
}
