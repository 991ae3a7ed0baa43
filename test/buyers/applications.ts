import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Applicant, createServer, type RegisteredClient, runCsc, toLine } from '@countersign/conformance';
import { itWitnessedBy } from '@countersign/testing';
import {
  approveOnPage,
  itInBrowser,
  logInOnPage,
  openPageWithoutScript,
  startBrowser,
} from '@countersign/testing/browser';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { licenceLine } from '../src/buying.ts';
import { lookUp, type ReadGrid, readEgrid } from '../src/grid-reader.ts';
import { addBuyer, addOfficer, type Buyer, type Member, validate } from '../src/members.ts';
import { findCode, holdsCode } from '../src/message-inbox.ts';
import { decideOnPages } from '../src/page-person.ts';
import { PageVisitor } from '../src/page-visitor.ts';
import { runNodeExample, runPrintedCommand, runShellExample } from '../src/printed-example.ts';
import { samplePdf } from '../src/sample-pdf.ts';
import { registerApplication, signFileByVersion1 } from '../src/signing-application.ts';
import { activatePhone, type ShownActivation, SoftTokenApp } from '../src/soft-token-app.ts';
import { askOpenssl, askOpensslCades } from '../src/witnesses.ts';

interface Enrolled {
  authenticator: { id: string };
  softToken?: ShownActivation;
  egridPassword?: string;
}

/** The app that makes codes for just what is signed. */
function appOf({ app }: { app: unknown }): SoftTokenApp {
  if (app instanceof SoftTokenApp) return app;
  throw new Error('the signer has no soft token');
}

/** What applications of others do for somebody with a certificate. */
export function describeApplications(running: () => AbusedPlatform): void {
  describe('an application of somebody else', () => {
    let abused: AbusedPlatform;
    let folder: string;
    let signer: Omit<Buyer, 'app'> & { app: SoftTokenApp | Buyer['app'] };
    let officer: Member;
    let chainPem: string;
    let credentialId: string;
    let grid: ReadGrid;
    let mobile: string;
    let visitor: PageVisitor | undefined;

    const enrol = async (body: object) =>
      await abused.api.ask<Enrolled>('POST', '/v1/me/authenticators', { token: signer.token, body });
    const activate = async (id: string, code: string) =>
      await abused.api.ask('POST', `/v1/me/authenticators/${id}/activation`, { token: signer.token, body: { code } });

    /** The app whose codes are made for just what is signed, a card, and messages: every kind that an application may meet. */
    async function enrolFactors(): Promise<void> {
      const { api, inbox } = abused;
      const { token } = signer;
      const card = await enrol({ kind: 'egrid', label: 'At home' });
      const own = `/v1/me/authenticators/${card.authenticator.id}`;
      const { bytes } = await api.send('POST', `${own}/download`, { token });
      grid = await readEgrid(bytes, card.egridPassword ?? '');
      const { cells } = await api.ask<{ cells: string[] }>('POST', `${own}/prompt`, { token, body: {} });
      await activate(card.authenticator.id, lookUp(grid, cells));
      const phone = await enrol({ kind: 'sms', destination: mobile, label: 'Phone' });
      await activate(phone.authenticator.id, findCode(await inbox.take('sms', mobile, holdsCode)));
      const { authenticator, softToken } = await enrol({ kind: 'soft_token', label: 'App' });
      const { activationUri: uri = '', activationPassword = '' } = softToken ?? {};
      const app = await activatePhone(path.join(folder, 'phone'), '190836', { uri, activationPassword });
      await activate(authenticator.id, await app.early());
      signer = { ...signer, app, authenticatorId: authenticator.id };
    }

    beforeAll(async () => {
      abused = running();
      const { api, inviteOperator } = abused;
      folder = await mkdtemp(path.join(tmpdir(), 'countersign-applications-'));
      const [buyer, staff] = await Promise.all([
        addBuyer(abused, 'una', [{ ...licenceLine, licences: 2 }]),
        inviteOperator().then((invitation) => addOfficer(abused, invitation)),
      ]);
      officer = staff;
      signer = buyer;
      ({ mobile } = buyer);
      await Promise.all([validate(api, buyer, officer), enrolFactors()]);
      const { token } = signer;
      const body = { policy: { maxDigests: 10, openSignatures: 5, openDays: 2 } };
      const key = { token, idempotent: true, body };
      const made = await api.ask<{ id: string; chainPem: string }>('POST', '/v1/credentials', key);
      ({ id: credentialId, chainPem } = made);
    }, 300_000);
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    const decisionOf = () => ({ person: signer, takeCode: async () => await signer.app.early() });
    /** The program that plays the person whom the suite asks. */
    function play() {
      // One browser for all, in which he stays logged in: a code of his app is there only every half minute.
      visitor ??= new PageVisitor(abused.api.url);
      const pages = visitor;
      const decide = async (address: string, refuses = false) => {
        const end = await decideOnPages(pages, address, { ...decisionOf(), refuses });
        if (!('leftFor' in end)) throw new Error(`the pages ended at ${end.url.pathname}`);
        return end.leftFor;
      };
      return {
        approve: async (address: URL) => await decide(address.href),
        refuse: async (address: URL) => await decide(address.href, true),
        answer: async ({ type }: Readonly<Record<string, unknown>>, challenge: string) => {
          const cells = challenge.match(/\b[A-L]\d{1,2}\b/g);
          if (cells !== null) return lookUp(grid, cells);
          if (type === 'offline') return await signer.app.early();
          return findCode(await abused.inbox.take('sms', mobile, holdsCode));
        },
        approveElsewhere: async () => {
          const mail = await abused.inbox.take('email', signer.email, ({ text }) => text.includes('/approvals/'));
          const [address = ''] = /http\S+\/approvals\/\S+/.exec(mail.text) ?? [];
          await decideOnPages(pages, address, decisionOf());
        },
      };
    }

    itInBrowser()(
      'of version 1 has its CMS signed by what a person does in a real browser, by the keyboard (witness: chromium)',
      async () => {
        const { api } = abused;
        const client = await registerApplication(api, officer);
        const browser = await startBrowser();
        try {
          const page = await openPageWithoutScript(browser);
          const back: string[] = [];
          await page.route(`${client.redirectUri}*`, async (route) => {
            back.push(route.request().url());
            await route.fulfill({ body: 'You can close this page.' });
          });
          const user = { userId: signer.email, password: signer.password, code: async () => await signer.app.early() };
          const approve = async ({ href }: URL) => {
            await page.goto(href);
            if ((await page.locator('input[name=userId]').count()) > 0) await logInOnPage(page, user);
            const link = page.locator('a[href^="softtoken:"]');
            const uri = (await link.count()) > 0 ? ((await link.getAttribute('href')) ?? '') : '';
            await approveOnPage(page, uri === '' ? undefined : (await appOf(signer).confirm(uri)).code);
            await page.waitForURL(`${client.redirectUri}*`);
            return new URL(back.at(-1) ?? '');
          };
          const server = createServer(api.url);
          const application = { server, applicant: new Applicant(server, { approve }, client) };
          const content = Buffer.from('number,amount\n1,1500\n');
          const cms = await signFileByVersion1(application, { content, credentialId });
          expect(await askOpensslCades({ covered: content, cms }, chainPem)).not.toMatchObject({ ok: false });
          const other = Buffer.from('number,amount\n1,9500\n');
          expect(await askOpensslCades({ covered: other, cms }, chainPem)).not.toMatchObject({ ok: true });
        } finally {
          await browser.close();
        }
      },
      90_000,
    );

    describe('by the suite of conformance', () => {
      let client: RegisteredClient;
      let explicitClient: RegisteredClient;
      beforeAll(async () => {
        const everything = ['service', 'credential', 'credential-creation', 'credential-deletion', 'application'];
        client = await registerApplication(abused.api, officer, { scopes: everything });
        const explicit = { name: 'Collector', explicitAuthorisation: true };
        explicitClient = await registerApplication(abused.api, officer, explicit);
      });

      it.each([1, 2] as const)(
        'version %s does what it must, and refuses what it must',
        async (version) => {
          const server = createServer(abused.api.url);
          const settings = { server, person: play(), client, explicitClient, pdf: samplePdf() };
          // Version 1 has no pushed requests of its own; ours takes them all the same.
          const results = await runCsc(settings, { versions: [version], onResult: () => abused.keepLog() });
          const of = (outcome: string) => results.filter((each) => each.outcome === outcome).map(toLine);
          expect(of('failed')).toEqual([]);
          expect(of('not offered')).toEqual([expect.stringContaining('the key is not RSA')]);
          expect(results.length).toBeGreaterThan(30);
        },
        240_000,
      );
    });

    it('seals for days by itself what a user let it sign by number, and no more than that', async () => {
      const { api } = abused;
      const client = await registerApplication(api, officer, { scopes: ['credential', 'application'] });
      const server = createServer(api.url);
      const applicant = new Applicant(server, play(), client);
      const { answer, accessToken: SAD } = await applicant.obtain(2, [
        ['scope', 'credential'],
        ['credentialID', credentialId],
        ['numSignatures', '2'],
        ['hashAlgorithmOID', '2.16.840.1.101.3.4.2.1'],
      ]);
      expect(answer['expires_in']).toBeGreaterThan(86_400);
      const own = await applicant.ask(2, [['grant_type', 'client_credentials']]);
      const { access_token: token } = own.json as { access_token: string };
      const seal = async (text: string) => {
        const hashes = [createHash('sha256').update(text).digest('base64')];
        const algorithms = { hashAlgorithmOID: '2.16.840.1.101.3.4.2.1', signAlgo: '1.2.840.10045.4.3.2' };
        const body = { credentialID: credentialId, SAD, hashes, ...algorithms };
        return (await server.call(2, 'signatures/signHash', body, { token })).status;
      };
      expect([await seal('invoice 1'), await seal('invoice 2'), await seal('invoice 3')]).toEqual([200, 200, 400]);
    });

    itWitnessedBy('openssl')(
      'is written as docs/csc.md prints it, for Node and for a shell (witness: openssl)',
      async () => {
        const { platform } = abused;
        const printed = await runPrintedCommand<{ id: string; clientSecret: string }>(
          'csc.md',
          'oauth-client register',
          platform.home,
        );
        const { approve } = play();
        const environment = {
          SERVER: abused.api.url,
          CLIENT_ID: printed.id,
          CLIENT_SECRET: printed.clientSecret,
        };
        for (const run of [runNodeExample, runShellExample]) {
          // oxlint-disable-next-line no-await-in-loop
          const work = await mkdtemp(path.join(folder, 'example-'));
          // oxlint-disable-next-line no-await-in-loop
          const signed = await run('csc.md', samplePdf(), {
            folder: work,
            environment,
            decide: async (address) => await approve(new URL(address)),
          });
          // oxlint-disable-next-line no-await-in-loop
          expect(await askOpenssl(signed, chainPem)).toMatchObject({ ok: true });
        }
      },
      120_000,
    );
  });
}
