import type { AuthenticatorKind } from '../database.ts';
import type { Policy } from './policy.ts';

/** What a factor proves something for. */
export type Purpose = 'login' | 'recovery' | 'signing' | 'verification';

/**
 * Whether the policy takes a kind of factor for a purpose. Emergency codes open logins, and nothing else; whoever reads
 * text messages or mails authorises a signature only where the policy says so.
 */
export function isPermitted(
  { factors, signing }: Pick<Policy, 'factors' | 'signing'>,
  kind: AuthenticatorKind,
  purpose: Purpose,
): boolean {
  if (kind === 'emergency_code') return purpose === 'login';
  if (!factors.kinds.includes(kind)) return false;
  if (purpose !== 'signing') return true;
  return (kind !== 'sms' || signing.bySms) && (kind !== 'email' || signing.byEmail);
}
