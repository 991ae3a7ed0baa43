import { type DomainError, forbidden, unauthenticated } from '@countersign/errors';

/** The code is wrong, was used before or is too old: one answer for all. */
export function codeRefused(): DomainError {
  return unauthenticated('CODE_REFUSED', 'the code is not right or was used before');
}

/** The policy of the installation, or of the account, does not permit the kind. */
export function kindNotPermitted(): DomainError {
  return forbidden('KIND_NOT_PERMITTED', 'the policy does not permit this kind of factor');
}
