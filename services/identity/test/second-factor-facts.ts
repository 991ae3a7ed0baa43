import type { FactorStrength, PolicyDeviation } from '@countersign/proto/second-factor';

/** Every PIN and every code of an app, by text message or e-mail. */
export const rightCode = '424242';
/** The one that an app shows after it. */
export const nextCode = '434343';
/** What stands in the cells of every card. */
export const rightCells = 'A7K';
/** Every emergency code. */
export const emergencyCode = 'ABCDE12345';

/** What second-factor deviates in. */
export const aDeviation: PolicyDeviation = {
  standard: 'ASVS 5.0',
  requirement: '6.3.6',
  level: 3,
  setting: 'PIN_BY_EMAIL',
  value: 'on',
  conformingValue: 'off',
  explanation: 'One-time PINs may go by e-mail.',
};

/** What a guess at a factor is worth. */
export const aStrength: FactorStrength = {
  kind: 'totp',
  entropyBits: 19.9,
  chancePerGuess: 0.000003,
  guessesPerYear: 365,
  chancePerYear: 0.001,
  acr: 'urn:countersign:aal2',
  permitted: true,
};

/** Kinds of factors that somebody may have. */
export type Kind = 'totp' | 'soft_token' | 'grid_card' | 'egrid' | 'sms' | 'email' | 'emergency_code';

/** What a right answer of each kind proves. */
export const methodsOf: Record<Kind, { methods: string[]; acr: string }> = {
  totp: { methods: ['otp'], acr: 'urn:countersign:aal2' },
  soft_token: { methods: ['otp', 'pin'], acr: 'urn:countersign:aal2' },
  grid_card: { methods: ['grid'], acr: 'urn:countersign:aal2-restricted' },
  egrid: { methods: ['grid'], acr: 'urn:countersign:aal2-restricted' },
  sms: { methods: ['sms'], acr: 'urn:countersign:aal2-restricted' },
  email: { methods: ['email'], acr: 'urn:countersign:aal1' },
  emergency_code: { methods: ['emergency'], acr: 'urn:countersign:aal1' },
};
/** How the destinations of codes are shown. */
export const masked: Partial<Record<Kind, string>> = { sms: '+1••••••45', email: 'c•••@example.com' };
/** Serial numbers of tokens and cards. */
export const serials: Partial<Record<Kind, string>> = {
  soft_token: '1853011441',
  grid_card: '6935019387',
  egrid: '0505428340',
};
/** Whether its cells are asked for. */
export const isCard = (kind: string) => kind === 'grid_card' || kind === 'egrid';
