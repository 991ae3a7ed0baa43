import type { Handlers } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { type Rounds, startRounds } from '@countersign/runtime';
import { createDelegates } from './delegate/delegates.ts';
import { renewDelegates } from './delegate/renewal.ts';
import { issueDelegateCertificate } from './delegate-issuing.ts';
import type { IssuingDeps } from './issuing.ts';
import { createOcspHandlers } from './ocsp/handlers.ts';
import { createIssuers } from './ocsp/issuers.ts';
import { createSignedAnswers } from './ocsp/signed-answers.ts';
import { readStatuses } from './ocsp/status-store.ts';
import { createTimestampHandlers } from './timestamp/handlers.ts';
import { readTimeReference, type TimeReference } from './timestamp/time-reference.ts';

/** Answers in memory at once: about 20 MB. */
const mostAnswers = 20_000;
/** Renewal is a matter of weeks; what is missing is missed at once. */
const roundMs = 60_000;

export interface StatusAndTimeDeps extends IssuingDeps {
  /** The number of the next stamp, and a second clock; the database's when absent. */
  readReference?: () => Promise<TimeReference>;
}

/** The methods in which delegates answer in the place of authorities: status of certificates and time-stamps. */
export function createStatusAndTimeHandlers(
  deps: StatusAndTimeDeps,
): Pick<Handlers<typeof CertificateAuthorityServiceService>, 'answerOcsp' | 'createTimestamp'> {
  const { db, clock, logger, metrics } = deps;
  const delegates = createDelegates(deps);
  const findIssuer = createIssuers(db, clock);
  return {
    ...createOcspHandlers({
      clock,
      delegates,
      metrics,
      answers: createSignedAnswers(mostAnswers),
      findIssuer,
      readStatuses: (authority, serialNumbers) => readStatuses(db, authority, serialNumbers),
    }),
    ...createTimestampHandlers({
      clock,
      delegates,
      logger,
      metrics,
      findIssuer,
      readReference: deps.readReference ?? (() => readTimeReference(db)),
    }),
  };
}

/** Makes the delegates that are missing now, and renews them in time, until it is closed. */
export function startRenewals(deps: IssuingDeps): Rounds {
  return startRounds({
    name: 'the renewal of delegates',
    everyMs: roundMs,
    round: () => renewDelegates(deps, (order) => issueDelegateCertificate(deps, order)),
    logger: deps.logger,
  });
}
