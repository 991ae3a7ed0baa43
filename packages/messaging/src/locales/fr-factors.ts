import type { FactorMessageParams } from '../factor-messages.ts';
import type { MessageText } from '../message.ts';

/** The messages of factors in French; of its accents the GSM 7-bit alphabet has à, è, é and ù only. */
export const frFactors: Readonly<Record<keyof FactorMessageParams, MessageText>> = {
  'factor-code': {
    subject: 'Votre code pour {action}',
    paragraphs: [
      'Votre code pour {action} est {code}, valable {minutes} min. Ne le donnez à personne.',
      '@{host} #{code}',
    ],
  },
  'factor-loss-code': {
    subject: 'Votre code pour déclarer une perte',
    paragraphs: [
      'Votre code pour déclarer la perte de vos moyens de connexion est {code}, valable {minutes} min. Ne le donnez à personne.',
      '@{host} #{code}',
    ],
  },
  'factor-destination-changed': {
    subject: 'Vos codes arrivent désormais ailleurs',
    paragraphs: [
      "Vos codes sont désormais envoyés à {address}. Si ce n'était pas vous, prévenez tout de suite votre administrateur.",
    ],
    otherwise: "Plus aucun code n'est envoyé ici. Si ce n'était pas vous, prévenez tout de suite votre administrateur.",
  },
};
