/** Main status of a signature (EN 319 102-1 5.1.3), the best first. */
export const indications = ['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'] as const;

export type Indication = (typeof indications)[number];

/** Why a signature did not pass (EN 319 102-1 5.1.3, tables 5 and 6), each with the status that it leads to. */
export const subIndications = {
  FORMAT_FAILURE: 'TOTAL-FAILED',
  HASH_FAILURE: 'TOTAL-FAILED',
  SIG_CRYPTO_FAILURE: 'TOTAL-FAILED',
  NOT_YET_VALID: 'TOTAL-FAILED',
  SIG_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CHAIN_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CRYPTO_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  SIGNATURE_POLICY_NOT_AVAILABLE: 'INDETERMINATE',
  SIGNED_DATA_NOT_FOUND: 'INDETERMINATE',
  NO_SIGNING_CERTIFICATE_FOUND: 'INDETERMINATE',
  NO_CERTIFICATE_CHAIN_FOUND: 'INDETERMINATE',
  OUT_OF_BOUNDS_NO_POE: 'INDETERMINATE',
  REVOKED_NO_POE: 'INDETERMINATE',
  REVOKED_CA_NO_POE: 'INDETERMINATE',
  TRY_LATER: 'INDETERMINATE',
} as const satisfies Readonly<Record<string, Indication>>;

export type SubIndication = keyof typeof subIndications;

/** What became of one check. */
export interface Check {
  name: CheckName;
  outcome: 'passed' | 'failed' | 'unknown' | 'not-applicable';
  /** One sentence for people. */
  finding: string;
}

/** What is looked at, in this order. */
export const checkNames = [
  'format',
  'digest',
  'signing-certificate',
  'signature',
  'time-stamp',
  'certificate-path',
  'revocation',
  'later-changes',
] as const;

export type CheckName = (typeof checkNames)[number];

/** Changes of a document after a signature. */
export type LaterChanges = 'none' | 'permitted' | 'other';

/** The report on one signature. */
export interface SignatureReport {
  /** Name of the field in a PDF; otherwise the number of the signer, from 1. */
  name: string;
  indication: Indication;
  subIndication: SubIndication | '';
  /** `PAdES-B-B` … `CAdES-B-LT`, `CMS` for what is no AdES signature, `document-time-stamp`; empty when unreadable. */
  level: string;
  /** Subject of the signer's certificate (RFC 4514); empty when it is not known. */
  signedBy: string;
  /** Time that the signer claims. */
  claimedAt: Date | undefined;
  /** Time that a time-stamp proves. */
  provedAt: Date | undefined;
  coversWholeDocument: boolean;
  laterChanges: LaterChanges;
  checks: Check[];
}

/** A reason why a signature does not pass. */
export interface Fault {
  sub: SubIndication;
  finding: string;
}

/** What was found of one signature: the checks in their order, and the gravest of the faults. */
export interface Findings {
  checks: Check[];
  passed(name: CheckName, finding: string): void;
  skipped(name: CheckName, finding: string): void;
  fault(name: CheckName, fault: Fault): void;
  /** The gravest fault, the first of those that weigh the same; undefined when there is none. */
  gravest(): Fault | undefined;
}

/** Starts with nothing found. */
export function createFindings(): Findings {
  const checks: Check[] = [];
  const faults: Fault[] = [];
  return {
    checks,
    passed: (name, finding) => void checks.push({ name, outcome: 'passed', finding }),
    skipped: (name, finding) => void checks.push({ name, outcome: 'not-applicable', finding }),
    fault(name, fault) {
      faults.push(fault);
      const outcome = weightOf(fault) === 2 || !isOpen.has(fault.sub) ? 'failed' : 'unknown';
      checks.push({ name, outcome, finding: fault.finding });
    },
    gravest: () => faults.reduce<Fault | undefined>((worst, next) => (isGraver(next, worst) ? next : worst), undefined),
  };
}

/** What may still be found out, with more data or later. */
const isOpen: ReadonlySet<SubIndication> = new Set<SubIndication>([
  'SIGNED_DATA_NOT_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'SIGNATURE_POLICY_NOT_AVAILABLE',
  'TRY_LATER',
]);

function weightOf({ sub }: Fault): number {
  return indications.indexOf(subIndications[sub]);
}

function isGraver(next: Fault, worst: Fault | undefined): boolean {
  return worst === undefined || weightOf(next) > weightOf(worst);
}

/** Status and reason of what was found. */
export function conclude(findings: Findings): Pick<SignatureReport, 'indication' | 'subIndication' | 'checks'> {
  const gravest = findings.gravest();
  return gravest === undefined
    ? { indication: 'TOTAL-PASSED', subIndication: '', checks: findings.checks }
    : { indication: subIndications[gravest.sub], subIndication: gravest.sub, checks: findings.checks };
}

/** The worst of the reports. */
export function worstIndication(reports: readonly SignatureReport[]): Indication {
  const weights = reports.map(({ indication }) => indications.indexOf(indication));
  return indications[Math.max(0, ...weights)] ?? 'TOTAL-FAILED';
}
