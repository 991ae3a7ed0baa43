import type { Step } from '../journey.ts';
import { expectThat, type RestClient } from '../rest-client.ts';

interface Counter {
  productCode: string;
  total: number;
  available: number;
  reserved: number;
  inUse: number;
  held: number;
  void: number;
}
export interface Licence {
  id: string;
  productCode: string;
  state: string;
  extraDomains: string[];
  validUntil: string;
  usedBy?: string;
}
export interface Inventory {
  counters: Counter[];
  licences: Licence[];
}
export interface Account {
  id: string;
  tier: string;
  tierRuleId: string;
  state: string;
  approvalRequired: boolean;
  entitlements: { maxMembers?: number; approvalWorkflow: boolean };
}
interface Validation {
  id: string;
  version: number;
  state: string;
  userId?: string;
  email: string;
}

/** What the account of a token holds. */
export async function readInventory(api: RestClient, token: string | undefined): Promise<Inventory> {
  return await api.ask<Inventory>('GET', '/v1/inventory', { token });
}

/** The counters of a product; zeros where the account has none of it. */
export function counterOf(
  { counters }: Pick<Inventory, 'counters'>,
  productCode: string,
): Omit<Counter, 'productCode'> {
  const none = { total: 0, available: 0, reserved: 0, inUse: 0, held: 0, void: 0 };
  return counters.find((counter) => counter.productCode === productCode) ?? none;
}

/** Throws unless ledger, licences and certificates of an account agree. */
export async function expectProof(api: RestClient, token: string | undefined): Promise<void> {
  const { counters } = await readInventory(api, token);
  const proof = await api.ask<{ balanced: boolean; counters: Counter[]; differences: string[]; entries: number }>(
    'GET',
    '/v1/inventory/proof',
    { token },
  );
  expectThat(proof.balanced && proof.differences.length === 0, `the ledger agrees: ${proof.differences.join()}`);
  const inOrder = (each: readonly Counter[]) =>
    each
      .map(({ productCode, total, available, inUse }) => [productCode, total, available, inUse].join())
      .toSorted()
      .join(' ');
  expectThat(inOrder(proof.counters) === inOrder(counters), 'the ledger alone gives the same counters');
}

/** What was bought, and who the signer is. */
export const accountSteps: readonly Step[] = [
  {
    promise: 'E11',
    title: 'The buyer is enrolled in a Starter account, by the rule that the review showed',
    run: async ({ api, order, signer: { token }, tierRuleId }) => {
      const account = await api.ask<Account>('GET', '/v1/account', { token });
      expectThat(account.state === 'active' && account.tier === 'starter', 'a Starter account, in use');
      expectThat(account.tierRuleId === tierRuleId, 'decided by the rule of the review');
      const { items } = await api.ask<{ items: { id: string }[] }>('GET', '/v1/orders', { token });
      expectThat(items.map(({ id }) => id).join() === order?.id, 'it has the order');
    },
  },
  {
    promise: 'E12',
    title: 'What was bought is the inventory of the account: counters, licences, a ledger that proves them',
    run: async ({ api, signer: { token } }) => {
      const inventory = await readInventory(api, token);
      expectThat(counterOf(inventory, 'tls-ov-multi').total === 2, 'two TLS licences');
      expectThat(counterOf(inventory, 'document-person').available === 1, 'one document-signing licence');
      const { items } = await api.ask<{ items: Licence[] }>('GET', '/v1/inventory/licences?productCode=tls-ov-multi', {
        token,
      });
      expectThat(items.length === 2 && items.every(({ state }) => state === 'available'), 'each can be used');
      expectThat(
        items[0]?.extraDomains.join() === 'shop.example.com,api.example.com,*.apps.example.com',
        'with its extra domains',
      );
      await expectProof(api, token);
    },
  },
  {
    promise: 'E11',
    title: 'Starter is upgraded to Enterprise: first what it changes and keeps, then without losing anything',
    run: async ({ api, signer: { token } }) => {
      const before = await readInventory(api, token);
      const preview = await api.ask<{
        possible: boolean;
        current: { tier: string; maxMembers?: number };
        upgraded: { tier: string; maxMembers?: number };
        keeps: { members: number; licences: number; certificates: number };
      }>('GET', '/v1/account/upgrade', { token });
      expectThat(preview.possible && preview.upgraded.tier === 'enterprise', 'it is possible');
      expectThat(
        preview.current.maxMembers === 2 && preview.upgraded.maxMembers === undefined,
        'more members than two can join then',
      );
      expectThat(preview.keeps.members === 1 && preview.keeps.licences === 3, 'members and licences stay');
      await api.ask('POST', '/v1/account/upgrade', { token });
      await api.ask('POST', '/v1/account/upgrade', { token });
      const account = await api.ask<Account>('GET', '/v1/account', { token });
      expectThat(account.tier === 'enterprise' && account.entitlements.approvalWorkflow, 'it is an Enterprise account');
      const after = await readInventory(api, token);
      expectThat(JSON.stringify(after) === JSON.stringify(before), 'nothing of the inventory changed');
      const again = await api.ask<{ possible: boolean }>('GET', '/v1/account/upgrade', { token });
      expectThat(!again.possible, 'there is nothing left to upgrade');
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
      const open = await findOpen<Validation>(
        api,
        { path: '/v1/staff/personal-validations?state=submitted', token: officer.token },
        ({ email }) => email === signer.email,
      );
      await api.ask('POST', `/v1/staff/personal-validations/${open.id}/decision`, {
        token: officer.token,
        body: { version: open.version, approved: true },
      });
      const own = await api.ask<Validation>('GET', '/v1/me/personal-validation', { token: signer.token });
      expectThat(own.state === 'approved', 'the signer sees the approval');
    },
  },
];

/** Looks through a list, page by page. */
export async function findOpen<T>(
  api: RestClient,
  { path, token }: { path: string; token: string | undefined },
  isWanted: (item: T) => boolean,
): Promise<T> {
  let cursor = '';
  do {
    const url = `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    // Page by page.
    // oxlint-disable-next-line no-await-in-loop
    const page = await api.ask<{ items: T[]; nextCursor?: string }>('GET', url, { token });
    const found = page.items.find(isWanted);
    if (found !== undefined) return found;
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  throw new Error(`${path} does not list it`);
}
