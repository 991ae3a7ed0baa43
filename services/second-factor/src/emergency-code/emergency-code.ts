/** Symbols of a code: 50 random bits. */
export const emergencySymbols = 10;

/** The code as it is shown: two groups of five. */
export function showEmergencyCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** Time in which it opens a login, and in which lost authenticators are replaced after it. */
export const emergencyLifeMs = 24 * 3_600_000;

/** Label of its slow hash. */
export const emergencyLabel = 'emergency-code';
