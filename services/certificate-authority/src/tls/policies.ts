/** How far the identity behind a public certificate was validated: domain, organisation, extended. */
export type ValidationLevel = 'dv' | 'ov' | 'ev';

/** Names of the validation levels. */
export const validationLevels = ['dv', 'ov', 'ev'] as const satisfies readonly ValidationLevel[];

/** Policy identifiers that the CA/Browser Forum reserved (BR 7.1.6.1, EVG 7.1.6.1). */
export const reservedPolicies: Readonly<Record<ValidationLevel, string>> = {
  dv: '2.23.140.1.2.1',
  ov: '2.23.140.1.2.2',
  ev: '2.23.140.1.1',
};

/** Under 2.25, where a UUID makes an arc that needs no registration (ITU-T X.667). */
export const privatePolicy = '2.25.336360247634993809843986747030117149932.2';
