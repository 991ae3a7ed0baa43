/** Roles of staff, which have a name for people. */
export type StaffRole = 'operator' | 'registration_officer';

/** What needs a second officer, which has a name for people. */
export type ApprovalAction =
  | 'user_release'
  | 'personal_validation'
  | 'staff_invitation'
  | 'staff_roles'
  | 'emergency_code';

/** What became of an authenticator, which has words for people. */
export type AuthenticatorChange =
  | 'assigned'
  | 'suspended'
  | 'suspended_by_emergency'
  | 'resumed'
  | 'unlocked'
  | 'locked'
  | 'revoked'
  | 'withdrawn'
  | 'removed';

/** What became of a signing credential, which has words for people. */
export type CredentialChange =
  | 'credential_suspended_by_staff'
  | 'credential_suspended_after_replacement'
  | 'credential_revoked'
  | 'credential_revoked_by_staff'
  | 'credential_revoked_licence_ended'
  | 'credential_rekeyed';

/**
 * What the messages about logins, contacts and staff must be told. `address` is a network address unless said and may be
 * empty, as `device` may: its line is then left out.
 */
export interface IdentityMessageParams {
  'password-changed': { at: Date; address: string };
  'password-reset': { at: Date };
  /** Somebody knew the password and failed at the second factor. */
  'password-known': { at: Date; address: string };
  /** Unknown devices may try no further password. */
  'login-stopped': { at: Date };
  'new-device': { at: Date; device: string; address: string };
  /** A refresh token came a second time. */
  'session-reused': { at: Date };
  'recovery-code': { code: string; minutes: number };
  'recovery-answers-locked': { until: Date };
  'recovery-questions-changed': { at: Date };
  /** Like `one-time-pin`: by mail or SMS, bound to the host of the page that asks. */
  'contact-code': { code: string; minutes: number; host: string };
  /** To the present mailbox; `address` is the new one, masked. */
  'contact-consent': { code: string; address: string; minutes: number };
  /** To both mailboxes; `address` is the new one, masked. */
  'email-changed': { address: string; at: Date };
  /** `mobile` is the new number, masked. */
  'mobile-changed': { mobile: string; at: Date };
  'user-released': { until: Date };
  /** `roles` is as `roleWords` writes them. */
  'staff-invitation': { link: string; expiresAt: Date; roles: string };
  /** `roles` is as `roleWords` writes them; empty for one who is staff no longer. */
  'staff-roles-changed': { roles: string };
  'signer-invitation': { link: string; expiresAt: Date };
  /** Somebody who knew the password said that the factors are lost. */
  'factor-loss-reported': { at: Date; address: string };
  /** Factors may be replaced until then. */
  'replacement-granted': { until: Date };
  'emergency-code-requested': { at: Date };
  'emergency-code-issued': { at: Date };
  /** `certificate` is its name and serial number, here and below. */
  'credential-changed': { certificate: string; change: CredentialChange; at: Date };
  'credential-expiring': { certificate: string; until: Date };
  'approval-waiting': { action: ApprovalAction; expiresAt: Date };
  /** `application` is the name that it was registered under. */
  'signatures-asked': { application: string; signatures: number; link: string; expiresAt: Date };
}
