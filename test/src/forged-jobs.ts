import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import { type Job, Queue, QueueEvents } from 'bullmq';

/** A job as somebody writes it who can reach Redis and nothing else. */
export interface ForgedJob {
  queue: string;
  topic: string;
  payload: unknown;
}

/** Ids of things that exist, of which somebody writes jobs who knows them all. */
export interface KnownIds {
  userId: string;
  authenticatorId: string;
  paidOrderId: string;
  unpaidOrderId: string;
  /** A refund that withdraws nothing. */
  refundId: string;
  subscriptionId: string;
  eventId: string;
  mailId: string;
  activationId: string;
  invitationId: string;
  /** Waits for an officer. */
  requestId: string;
  /** Works. */
  certificateId: string;
  deliveryId: string;
  /** Waits for the code that was mailed. */
  recoveryFlowId: string;
  /** Not over. */
  sessionId: string;
  /** Waits for its code. */
  contactChangeId: string;
  accountId: string;
  /** Active, under a licence that was not paid back. */
  credentialId: string;
}

/** A job of every topic, about what was done already, is not to be done, does not exist or makes no sense. */
export function listForgedJobs(known: KnownIds): ForgedJob[] {
  const nobody = (prefix: string) => `${prefix}_01JD8Z0V9W6Q4X3T2R1P0N7M5K`;
  const { userId, authenticatorId, paidOrderId, unpaidOrderId, deliveryId, recoveryFlowId } = known;
  const forged: Readonly<Record<string, readonly (readonly [topic: string, payload: object])[]>> = {
    enrollment: [
      ['order-paid', { orderId: unpaidOrderId }],
      ['order-paid', { orderId: paidOrderId }],
      ['order-paid', { orderId: nobody('ord') }],
      ['order-paid', { orderId: { $ne: '' } }],
      ['order-refunded', { refundId: known.refundId }],
      ['order-refunded', { refundId: nobody('ref') }],
      ['order-refunded', { refundId: known.refundId, orderId: paidOrderId, lineIds: [], granted: true }],
      ['subscription-changed', { subscriptionId: known.subscriptionId }],
      ['subscription-changed', { subscriptionId: nobody('sub') }],
      ['subscription-changed', { subscriptionId: known.subscriptionId, status: 'ended' }],
      ['activation-mail', { activationId: known.activationId }],
      ['activation-mail', { activationId: nobody('act') }],
      ['invitation-mail', { invitationId: known.invitationId }],
      ['message', { messageId: nobody('msg') }],
      ['report-step', { orderId: unpaidOrderId, step: 'activation_sent' }],
      ['report-step', { orderId: paidOrderId, step: 'account_created' }],
      ['move-order', { orderId: paidOrderId, accountId: nobody('acc') }],
      ['move-order', { orderId: unpaidOrderId }],
      ['issue-certificate', { requestId: known.requestId }],
      ['issue-certificate', { requestId: nobody('crq') }],
      ['revoke-certificate', { certificateId: known.certificateId }],
      ['revoke-certificate', { certificateId: known.certificateId, reason: 'keyCompromise' }],
    ],
    order: [
      ['payment-event', { paymentEventId: known.eventId }],
      ['payment-event', { paymentEventId: nobody('pev') }],
      ['payment-event', { paymentEventId: known.eventId, outcome: 'captured' }],
      ['mail', { mailId: known.mailId }],
      ['mail', { mailId: nobody('mail') }],
      ['order-paid', { orderId: unpaidOrderId }],
    ],
    'second-factor': [
      ['deliver-pin', { deliveryId }],
      ['deliver-pin', { deliveryId: nobody('dlv') }],
      ['deliver-pin', { deliveryId: nobody('dlv'), destination: '+15550001111', code: '123456' }],
      ['send-fallback', { deliveryId }],
      ['send-fallback', { deliveryId: nobody('dlv') }],
      ['tell-old-destination', { noticeId: nobody('dno') }],
      ['print-grid-cards', { batchId: nobody('gcb') }],
    ],
    'remote-signing': [
      ['factors-replaced', { userId }],
      ['factors-replaced', { userId: nobody('usr') }],
      ['licence-ended', { accountId: known.accountId, reservationId: known.credentialId }],
      ['licence-ended', { accountId: nobody('acc'), reservationId: known.credentialId, withdrawn: true }],
      ['licence-ended', { accountId: nobody('acc'), reservationId: nobody('crd') }],
    ],
    identity: [
      ['factor-changed', { userId, authenticatorId }],
      ['factor-changed', { userId, authenticatorId: nobody('aut') }],
      ['factor-changed', { userId: nobody('usr'), authenticatorId }],
      ['soft-token-reused', { userId, authenticatorId }],
      ['soft-token-reused', { userId, authenticatorId: nobody('aut') }],
      ['authenticator-changed', { userId, authenticatorId, change: 'revoked' }],
      ['authenticator-changed', { userId, authenticatorId, change: 'resumed' }],
      ['authenticator-changed', { userId, authenticatorId, change: 'unlocked' }],
      ['authenticator-changed', { userId, authenticatorId, change: 'running_out' }],
      ['authenticator-changed', { userId, authenticatorId, change: 'given to somebody else' }],
      ['factor-loss-mail', { lossId: nobody('fls') }],
      ['grant-replacement', { lossId: nobody('fls') }],
      ['grant-replacement', { lossId: nobody('fls'), userId }],
      ['emergency-code-mail', { approvalId: nobody('apr'), step: 'issued' }],
      ['operator-invitation-mail', { invitationId: nobody('inv') }],
      ['staff-roles-mail', { changeId: nobody('src') }],
      ['approval-waiting', { approvalId: nobody('apr') }],
      ['release-factors', { releaseId: nobody('rel') }],
      ['user-released-mail', { releaseId: nobody('rel') }],
      ['signer-invitation-mail', { signerInvitationId: nobody('inv') }],
      ['contact-changed-mail', { contactChangeId: known.contactChangeId }],
      ['contact-changed-mail', { contactChangeId: nobody('cch') }],
      ['login-notice-mail', { userId, kind: 'password-known' }],
      ['login-notice-mail', { userId, kind: 'you-have-won' }],
      ['new-device-mail', { deviceId: nobody('dev') }],
      ['session-reused-mail', { sessionId: known.sessionId }],
      ['session-reused-mail', { sessionId: nobody('ses') }],
      ['password-mail', { passwordChangeId: nobody('pch') }],
      ['recovery-code', { recoveryFlowId, send: '1' }],
      ['recovery-code', { recoveryFlowId, send: '2' }],
      ['recovery-code', { recoveryFlowId: nobody('rcv'), send: '1' }],
      ['recovery-questions-changed-mail', { userId }],
      ['recovery-answers-locked-mail', { userId }],
      ['personal-validation-mail', { personalValidationId: nobody('pvl'), version: '1' }],
      ['audit-event', { event: forgedEvent(userId), mac: '' }],
      ['audit-event', { event: forgedEvent(userId), mac: Buffer.alloc(36, 1).toString('base64url') }],
      ['audit-event', { event: forgedEvent(userId) }],
      ['make-me-an-officer', { userId }],
    ],
  };
  return Object.entries(forged).flatMap(([queue, jobs]) => jobs.map(([topic, payload]) => ({ queue, topic, payload })));
}

/** What a service would tell identity of an account. */
function forgedEvent(userId: string): string {
  const account = 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K';
  const what = { action: 'member.removed', subject: userId, detail: {}, at: '2026-11-21T12:00:00.000Z' };
  return JSON.stringify({ account, actor: userId, service: 'enrollment', source: `${account}/1`, ...what });
}

/** Writes jobs into the Redis of a platform and waits until each has ended, however it did. */
export async function runForgedJobs({ home, ports }: Platform, jobs: readonly ForgedJob[]): Promise<void> {
  const external = process.env['REDIS_URL'];
  const password = external ? '' : (await readFile(path.join(home, 'secrets', 'redis-password'), 'utf8')).trim();
  const url = new URL(external || `redis://:${password}@127.0.0.1:${ports['redis']}`);
  const connection = {
    host: url.hostname,
    port: Number(url.port),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
  const options = { connection, prefix: 'countersign' };
  await Promise.all(
    [...new Set(jobs.map(({ queue }) => queue))].map(async (name) => {
      const queue = new Queue(name, options);
      const events = new QueueEvents(name, options);
      await events.waitUntilReady();
      const own = jobs.filter((job) => job.queue === name);
      const added = await Promise.all(own.map(({ topic, payload }) => queue.add(topic, payload)));
      await Promise.all(added.map((job) => job.waitUntilFinished(events, 15_000).catch(() => requireEnded(job))));
      await Promise.all([queue.close(), events.close()]);
    }),
  );
}

/** A job that failed has ended, and so has one whose end came before anybody listened; any other is an error of the test. */
async function requireEnded(job: Job): Promise<void> {
  const state = await job.getState();
  if (state !== 'failed' && state !== 'completed') throw new Error(`job ${job.name} is ${state} and has not ended`);
}
