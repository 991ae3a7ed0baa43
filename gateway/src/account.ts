import { notFound } from '@countersign/errors';
import { requireActor } from '@countersign/grpc';
import type { FastifyRequest } from 'fastify';

/** The account that the request's token was issued for; throws `ACCOUNT_NOT_FOUND` for a token without one. */
export function getAccountId(request: Pick<FastifyRequest, 'call'>): string {
  const { accountId } = requireActor(request.call);
  if (accountId === undefined) throw notFound('ACCOUNT_NOT_FOUND', 'you are not a member of an account');
  return accountId;
}
