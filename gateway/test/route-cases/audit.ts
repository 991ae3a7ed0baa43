import type { AuditRecord } from '@countersign/proto/identity';
import { at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

export const anAuditRecord = (over: Partial<AuditRecord> = {}): AuditRecord => ({
  seq: 17n,
  at,
  actor: 'usr_1',
  action: 'member.removed',
  subject: 'usr_2',
  service: 'enrollment',
  detail: '{"roles":["auditor"],"service":"enrollment","source":"acc_1/9"}',
  prevHash: Buffer.alloc(32, 1),
  hash: Buffer.alloc(32, 2),
  ...over,
});

const recordJson = {
  seq: 17,
  at: '2026-11-21T12:00:00.000Z',
  actor: 'usr_1',
  action: 'member.removed',
  subject: 'usr_2',
  service: 'enrollment',
  detail: { roles: ['auditor'], service: 'enrollment', source: 'acc_1/9' },
  prevHash: '01'.repeat(32),
  hash: '02'.repeat(32),
};
const one = async () => ({ records: [anAuditRecord()], nextPageToken: '' });

export const auditCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/accounts/{accountId}/audit',
    url: '/v1/accounts/acc_1/audit?limit=50&cursor=c1',
    answers: { identity: { listAccountAudit: one } },
    call: ['identity.listAccountAudit', { accountId: 'acc_1', pageSize: 50, pageToken: 'c1' }],
    status: 200,
    body: { items: [recordJson] },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/accounts/{accountId}/audit/proof',
    url: '/v1/accounts/acc_1/audit/proof',
    answers: {
      identity: {
        proveAccountAudit: async () => ({ whole: true, records: 17n, head: Buffer.alloc(32, 2), brokenAt: 0n }),
      },
    },
    call: ['identity.proveAccountAudit', { accountId: 'acc_1' }],
    status: 200,
    body: { whole: true, records: 17, head: '02'.repeat(32) },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/accounts/{accountId}/audit/export',
    url: '/v1/accounts/acc_1/audit/export?format=csv',
    answers: { identity: { listAccountAudit: one } },
    call: ['identity.listAccountAudit', { accountId: 'acc_1', pageSize: 500, pageToken: '' }],
    status: 200,
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/me/audit',
    url: '/v1/me/audit?limit=10',
    answers: {
      identity: {
        listMyAudit: async () => ({ records: [anAuditRecord({ service: 'identity' })], nextPageToken: 'c2' }),
      },
    },
    call: ['identity.listMyAudit', { pageSize: 10, pageToken: '' }],
    status: 200,
    body: { items: [{ ...recordJson, service: 'identity' }], nextCursor: 'c2' },
    access: 'full',
  },
];
