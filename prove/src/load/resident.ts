import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RestClient } from '../../../test/src/rest-client.ts';
import { expectThat } from '../../../test/src/rest-client.ts';
import { prepareSignature, type Signature } from '../../../test/src/signing.ts';
import { passCode, passPassword, type Tokens } from '../../../test/src/steps/login.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Signer } from '../signing/people.ts';
import type { LoadBook } from './load-book.ts';

/** Codes live for thirty seconds and are good once: who logs in more often waits for the next one. */
const codeLifeMs = 30_000;
/** Access tokens live five minutes. */
const tokenLifeMs = 240_000;
const lookMs = 300;
const looks = 60;

/** Somebody with an account, a phone and a credential, who has one session at a time. */
export class Resident {
  readonly #api: RestClient;
  readonly #signer: Signer;
  readonly #number: number;
  readonly #book: LoadBook;
  #session: { tokens: Tokens; sinceMs: number } | undefined;
  #codeAtMs = 0;

  constructor(api: RestClient, signer: Signer, { number, book }: { number: number; book: LoadBook }) {
    this.#api = api;
    this.#signer = signer;
    this.#number = number;
    this.#book = book;
  }

  /** What he does next: a login when he has no session, otherwise one of the things that people do. */
  next(random: SeededRandom): { errand: string; walk: () => Promise<void> } {
    if (this.#session === undefined) return { errand: 'login', walk: () => this.#logIn() };
    const isOld = Date.now() - this.#session.sinceMs > tokenLifeMs;
    const hasNewCode = Date.now() - this.#codeAtMs > codeLifeMs;
    const errand = isOld ? 'refresh' : random.pick(['look', 'refresh', 'refresh', 'sign', 'sign', 'sign', 'login']);
    if (errand === 'refresh') return { errand, walk: () => this.#refresh() };
    if (errand === 'sign') return { errand, walk: () => this.#sign() };
    if (errand === 'login' && hasNewCode) return { errand, walk: () => this.#logIn() };
    return { errand: 'look', walk: () => this.#look() };
  }

  /** Forgets his session: after an answer that was lost nobody knows which refresh token is good. */
  forget(): void {
    this.#session = undefined;
  }

  /** An access token of the session that was acknowledged last, got by its refresh token; undefined without a session. */
  async findToken(): Promise<string | undefined> {
    if (this.#session === undefined) return undefined;
    await this.#refresh();
    return this.#token();
  }

  async #logIn(): Promise<void> {
    this.#session = undefined;
    const { email, password, app } = this.#signer;
    const person = { email, password, mobile: '' };
    const login = await passPassword(this.#api, person);
    expectThat(login.flow.state === 'factor_required', 'the login asks for a code');
    const code = await app.early();
    this.#codeAtMs = Date.now();
    const tokens = await passCode(this.#api, person, login, code);
    this.#session = { tokens, sinceMs: Date.now() };
  }

  async #refresh(): Promise<void> {
    const { refreshToken } = this.#session?.tokens ?? {};
    const tokens = await this.#api.ask<Tokens>('POST', '/v1/tokens/refresh', { body: { refreshToken } });
    this.#session = {
      tokens: { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken ?? '' },
      sinceMs: Date.now(),
    };
  }

  async #look(): Promise<void> {
    const me = await this.#api.ask<{ userId: string }>('GET', '/v1/me', { token: this.#token() });
    expectThat(me.userId === this.#signer.email, 'the session is his own');
    await this.#api.ask('GET', '/v1/credentials', { token: this.#token() });
    await this.#api.ask('GET', '/v1/me/authenticators', { token: this.#token() });
  }

  async #sign(): Promise<void> {
    const token = this.#token();
    const [credentialId = ''] = this.#signer.credentialIds;
    const label = randomBytes(8).toString('hex');
    const digest = createHash('sha256').update(label).digest('base64');
    const { id, transactionUri = '' } = await prepareSignature(
      this.#api,
      { token },
      {
        credentialId,
        digests: [{ digest, label }],
        hashAlgorithm: 'SHA-256',
      },
    );
    const { code } = await this.#signer.app.confirm(transactionUri);
    await this.#api.ask('POST', `/v1/signatures/${id}/authorisation`, { token, body: { code } });
    for (let look = 0; look < looks; look += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a poll, as a page would do it
      const { state, signatures } = await this.#api.ask<Signature>('GET', `/v1/signatures/${id}`, { token });
      if (state === 'signed') {
        this.#book.signatures.push({ requestId: id, resident: this.#number, signatures });
        return;
      }
      expectThat(state === 'signing', `what was authorised is signed, not ${state}`);
      // oxlint-disable-next-line no-await-in-loop
      await delay(lookMs);
    }
    throw new Error(`${id} was authorised and not signed in ${(looks * lookMs) / 1_000} s`);
  }

  #token(): string {
    if (this.#session === undefined) throw new Error('there is no session');
    return this.#session.tokens.accessToken;
  }
}
