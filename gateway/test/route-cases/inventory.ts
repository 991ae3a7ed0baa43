import { aCertificate, aCounter, aLicence } from '../account-samples.ts';
import { at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const licenceJson = {
  id: 'lic_1',
  productCode: 'tls-ov-multi',
  state: 'in_use',
  usedBy: 'cer_1',
  subscriptionId: 'sub_1',
  namesIncluded: 4,
  namesExtra: 1,
};
const counterJson = { productCode: 'tls-ov-multi', total: 2, available: 1, inUse: 1, endingSoon: 1 };

export const inventoryCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/inventory',
    answers: { enrollment: { getInventory: async () => ({ counters: [aCounter()], licences: [aLicence()] }) } },
    call: ['enrollment.getInventory', { accountId: 'acc_1' }],
    status: 200,
    body: { counters: [counterJson], licences: [licenceJson] },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/inventory/licences',
    url: '/v1/inventory/licences?productCode=tls-ov-multi&state=held&limit=10&cursor=c1',
    answers: {
      enrollment: {
        listLicences: async () => ({
          licences: [aLicence({ state: 'LICENCE_STATE_HELD', usedBy: '' })],
          nextPageToken: 'c2',
        }),
      },
    },
    call: [
      'enrollment.listLicences',
      {
        accountId: 'acc_1',
        productCode: 'tls-ov-multi',
        state: 'LICENCE_STATE_HELD',
        pageSize: 10,
        pageToken: 'c1',
      },
    ],
    status: 200,
    body: { items: [{ id: 'lic_1', state: 'held' }], nextCursor: 'c2' },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/inventory/licences/{licenceId}',
    url: '/v1/inventory/licences/lic_1',
    answers: {
      enrollment: {
        getLicence: async () => ({
          licence: aLicence(),
          certificates: [aCertificate()],
          calendar: [{ issueAt: at, endsAt: at, ruleId: 'TLS-SC081-2', days: 99 }],
        }),
      },
    },
    call: ['enrollment.getLicence', { accountId: 'acc_1', licenceId: 'lic_1' }],
    status: 200,
    body: {
      licence: licenceJson,
      certificates: [{ id: 'cer_1', state: 'valid' }],
      calendar: [{ ruleId: 'TLS-SC081-2', days: 99 }],
    },
    access: 'full',
  },
  {
    method: 'POST',
    path: '/v1/inventory/licences/{licenceId}/recycle',
    url: '/v1/inventory/licences/lic_1/recycle',
    answers: {
      enrollment: {
        recycleLicence: async () => ({ licence: aLicence({ state: 'LICENCE_STATE_AVAILABLE', usedBy: '' }) }),
      },
    },
    call: ['enrollment.recycleLicence', { accountId: 'acc_1', licenceId: 'lic_1' }],
    status: 200,
    body: { id: 'lic_1', state: 'available' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/inventory/entries',
    url: '/v1/inventory/entries?licenceId=lic_1&limit=50',
    answers: {
      enrollment: {
        listInventoryEntries: async () => ({
          entries: [{ sequence: 17n, licenceId: 'lic_1', kind: 'grant', reference: 'ord_1', at }],
          nextPageToken: '',
        }),
      },
    },
    call: ['enrollment.listInventoryEntries', { accountId: 'acc_1', licenceId: 'lic_1', pageSize: 50, pageToken: '' }],
    status: 200,
    body: {
      items: [{ sequence: 17, licenceId: 'lic_1', kind: 'grant', reference: 'ord_1', at: '2026-11-21T12:00:00.000Z' }],
    },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/inventory/proof',
    answers: {
      enrollment: {
        proveInventory: async () => ({ balanced: true, counters: [aCounter()], differences: [], entries: 17n }),
      },
    },
    call: ['enrollment.proveInventory', { accountId: 'acc_1' }],
    status: 200,
    body: { balanced: true, counters: [counterJson], differences: [], entries: 17 },
    access: 'full',
  },
];
