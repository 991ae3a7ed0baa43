/** Codes of the reasons for which a certificate may be revoked (RFC 5280 5.3.1; those that BR 7.2.2 allows). */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

export type RevocationReason = keyof typeof revocationReasons;
