import type { Step } from '../journey.ts';
import { expectThat } from '../rest-client.ts';

interface Counter {
  productCode: string;
  total: number;
  available: number;
  inUse: number;
}
export interface Inventory {
  counters: Counter[];
  licences: { productCode: string; extraDomains: string[]; state: string; usedBy?: string }[];
}
interface Validation {
  id: string;
  version: number;
  state: string;
  userId?: string;
  email: string;
}

/** What was bought, and who the signer is. */
export const accountSteps: readonly Step[] = [
  {
    promise: 'E11',
    title: 'The buyer is enrolled in a Starter or Enterprise account, by the rule that the review showed',
    run: async ({ api, signer: { token }, tierRuleId }) => {
      const account = await api.ask<{ tier: string; tierRuleId: string; state: string }>('GET', '/v1/account', {
        token,
      });
      expectThat(account.state === 'active' && account.tierRuleId === tierRuleId, 'the account is the one promised');
    },
  },
  {
    promise: 'E12',
    title: 'What was bought is the inventory of the account',
    run: async ({ api, signer: { token } }) => {
      const { counters, licences } = await api.ask<Inventory>('GET', '/v1/inventory', { token });
      const counter = (code: string) => counters.find(({ productCode }) => productCode === code);
      expectThat(counter('tls-ov-multi')?.total === 2, 'two TLS licences');
      expectThat(counter('document-person')?.available === 1, 'one document-signing licence');
      const tls = licences.find(({ productCode }) => productCode === 'tls-ov-multi');
      expectThat(tls?.extraDomains.join() === 'shop.example.com,api.example.com', 'with its extra domains');
    },
  },
  {
    promise: 'R3',
    title: 'Personal validation: the signer enters it, an officer approves it',
    run: async ({ api, signer, officer }) => {
      const credential = { token: signer.token, idempotent: true } as const;
      await api.refused(403, 'PERSONAL_VALIDATION_REQUIRED', 'POST', '/v1/credentials', credential);
      const body = {
        givenName: 'Robin',
        surname: 'Sample',
        country: 'US',
        mobile: signer.mobile,
        evidence: [{ documentType: 'passport', documentNumber: 'X1234567' }],
      };
      await api.ask('PUT', '/v1/me/personal-validation', { token: signer.token, body });
      await api.refused(403, 'ROLE_REQUIRED', 'GET', '/v1/staff/personal-validations', { token: signer.token });
      const open = await findOpen(api, officer.token, signer.email);
      await api.ask('POST', `/v1/staff/personal-validations/${open.id}/decision`, {
        token: officer.token,
        body: { version: open.version, approved: true },
      });
      const own = await api.ask<Validation>('GET', '/v1/me/personal-validation', { token: signer.token });
      expectThat(own.state === 'approved', 'the signer sees the approval');
    },
  },
];

/** Looks through the officer's list, page by page, for the validation of one address. */
async function findOpen(
  api: { ask<T>(method: string, path: string, options: { token: string | undefined }): Promise<T> },
  token: string | undefined,
  email: string,
): Promise<Validation> {
  let cursor = '';
  do {
    const query = `state=submitted&limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    // Page by page.
    // oxlint-disable-next-line no-await-in-loop
    const page = await api.ask<{ items: Validation[]; nextCursor?: string }>(
      'GET',
      `/v1/staff/personal-validations?${query}`,
      { token },
    );
    const found = page.items.find((item) => item.email === email);
    if (found !== undefined) return found;
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  throw new Error('the officer does not see the validation');
}
