import { findAuthorityName } from '@countersign/certificates';
import { notFound } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { answerOcsp, type OcspDeps } from './answering.ts';

/** The handler that answers requests for the status of certificates. */
export function createOcspHandlers(
  deps: OcspDeps,
): Pick<Handlers<typeof CertificateAuthorityServiceService>, 'answerOcsp'> {
  return {
    async answerOcsp({ authority, request }) {
      const name = findAuthorityName(authority);
      const reply = name === undefined ? undefined : await answerOcsp(deps, name, request);
      if (reply === undefined) throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
      return reply;
    },
  };
}
