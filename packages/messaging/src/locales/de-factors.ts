import type { FactorMessageParams } from '../factor-messages.ts';
import type { MessageText } from '../message.ts';

/** The messages of factors in German; the GSM 7-bit alphabet has all of its letters. */
export const deFactors: Readonly<Record<keyof FactorMessageParams, MessageText>> = {
  'factor-code': {
    subject: 'Ihr Code {action}',
    paragraphs: [
      'Ihr Code {action} ist {code}, gültig für {minutes} min. Geben Sie ihn an niemanden weiter.',
      '@{host} #{code}',
    ],
  },
  'factor-loss-code': {
    subject: 'Ihr Code zur Verlustmeldung',
    paragraphs: [
      'Ihr Code zur Verlustmeldung ist {code}, gültig für {minutes} min. Geben Sie ihn an niemanden weiter.',
      '@{host} #{code}',
    ],
  },
  'factor-destination-changed': {
    subject: 'Ihre Codes kommen jetzt anderswo an',
    paragraphs: [
      'Ihre Codes gehen jetzt an {address}. Wenn Sie das nicht waren, verständigen Sie sofort Ihre Administration.',
    ],
    otherwise:
      'Hierher werden keine Codes mehr gesendet. Wenn Sie das nicht waren, verständigen Sie sofort Ihre Administration.',
  },
};
