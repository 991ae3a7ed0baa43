import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Baseline, startBaselines, startBytes } from '../src/baseline/baselines.ts';
import { createClosing } from '../src/closing.ts';

const account = {
  id: 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
  name: 'Sample Works Ltd',
  tier: 'enterprise',
  state: 'active',
  tierRuleId: 'tier-by-licences',
  entitlements: { tier: 'enterprise', approvalWorkflow: true, organisations: true, apiKeys: true, maxMembers: 3 },
  approvalRequired: false,
  createdAt: '2026-01-02T03:04:05.678Z',
  members: 1,
};
const closing = createClosing();
let baselines: Baseline[];
beforeAll(async () => {
  baselines = await startBaselines(account, closing);
});
afterAll(() => closing.close());

describe('the baselines', () => {
  it('are a bare route, one with a hop over mTLS, and one with a hop in plain text', () => {
    const parts = baselines.map(({ name, parts: { size } }) => [name, size]);
    expect(parts).toEqual([
      ['bare', 1],
      ['hop', 2],
      ['plain-hop', 2],
    ]);
    expect(new Set(baselines.flatMap((baseline) => [...baseline.parts.values()])).size).toBe(5);
  });

  it('all answer with the same bytes', async () => {
    const bodies = await Promise.all(baselines.map(async ({ url }) => await (await fetch(url)).text()));
    expect(bodies).toEqual(Array.from({ length: 3 }, () => JSON.stringify(account)));
  });

  it('send any bytes, each under its path', async () => {
    const answers = {
      '/v1/a': { type: 'application/json; charset=utf-8', body: '{"name":"é"}' },
      '/b': { type: 'text/plain', body: 'b' },
    };
    const { url } = await startBytes(answers, closing);
    for (const [path, { type, body }] of Object.entries(answers)) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await fetch(`${url}${path}`);
      expect(response.headers.get('content-type')).toBe(type);
      // oxlint-disable-next-line no-await-in-loop
      expect(await response.text()).toBe(body);
    }
  });
});
