import type { FactorMessageParams } from '../factor-messages.ts';
import type { MessageText } from '../message.ts';

/** The messages of factors in Spanish; the GSM 7-bit alphabet has no á, í, ó, ú. */
export const esFactors: Readonly<Record<keyof FactorMessageParams, MessageText>> = {
  'factor-code': {
    subject: 'Su clave para {action}',
    paragraphs: [
      'Su clave para {action} es {code} y vence en {minutes} min. No la comparta con nadie.',
      '@{host} #{code}',
    ],
  },
  'factor-loss-code': {
    subject: 'Su clave para notificar una pérdida',
    paragraphs: [
      'Su clave para avisar de que no tiene sus factores es {code} y vence en {minutes} min. No la comparta con nadie.',
      '@{host} #{code}',
    ],
  },
  'factor-destination-changed': {
    subject: 'Sus claves llegan ahora a otro destino',
    paragraphs: ['Sus claves se mandan ahora a {address}. Si no ha sido usted, avise de inmediato a su administrador.'],
    otherwise: 'Ya no se mandan claves a este destino. Si no ha sido usted, avise de inmediato a su administrador.',
  },
};
