import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import { toCheckedRequestJson, toRequestedJson } from './certificate-requests.ts';
import type { EnrollmentClient } from './clients.ts';
import { fromOrganisationJson, type OrganisationSchema } from './organisations.ts';

/** What a member wishes for; what is absent takes the place that the contract gives it. */
export interface CertificateWish {
  accountId: string;
  kind: 'new' | 'renewal' | 'reissue' | 'duplicate';
  idempotencyKey: string;
  /** Certificate to renew, reissue or duplicate. */
  certificateId?: string;
  licenceId?: string;
  productCode?: string;
  signingRequest?: string;
  names?: string[];
  organisation?: Static<typeof OrganisationSchema>;
  keyPassphrase?: string;
  keyCompromised?: boolean;
  notify?: string[];
  validateOnly?: boolean;
}

/** Asks for a certificate and answers 201 with the request, or 200 when it was only to be checked. */
export async function askForCertificate(enrollment: EnrollmentClient, reply: FastifyReply, wish: CertificateWish) {
  const { validateOnly = false } = wish;
  const answer = await enrollment.createIssuanceRequest({
    accountId: wish.accountId,
    licenceId: wish.licenceId ?? '',
    productCode: wish.productCode ?? '',
    signingRequest: wish.signingRequest ?? '',
    names: wish.names ?? [],
    organisation: wish.organisation && fromOrganisationJson(wish.organisation),
    validateOnly,
    idempotencyKey: wish.idempotencyKey,
    kind: wish.kind,
    certificateId: wish.certificateId ?? '',
    keyPassphrase: wish.keyPassphrase ?? '',
    keyCompromised: wish.keyCompromised ?? false,
    notify: wish.notify ?? [],
  });
  if (validateOnly) return { request: toCheckedRequestJson(answer.request) };
  const json = toRequestedJson(answer);
  reply.code(201).header('location', `/v1/certificate-requests/${json.request.id}`);
  return json;
}
