/** What each service may have the codes of its actors verified for. */
export const purposes: Readonly<Record<string, readonly string[]>> = {
  'remote-signing': ['credential_creation', 'credential_revocation'],
  enrollment: ['ownership_transfer'],
};
