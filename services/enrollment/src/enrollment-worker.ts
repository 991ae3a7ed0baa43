import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import { type ActivationJobDeps, sendActivationMail } from './activation/activation-job.ts';
import type { CertificateDeps } from './certificate/deps.ts';
import { createCertificateJobs } from './certificate/jobs.ts';
import { type EnrolmentJobsDeps, enrolOrder, reportMoved, reportSteps } from './enrolment/enrolment-jobs.ts';
import { sendInvitationMail } from './member/invitation-job.ts';
import { sendMessage } from './message/message-job.ts';

/** What the jobs of enrollment need. */
export type EnrollmentJobsDeps = EnrolmentJobsDeps & ActivationJobDeps & CertificateDeps;

const id = Type.String({ minLength: 1, maxLength: 64 });
const ofOrder = Type.Object({ orderId: id });

/** What enrollment does with the jobs of its queue, by topic. */
export function createEnrollmentJobs(deps: EnrollmentJobsDeps): Readonly<Record<string, JobHandler>> {
  return {
    ...createCertificateJobs(deps),
    'order-paid': jobHandler(ofOrder, ({ orderId }) => enrolOrder(deps, orderId)),
    'report-step': jobHandler(ofOrder, ({ orderId }) => reportSteps(deps, orderId)),
    'move-order': jobHandler(ofOrder, ({ orderId }) => reportMoved(deps, orderId)),
    'activation-mail': jobHandler(Type.Object({ activationId: id }), ({ activationId }) =>
      sendActivationMail(deps, activationId),
    ),
    'invitation-mail': jobHandler(Type.Object({ invitationId: id }), ({ invitationId }) =>
      sendInvitationMail(deps, invitationId),
    ),
    message: jobHandler(Type.Object({ messageId: id }), ({ messageId }) => sendMessage(deps, messageId)),
  };
}
