import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { lookUp, type ReadGrid, readEgrid } from '../src/grid-reader.ts';
import type { Person } from '../src/journey.ts';
import { type Member, newcomer } from '../src/members.ts';
import { race } from '../src/race.ts';
import { activatePhone, type SoftTokenApp } from '../src/soft-token-app.ts';
import { type Authenticator, appPin, type Enrolled } from '../src/steps/factors.ts';
import { chooseFactor, firstLogin, passCode, passPassword, type Tokens } from '../src/steps/login.ts';

const own = '/v1/me/authenticators';

/** Parallel uses of whatever makes a second factor, or is an answer of one. */
export function describeFactorRaces(abused: () => AbusedPlatform, officer: () => Member): void {
  describe('of second factors, many at once', () => {
    let folder: string;
    let person: Person;
    let token: string;
    let app: SoftTokenApp;
    let egrid: { id: string; grid: ReadGrid };
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'countersign-races-'));
      person = await newcomer(abused(), officer());
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const enrol = async (body: object) =>
      await abused().api.ask<Enrolled>('POST', own, { token, body: { label: 'Mine', ...body } });
    const activate = (id: string, code: string) =>
      abused().api.send<Authenticator>('POST', `${own}/${id}/activation`, { token, body: { code } });

    it('phones scan one code, and one is bound; pages send its first code, and one activates it', async () => {
      token = (await firstLogin(abused(), person)).accessToken;
      const { authenticator, softToken } = await enrol({ kind: 'soft_token' });
      const { activationUri: uri = '', activationPassword = '' } = softToken ?? {};
      const scanned = await Promise.allSettled(
        ['one', 'two', 'three', 'four'].map((name) =>
          activatePhone(path.join(folder, name), appPin, { uri, activationPassword }),
        ),
      );
      const bound = scanned.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(bound).toHaveLength(1);
      [app] = bound as [SoftTokenApp];
      const code = await app.early();
      const { winners, losers } = await race(() => activate(authenticator.id, code));
      expect(winners.map(({ body }) => body.state)).toEqual(['active']);
      const allowed = /^(401 CODE_REFUSED|403 SET_UP_OVER|409 AUTHENTICATOR_WRONG_STATE|429 ATTEMPTS_EXHAUSTED)$/;
      expect(losers.filter((said) => !allowed.test(said))).toEqual([]);
    }, 60_000);

    it('download one eGrid: one gets a card, and that is the one that is asked', async () => {
      const { api } = abused();
      token = (await passCode(api, person, await passPassword(api, person), await app.early())).accessToken;
      const { authenticator, egridPassword = '' } = await enrol({ kind: 'egrid' });
      const { id } = authenticator;
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => api.send('POST', `${own}/${id}/download`, { token })),
      );
      const [pdf, ...more] = answers.filter(({ status }) => status === 200);
      expect(more).toEqual([]);
      expect(new Set(answers.flatMap(({ body }) => body?.code ?? []))).toEqual(new Set(['EGRID_DOWNLOADED']));
      egrid = { id, grid: await readEgrid(pdf?.bytes ?? Buffer.of(), egridPassword) };
      const { cells = [] } = await api.ask<{ cells?: string[] }>('POST', `${own}/${id}/prompt`, { token });
      expect((await activate(id, lookUp(egrid.grid, cells))).status).toBe(200);
    }, 60_000);

    it('log in with one answer of cells: one gets a session, and the card stays good', async () => {
      const { api } = abused();
      const begin = async () => {
        const login = await passPassword(api, person);
        return { ...login, flow: await chooseFactor(api, login, egrid.id) };
      };
      const logins: Awaited<ReturnType<typeof begin>>[] = [];
      // One after the other: a password counts as wrong until it was looked at.
      // oxlint-disable-next-line no-await-in-loop
      while (logins.length < 4) logins.push(await begin());
      const asked = new Set(logins.map(({ flow }) => flow.cells?.join(' ')));
      expect(asked.size).toBe(1);
      const code = lookUp(egrid.grid, logins[0]?.flow.cells ?? []);
      const { winners, losers } = await race<{ tokens: Tokens }>((index) => {
        const { path: flow, headers } = logins[index % logins.length] as (typeof logins)[0];
        return api.send('POST', `${flow}/code`, { headers, body: { code } });
      });
      expect(winners.map(({ body }) => body.tokens.amr)).toEqual([expect.arrayContaining(['pwd', 'grid'])]);
      // While five answers are looked at, the card takes no sixth.
      const allowed = /^(401 CODE_REFUSED|409 (LOGIN_FLOW|AUTHENTICATOR)_WRONG_STATE|429 ATTEMPTS_EXHAUSTED)$/;
      expect(losers.filter((said) => !allowed.test(said))).toEqual([]);
      const { items } = await api.ask<{ items: Authenticator[] }>('GET', own, { token });
      expect(items.find(({ id }) => id === egrid.id)).toMatchObject({ state: 'active' });
    }, 60_000);
  });
}
