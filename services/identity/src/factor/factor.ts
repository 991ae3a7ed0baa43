/** Kinds of factors that have words of their own on a page; of others the general ones are shown. */
const wordedKinds = ['totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email', 'emergency_code'] as const;

/** A factor that a user may choose, as second-factor tells it. */
export interface LoginFactor {
  authenticatorId: string;
  kind: string;
  label: string;
  /** Empty for kinds that nothing is sent for. */
  maskedDestination: string;
  /** Of a soft token or card; empty for others. */
  serial: string;
}

/** A factor as second-factor tells it. */
export function toLoginFactor({ authenticatorId, kind, label, maskedDestination, serial }: LoginFactor): LoginFactor {
  return { authenticatorId, kind, label, maskedDestination, serial };
}

/** What the chosen factor asks for. */
export interface FactorPrompt {
  authenticatorId: string;
  kind: string;
  /** To be read from the card, in the order in which they are typed; empty for other kinds. */
  cells: readonly string[];
  /** Of the card; empty for other kinds. */
  serial: string;
  /** Challenge of the cells; empty for other kinds. */
  challengeId: string;
  /** Where a code was sent; absent for kinds that nothing is sent for. */
  sent?: { channel: 'sms' | 'email'; maskedDestination: string; resendAt?: Date };
}

/** The factors of a flow: those that may be chosen, and what the chosen one asks for. */
export interface FlowFactors {
  /** The one that was used last first; absent in flows from before there were several. */
  factors?: readonly LoginFactor[];
  /** Absent before a factor is asked for, and where none can be used. */
  prompt?: FactorPrompt;
}

/** Whether codes come of an app with a clock: any of the user's answers, and two that follow each other set it right. */
export function isApp({ kind }: { kind: string }): boolean {
  return kind === 'totp' || kind === 'soft_token';
}

/** Whether a factor has to be asked before its code is known. */
export function isAsked({ kind }: { kind: string }): boolean {
  return kind === 'grid_card' || kind === 'egrid' || kind === 'sms' || kind === 'email';
}

/** Whether a flow with these factors awaits a code: not when all of them are lost. */
export function canAnswer({ factors, prompt }: FlowFactors): boolean {
  return prompt !== undefined || factors === undefined;
}

/** The text that asks for the code of a factor, under `<flow>.factor_required`, and what it has to be told. */
export function factorMessage(
  flow: 'login' | 'step_up' | 'recovery',
  { prompt }: FlowFactors,
): { id: string; parameters: Record<string, string> } {
  const kind = wordedKinds.find((known) => known === prompt?.kind);
  if (prompt === undefined || kind === undefined) return { id: `${flow}.factor_required`, parameters: {} };
  const id = `${flow}.factor_required.${kind}`;
  if (prompt.cells.length > 0)
    return { id, parameters: { cells: prompt.cells.join(', '), serial: asPrinted(prompt.serial) } };
  if (prompt.sent !== undefined) return { id, parameters: { destination: prompt.sent.maskedDestination } };
  return { id, parameters: {} };
}

/** Who proves something, and what: decides which of his factors count. */
export interface FactorUse {
  purpose: 'login' | 'step_up' | 'recovery';
  /** Whether his mailbox is no second factor at the moment. */
  emailHeld: boolean;
}

/**
 * Those factors that count. Emergency codes open nothing but a login. Codes by e-mail prove no recovery, which began with a
 * mailed code, and nothing while the mailbox is held because it recovered the password.
 */
export function countingFactors(factors: readonly LoginFactor[], { purpose, emailHeld }: FactorUse): LoginFactor[] {
  return factors.filter(({ kind }) => {
    if (kind === 'emergency_code') return purpose === 'login';
    return kind !== 'email' || (purpose !== 'recovery' && !emailHeld);
  });
}

/** A serial number as it stands on the card: `69350-19387`. */
function asPrinted(serial: string): string {
  return serial.replace(/^(\d{5})(\d{5})$/, '$1-$2');
}
