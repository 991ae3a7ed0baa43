import type { AuthenticatorKind } from './database.ts';

/** Authentication context classes of a login, the weakest first. */
export type Acr = 'urn:countersign:aal1' | 'urn:countersign:aal2-restricted' | 'urn:countersign:aal2';

/** What a factor is worth beside a password. */
export interface Assurance {
  /** Methods, by RFC 8176 where that has a name. */
  readonly methods: readonly string[];
  /** Class that password and factor reach together. */
  readonly acr: Acr;
}

/**
 * What each kind of factor is worth. A card counts as restricted here, because its cells may be asked for again; one of
 * one-time cells says so itself.
 */
export const assurances: Readonly<Record<AuthenticatorKind, Assurance>> = {
  totp: { methods: ['otp'], acr: 'urn:countersign:aal2' },
  soft_token: { methods: ['otp', 'pin'], acr: 'urn:countersign:aal2' },
  grid_card: { methods: ['grid'], acr: 'urn:countersign:aal2-restricted' },
  egrid: { methods: ['grid'], acr: 'urn:countersign:aal2-restricted' },
  sms: { methods: ['sms'], acr: 'urn:countersign:aal2-restricted' },
  email: { methods: ['email'], acr: 'urn:countersign:aal1' },
  emergency_code: { methods: ['emergency'], acr: 'urn:countersign:aal1' },
};

/** What a code that fits is worth. */
export function assuranceOf({ kind, acr }: { kind: AuthenticatorKind; acr?: Acr }): Assurance {
  return { methods: assurances[kind].methods, acr: acr ?? assurances[kind].acr };
}
