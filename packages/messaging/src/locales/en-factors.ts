import type { FactorMessageParams } from '../factor-messages.ts';
import type { MessageText } from '../message.ts';

/** The messages of factors in English; each is one SMS of 160 characters: only letters of the GSM 7-bit alphabet. */
export const enFactors: Readonly<Record<keyof FactorMessageParams, MessageText>> = {
  'factor-code': {
    subject: 'Your code to {action}',
    paragraphs: [
      'Your code to {action} is {code}, valid for {minutes} min. Do not tell it to anyone.',
      '@{host} #{code}',
    ],
  },
  'factor-loss-code': {
    subject: 'Your code to report a lost factor',
    paragraphs: [
      'Your code to report a lost factor is {code}, valid for {minutes} min. Do not tell it to anyone.',
      '@{host} #{code}',
    ],
  },
  'factor-destination-changed': {
    subject: 'Your codes go elsewhere now',
    paragraphs: ['Your codes now go to {address}. If that was not you, tell your administrator at once.'],
    otherwise: 'No more codes are sent here. If that was not you, tell your administrator at once.',
  },
};
