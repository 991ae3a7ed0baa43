import type { Actor } from '@countersign/grpc';
import type {
  EnrolAuthenticatorRequest,
  EnrolAuthenticatorResponse,
  FactorPrompt,
} from '@countersign/proto/second-factor';
import type { Acr } from '../assurance.ts';
import type { AuthenticatorKind, SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import type { SigningChallenge } from '../signing-challenge/signing-challenge.ts';
import type { Authenticator } from './authenticator.ts';

/** What a code is for: the same thing is asked the same question until it is answered. */
export interface Occasion {
  purpose: 'activation' | 'login' | 'signing' | 'verification';
  /** Authenticator, login or recovery flow, signing challenge, or what the calling service named. */
  subjectId: string;
}

/** What a factor is asked for, and how. */
export interface Question extends Occasion {
  authenticator: Authenticator;
  language: string;
  /** Whether another code is sent though one is open. */
  resend: boolean;
  /** Whether it is asked for a recovery; not unless it says so. */
  recovery?: boolean;
}

/** A code that was given for an authenticator. */
export interface GivenCode extends Occasion {
  authenticator: Authenticator;
  /** Without spaces; not checked otherwise. */
  code: string;
  /** Challenge whose cells it answers; empty when its giver names none. */
  challengeId: string;
  at: Date;
  /** Whether it proves a recovery, whose wrong codes count apart. */
  recovery: boolean;
}

/**
 * A code that fits. It is not used up yet: `use` does that by one conditional statement, which is true at most once for
 * each code, whoever else calls it at the same moment. It may run inside of a transaction.
 */
export interface FittingCode {
  authenticatorId: string;
  kind: AuthenticatorKind;
  use(db: SecondFactorDb): Promise<boolean>;
  /** Whether `use` forgets the wrong guesses of the user, too; otherwise its caller does. */
  readonly restoresGuesses?: true;
  /** Authentication context class, where that depends on more than the kind (`assurance.ts`). */
  readonly acr?: Acr;
}

/** A signing challenge as a kind needs it that makes codes for exactly what is signed. */
export interface SigningQuestion {
  authenticator: Authenticator;
  challenge: SigningChallenge;
}

/** What a kind does that makes codes for exactly what is signed. */
export interface SigningCodes {
  /** What the app of the user is told; shown beside the challenge. */
  readonly present: (
    deps: SecondFactorDeps,
    question: SigningQuestion,
  ) => Promise<{ transactionUri: string; transactionQrSvg: string }>;
  /** Whether a code has the form of one that is made for a challenge. */
  readonly isOne: (code: string) => boolean;
  /** As `match`; single use comes of the challenge, which is answered once. Such an answer is `bound` in the assertion. */
  readonly match: (deps: SecondFactorDeps, given: GivenCode & SigningQuestion) => Promise<FittingCode | undefined>;
}

/** What an authenticator is issued with beside the columns that all have. */
export type IssuedColumns = Partial<
  Pick<Authenticator, 'serial' | 'platform' | 'maskedDestination' | 'validUntil' | 'algorithm' | 'digits'>
> & { seed?: Buffer; destination?: Buffer };

/** What a kind of factor does; one for each kind stands in `factor-kinds.ts`. Whoever calls has counted the attempt. */
export interface FactorKind {
  readonly kind: AuthenticatorKind;
  /** Name in the list of one that its user gave none. */
  readonly defaultLabel: string;
  /**
   * What its codes look like, without spaces and hyphens: anything else is refused as `CODE_MALFORMED`, which costs no
   * attempt because it cannot be a guess.
   */
  readonly form: RegExp;
  /** Checks the request before anything is written; throws typed errors about its fields. */
  readonly prepare: (deps: SecondFactorDeps, request: EnrolAuthenticatorRequest, actor: Actor) => Promise<Issue>;
  /**
   * Asks: draws cells or sends a code; asking again for the same occasion returns the same, unless `resend`. Absent for
   * kinds of which nothing is asked. Outside of any transaction.
   */
  readonly ask?: (deps: SecondFactorDeps, question: Question) => Promise<FactorPrompt>;
  /** Finds out whether a code is right, without using it up; undefined when it is not. Throws `CHALLENGE_REPLACED`. */
  readonly match: (deps: SecondFactorDeps, given: GivenCode) => Promise<FittingCode | undefined>;
  /** As `match`, for two codes that follow each other, of an app whose clock is off. Absent for what has no clock. */
  readonly matchResync?: (
    deps: SecondFactorDeps,
    given: GivenCode & { nextCode: string },
  ) => Promise<FittingCode | undefined>;
  /** Refuses what cannot be a first code, before it is counted as a guess: by `CODE_MALFORMED`, or by its state. */
  readonly requireFirst?: (authenticator: Authenticator, code: string) => void;
  /** As `match`, for the first code of one that waits for it, where that is another one (a registration code). */
  readonly matchFirst?: (
    deps: SecondFactorDeps,
    given: GivenCode & { actor: Actor },
  ) => Promise<FittingCode | undefined>;
  /** What happens to a wrong answer beside the ledger, for kinds that are locked by them. */
  readonly missed?: (deps: SecondFactorDeps, authenticator: Authenticator) => Promise<void>;
  /** Whether only the session that enrolled it may activate it. */
  readonly ownSession?: true;
  /** Codes that are made for exactly what is signed. */
  readonly signing?: SigningCodes;
  /** Only for these purposes; absent for all. */
  readonly purposes?: readonly Occasion['purpose'][];
  /** Whether a login by it opens nothing but a set-up session. */
  readonly setUpOnly?: true;
  /** What its use brings with it, in the same transaction. */
  readonly used?: (
    trx: SecondFactorTransaction,
    deps: SecondFactorDeps,
    use: { authenticator: Authenticator; at: Date },
  ) => Promise<void>;
  /** What happens when another one takes the place of one of this kind: before its secrets are erased, in the same transaction. */
  readonly replaced?: (
    trx: SecondFactorTransaction,
    deps: SecondFactorDeps,
    change: { authenticator: Authenticator; by: Authenticator; language: string; at: Date },
  ) => Promise<void>;
}

/** An authenticator that is about to be issued. */
export interface Issue {
  /** Sealed columns are made here, because they are bound to the id of the row. */
  columns(id: string): IssuedColumns;
  /** Takes hold of what others may want, too, before the authenticator is written; throws when it is gone. */
  claim?(trx: SecondFactorTransaction): Promise<void>;
  /** Writes what the kind keeps in tables of its own, in the transaction of the issue. */
  write?(trx: SecondFactorTransaction, authenticator: Authenticator): Promise<void>;
  /** What its user is shown once, after the transaction. */
  show(authenticator: Authenticator): Promise<Partial<EnrolAuthenticatorResponse>>;
  /** Time in which it can be activated; ten minutes unless it is named. */
  readonly activationMs?: number;
}
