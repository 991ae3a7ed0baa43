import type { SignatureOutcome } from './algorithms.ts';
import {
  type Certificate,
  checkIssued,
  extensionIds,
  findKeyUsage,
  findPurposes,
  readBasicConstraints,
} from './certificate.ts';
import type { Fault } from './report.ts';
import { findRevocation, type RevocationSource } from './revocation.ts';

/** Where paths may end, and what they may lead over. */
export interface Trust {
  anchors: readonly Certificate[];
  /** Of the document and of our own authorities. */
  pool: readonly Certificate[];
  sources: readonly RevocationSource[];
  /** Moment of the validation. */
  now: Date;
  /** Remembers which certificate was signed by which: most paths share theirs. */
  issued: Map<string, SignatureOutcome>;
}

/** What a path is looked for. */
export interface PathQuestion {
  certificate: Certificate;
  use: 'document' | 'time-stamp';
  /** Moment at which it must hold. */
  moment: Date;
  /** Moment of which something must tell that nothing was revoked; `moment` when absent. */
  tellingAt?: Date | undefined;
}

/** What came of a path. */
export interface PathResult {
  pathFault: Fault | undefined;
  revocationFault: Fault | undefined;
  /** Whether the document itself tells that every certificate of the path is good. */
  isEmbedded: boolean;
}

const longestPath = 8;
/** Signatures that one search checks at most: whoever sends certificates decides how many there are. */
const searchLimit = 400;
/** Steps of one search, also those whose signature is known: ways multiply where many certificates issued one another. */
const stepLimit = 10_000;
/** Bits of the key usage (RFC 5280 4.2.1.3). */
const bits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5 } as const;
const purposes = {
  any: '2.5.29.37.0',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;
/** Critical extensions that are looked at, or that restrict nothing that we rely on. */
const understood: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.basicConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.subjectAltName,
  extensionIds.certificatePolicies,
]);

/**
 * Looks for a path from `certificate` to a trust anchor that holds at `moment` (RFC 5280 6.1), and asks for revocations on
 * it. Of several paths the first one that holds counts, otherwise the first that was found.
 */
export function checkPath(question: PathQuestion, trust: Trust): PathResult {
  const { certificate, use, moment } = question;
  let first: PathResult | undefined;
  let left = searchLimit;
  const verify = (subject: Certificate, issuer: Certificate): SignatureOutcome => {
    const key = `${subject.fingerprint} ${issuer.fingerprint}`;
    const known = trust.issued.get(key);
    if (known !== undefined) return known;
    if (left <= 0) return 'broken';
    left -= 1;
    const outcome = quietly(() => checkIssued(subject, issuer)) ?? 'broken';
    trust.issued.set(key, outcome);
    return outcome;
  };
  for (const path of pathsFrom([certificate], { trust, verify, steps: { left: stepLimit } })) {
    const pathFault = quietly(() => findPathFault(path, { use, moment, verify }) ?? null);
    const result: PathResult =
      pathFault === null
        ? { pathFault: undefined, ...checkRevocations(path, question, trust) }
        : {
            pathFault: pathFault ?? constraint('a certificate has an extension that cannot be read'),
            revocationFault: undefined,
            isEmbedded: false,
          };
    if (result.pathFault === undefined && result.revocationFault === undefined) return result;
    first ??= result;
  }
  return (
    first ?? {
      pathFault: {
        sub: 'NO_CERTIFICATE_CHAIN_FOUND',
        finding: 'No path leads from the certificate to an authority that is trusted.',
      },
      revocationFault: undefined,
      isEmbedded: false,
    }
  );
}

/** What a search works with; it ends when no steps are left. */
interface Search {
  trust: Trust;
  verify: (subject: Certificate, issuer: Certificate) => SignatureOutcome;
  steps: { left: number };
}

/** Paths from a certificate, given with what is below it, to an anchor; shorter ones need not come first. */
function* pathsFrom(
  path: readonly [Certificate, ...Certificate[]],
  search: Search,
): Generator<readonly [Certificate, ...Certificate[]]> {
  const { trust, verify, steps } = search;
  const top = path.at(-1) ?? path[0];
  if (trust.anchors.some(({ fingerprint }) => fingerprint === top.fingerprint)) {
    yield path;
    return;
  }
  if (path.length >= longestPath) return;
  const above = [...trust.anchors, ...trust.pool].filter(
    (each) => each.subject.equals(top.issuer) && !path.some(({ fingerprint }) => fingerprint === each.fingerprint),
  );
  for (const issuer of above) {
    if (steps.left <= 0) return;
    steps.left -= 1;
    const outcome = verify(top, issuer);
    if (outcome === 'holds' || outcome === 'weak') yield* pathsFrom([...path, issuer], search);
  }
}

function findPathFault(
  path: readonly [Certificate, ...Certificate[]],
  {
    use,
    moment,
    verify,
  }: { use: PathQuestion['use']; moment: Date; verify: (a: Certificate, b: Certificate) => SignatureOutcome },
): Fault | undefined {
  const [leaf, ...authorities] = path;
  for (const [index, authority] of authorities.entries()) {
    const fault = authorityFault(authority, index);
    if (fault !== undefined) return fault;
  }
  for (const certificate of path) {
    const { extensions } = certificate;
    for (const [id, { critical }] of extensions) {
      if (critical && !understood.has(id)) return constraint(`A certificate has the critical extension ${id}.`);
    }
    if (extensions.has(extensionIds.nameConstraints)) {
      return constraint('An authority is limited to certain names, which are not compared here.');
    }
  }
  const unfit = use === 'document' ? documentFault(leaf) : timestampFault(leaf);
  if (unfit !== undefined) return unfit;
  const isWeak = path.some((each, index) => {
    const issuer = path[index + 1];
    return issuer !== undefined && verify(each, issuer) === 'weak';
  });
  if (isWeak) {
    return { sub: 'CRYPTO_CONSTRAINTS_FAILURE', finding: 'A certificate is signed by means that are too weak.' };
  }
  return path.map((each) => validityFault(each, moment)).find((fault) => fault !== undefined);
}

function authorityFault(authority: Certificate, authoritiesBelow: number): Fault | undefined {
  const { isAuthority, pathLength = Number.POSITIVE_INFINITY } = readBasicConstraints(authority);
  if (authority.version !== 3 || !isAuthority)
    return constraint('A certificate was issued by one that is no authority.');
  if (pathLength < authoritiesBelow) return constraint('An authority has more authorities below it than it may have.');
  const keyUsage = findKeyUsage(authority);
  if (keyUsage !== undefined && !keyUsage(bits.keyCertSign)) {
    return constraint('A certificate was issued with a key that may not sign certificates.');
  }
  return undefined;
}

function documentFault(leaf: Certificate): Fault | undefined {
  const keyUsage = findKeyUsage(leaf);
  if (keyUsage !== undefined && !keyUsage(bits.digitalSignature) && !keyUsage(bits.nonRepudiation)) {
    return constraint('The key of the signer is not meant for signatures.');
  }
  const wanted: readonly string[] = [purposes.any, purposes.documentSigning, purposes.emailProtection];
  return findPurposes(leaf)?.some((purpose) => wanted.includes(purpose)) === false
    ? constraint('The certificate of the signer is not meant for documents.')
    : undefined;
}

/** RFC 3161 2.3: exactly this purpose, and critical. */
function timestampFault(leaf: Certificate): Fault | undefined {
  const own = findPurposes(leaf);
  const isCritical = leaf.extensions.get(extensionIds.extendedKeyUsage)?.critical === true;
  return own?.length === 1 && own[0] === purposes.timeStamping && isCritical
    ? undefined
    : constraint('The certificate of the time-stamping authority is not meant for time-stamps alone.');
}

function validityFault({ notBefore, notAfter }: Certificate, moment: Date): Fault | undefined {
  if (moment >= notBefore && moment <= notAfter) return undefined;
  const which = moment < notBefore ? 'not yet valid' : 'no longer valid';
  return {
    sub: 'OUT_OF_BOUNDS_NO_POE',
    finding: `A certificate is ${which} at ${moment.toISOString()}, and nothing proves another time of the signature.`,
  };
}

function checkRevocations(
  path: readonly Certificate[],
  { moment, tellingAt = moment }: PathQuestion,
  { sources, now }: Trust,
): Omit<PathResult, 'pathFault'> {
  let isEmbedded = true;
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    if (issuer === undefined) break;
    const found = findRevocation({ certificate, issuer }, { sources, moment, tellingAt, now });
    isEmbedded &&= found.embedded;
    const whose = index === 0 ? 'The certificate' : 'An authority';
    if (found.status === 'revoked') {
      const sub = index === 0 ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE';
      const finding = `${whose} was revoked at ${found.since?.toISOString()}, and nothing proves that the signature is older.`;
      return { revocationFault: { sub, finding }, isEmbedded: false };
    }
    if (found.status === 'held') {
      const finding = `${whose} is on hold since ${found.since?.toISOString()}.`;
      return { revocationFault: { sub: 'TRY_LATER', finding }, isEmbedded: false };
    }
    if (found.status === 'unknown') {
      const finding = `Nothing tells whether ${index === 0 ? 'the certificate' : 'an authority'} was revoked.`;
      return { revocationFault: { sub: 'TRY_LATER', finding }, isEmbedded: false };
    }
  }
  return { revocationFault: undefined, isEmbedded };
}

function constraint(finding: string): Fault {
  return { sub: 'CHAIN_CONSTRAINTS_FAILURE', finding };
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
