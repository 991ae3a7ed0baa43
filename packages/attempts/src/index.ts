export {
  type Attempt,
  type AttemptDb,
  type AttemptResult,
  clearAttempts,
  countAttempt,
  createAttemptsTable,
  requireAttempt,
} from './attempts.ts';
