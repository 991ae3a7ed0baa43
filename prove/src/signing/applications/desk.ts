import { setTimeout as delay } from 'node:timers/promises';
import { Applicant, createServer, type RegisteredClient, type Server } from '@countersign/conformance';
import type { MessageInbox } from '../../../../test/src/message-inbox.ts';
import { type Decision, decideOnPages } from '../../../../test/src/page-person.ts';
import { PageVisitor } from '../../../../test/src/page-visitor.ts';
import { UnexpectedAnswer } from '../../../../test/src/rest-client.ts';
import type { Signer } from '../people.ts';
import { type Answer, claimsOf, describeAnswer, type Held, holdOf, isOver } from './answers.ts';
import { insistOn, type Traffic } from './persistent-server.ts';
import { ProofKey } from './proof-key.ts';

export type Version = 1 | 2;
type Fields = readonly (readonly [string, string])[];

const sha256Oid = '2.16.840.1.101.3.4.2.1';
const attemptsAtPages = 8;
const slowPollMs = 1_100;
const restartMs = 2_000;

/** Somebody at a browser, the application that he uses in it, and the credential that signs. */
export interface DeskOptions {
  url: string;
  client: RegisteredClient;
  signer: Signer;
  credentialId: string;
  /** As `key.algo` of the credential names it, for SHA-256. */
  signAlgo: string;
  /** Of the credential, DER. */
  certificate: Buffer;
  /** Signatures whose digests the key lets be named later. */
  mostOpen: number;
  /**
   * How signatures are authorised: on our pages, with a code that the application collects, or on our pages while the
   * application asks what became of it.
   */
  way: 'pages' | 'explicit' | 'approval';
  inbox: MessageInbox;
  /** Whether its tokens are bound to a key of its own. */
  isBound: boolean;
  traffic: Traffic;
}

/** A code and what it takes to redeem it; absent where the user was not sent to pages. */
export interface Redeemed {
  redemption: Fields;
  /** Where the user was sent. */
  address: URL;
}

/** An application at work for one user, in a browser that stays open. */
export class Desk {
  readonly options: DeskOptions;
  readonly server: Server;
  readonly applicant: Applicant;
  readonly #visitor: PageVisitor;
  readonly #key = new ProofKey();
  /** Where the user was sent last. */
  #address = new URL('http://localhost');
  readonly #service = new Map<Version, { token: string; refreshToken: string }>();
  /** Of the approval that was given last. */
  lastHandle = '';
  /** Times that a user had to begin anew. */
  restarts = 0;
  /** What a user does on our pages, beyond what it takes. */
  decision: Partial<Pick<Decision, 'onConsent' | 'takeCode' | 'person'>> = {};

  constructor(options: DeskOptions) {
    this.options = options;
    const { url, client, traffic, isBound } = options;
    this.#visitor = new PageVisitor(url);
    const proof = (address: string, token?: string): Record<string, string> => {
      if (!isBound) return {};
      const dpop = this.#key.prove(address, token);
      return { dpop, ...(token === undefined ? {} : { authorization: `DPoP ${token}` }) };
    };
    this.server = insistOn(createServer(url), traffic, proof);
    this.applicant = new Applicant(this.server, { approve: (address) => this.#approve(address) }, client);
  }

  /** A proof for a request with a token; only for an application whose tokens are bound. */
  prove(address: string, token: string): string {
    return this.#key.prove(address, token);
  }

  /** The token by which the user lets the application in: the one that it has, or another. */
  async service(version: Version): Promise<{ token: string; refreshToken: string }> {
    const kept = this.#service.get(version);
    if (kept !== undefined) return kept;
    const { answer } = await this.#obtain(version, [['scope', 'service']]);
    const made = { token: String(answer['access_token']), refreshToken: String(answer['refresh_token']) };
    this.#service.set(version, made);
    return made;
  }

  /** What the application has is over. */
  forgetService(version: Version): void {
    this.#service.delete(version);
  }

  /** Has signatures authorised, digests named or not, as its way is. */
  async authorise(version: Version, digests: readonly Buffer[], signatures: number): Promise<[Held, Redeemed?]> {
    return this.options.way === 'pages'
      ? await this.#authoriseOnPages(version, digests, signatures)
      : [await this.#authoriseExplicitly(version, digests, signatures)];
  }

  /** Asks for signatures by what it holds. */
  async sign(version: Version, { token }: Held, digests: readonly Buffer[]): Promise<Answer> {
    const { credentialId, signAlgo } = this.options;
    return await this.call(version, 'signatures/signHash', token, {
      credentialID: credentialId,
      ...named(version, digests),
      [version === 1 ? 'hashAlgo' : 'hashAlgorithmOID']: sha256Oid,
      signAlgo,
    });
  }

  /** Names digests later; answers with what the application holds from then on. */
  async extend(version: Version, { token }: Held, digests: readonly Buffer[]): Promise<[Answer, Held?]> {
    const answer = await this.call(version, 'credentials/extendTransaction', token, {
      credentialID: this.options.credentialId,
      ...named(version, digests),
      [version === 1 ? 'hashAlgo' : 'hashAlgorithmOID']: sha256Oid,
    });
    return answer.status === 200 ? [answer, holdOf(this.#keep(answer, 'SAD'))] : [answer];
  }

  /** Calls a method by signature activation data: beside the service token in version 1, by itself in version 2. */
  async call(version: Version, method: string, sad: string, body: object): Promise<Answer> {
    const token = version === 1 ? (await this.service(1)).token : sad;
    const answer = await this.server.call(version, method, { ...body, SAD: sad }, { token });
    // The session in which the service token was granted may be over; what signs is of another grant.
    if (version === 2 || !isOver(answer) || !(await this.#isServiceOver())) return answer;
    this.forgetService(1);
    const { token: other } = await this.service(1);
    return await this.server.call(version, method, { ...body, SAD: sad }, { token: other });
  }

  /** Looks at an address in the same browser. */
  async look(address: URL): Promise<number> {
    const page = await this.#visitor.open(address.href);
    return 'leftFor' in page ? 302 : page.status;
  }

  async #isServiceOver(): Promise<boolean> {
    const { token } = await this.service(1);
    return isOver(await this.server.call(1, 'credentials/list', {}, { token }));
  }

  async #authoriseOnPages(version: Version, digests: readonly Buffer[], signatures: number): Promise<[Held, Redeemed]> {
    const { answer, redeemed } = await this.#obtain(version, this.wishOf(version, digests, signatures));
    return [holdOf(String(answer['access_token'])), redeemed];
  }

  /** The parameters of a request for signatures. */
  wishOf(version: Version, digests: readonly Buffer[], signatures: number): Fields {
    const hashes = digests.map((digest) => digest.toString('base64url')).join(',');
    return [
      ['scope', 'credential'],
      ['credentialID', this.options.credentialId],
      ['numSignatures', String(signatures)],
      [version === 1 ? 'hash' : 'hashes', hashes],
      ...(version === 1 ? [] : ([['hashAlgorithmOID', sha256Oid]] as const)),
      ['description', 'Prove'],
    ];
  }

  async #authoriseExplicitly(version: Version, digests: readonly Buffer[], signatures: number): Promise<Held> {
    const { credentialId, way } = this.options;
    const wish = {
      credentialID: credentialId,
      numSignatures: signatures,
      ...named(version, digests),
      [version === 1 ? 'hashAlgo' : 'hashAlgorithmOID']: sha256Oid,
    };
    const handles: string[] = [];
    for (let time = 0; ; time += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await (way === 'approval' ? this.#askElsewhere(wish, handles) : this.#sendCode(version, wish));
      if (answer.status === 200) return holdOf(this.#keep(answer, 'SAD'));
      // The code may be used up by a call whose answer was lost; the grant may have ended.
      if (isOver(answer)) this.forgetService(version);
      if (time >= attemptsAtPages) throw new UnexpectedAnswer(`credentials/authorize: ${describeAnswer(answer)}`);
      this.restarts += 1;
      // oxlint-disable-next-line no-await-in-loop
      await delay(restartMs);
    }
  }

  async #sendCode(version: Version, wish: object): Promise<Answer> {
    const [{ token }, code] = [await this.service(version), await this.options.signer.app.early()];
    const proof = version === 1 ? { OTP: code } : { authData: [{ id: '', value: code }] };
    return await this.server.call(version, 'credentials/authorize', { ...wish, ...proof }, { token });
  }

  /** Has the user approve on our pages, to which a message leads him; version 2 knows how. */
  async #askElsewhere(wish: object, handles: string[]): Promise<Answer> {
    const { inbox, signer } = this.options;
    const { token } = await this.service(2);
    const body = { ...wish, authData: [{ id: 'page', value: '' }] };
    const asked = await this.server.call(2, 'credentials/authorize', body, { token });
    if (asked.status !== 202) return asked;
    handles.push((asked.json as { handle: string }).handle);
    try {
      const { text } = await inbox.take('email', signer.email, (message) => message.text.includes('/approvals/'));
      const [, path = ''] = /(\/approvals\/\w+)/.exec(text) ?? [];
      await this.#decide(new URL(path, this.options.url));
    } catch {
      // Whatever it was: what became of it is asked below.
    }
    // The message that came may be that of an earlier one, to which nobody came.
    let answer = asked;
    for (const handle of handles) {
      // oxlint-disable-next-line no-await-in-loop
      answer = await this.check(2, handle);
      if (answer.status !== 200) continue;
      this.lastHandle = handle;
      return answer;
    }
    return answer;
  }

  /** Asks what became of an approval, as slowly as is wanted. */
  async check(version: Version, handle: string): Promise<Answer> {
    const { token } = await this.service(version);
    await delay(slowPollMs);
    return await this.server.call(version, 'credentials/authorizeCheck', { handle }, { token });
  }

  /** Has a user approve and redeems the code; begins anew, as people do, when something was in the way. */
  async #obtain(version: Version, wish: Fields): Promise<{ answer: Record<string, unknown>; redeemed: Redeemed }> {
    for (let time = 0; ; time += 1) {
      let said = '';
      try {
        // oxlint-disable-next-line no-await-in-loop
        const redemption = await this.obtainCode(version, wish);
        const address = this.#address;
        // oxlint-disable-next-line no-await-in-loop
        const answer = await this.applicant.ask(version, redemption);
        if (answer.status === 200) {
          this.#keep(answer, 'access_token');
          return { answer: answer.json as Record<string, unknown>, redeemed: { redemption, address } };
        }
        said = describeAnswer(answer);
      } catch (error) {
        said = String(error);
      }
      if (time >= attemptsAtPages) throw new UnexpectedAnswer(`nothing came of asking the user: ${said}`);
      this.restarts += 1;
      // oxlint-disable-next-line no-await-in-loop
      await delay(restartMs);
    }
  }

  /** Has a user approve; the fields by which the code is redeemed. */
  async obtainCode(version: Version, wish: Fields): Promise<Fields> {
    const code = await this.applicant.obtainCode(version, wish);
    this.options.traffic.secrets.add(code.code);
    return this.applicant.redemption(code);
  }

  async #decide(address: URL): ReturnType<typeof decideOnPages> {
    const { email, password, app } = this.options.signer;
    return await decideOnPages(this.#visitor, address.href, {
      person: { email, password, app },
      takeCode: () => app.early(),
      ...this.decision,
    });
  }

  async #approve(address: URL): Promise<URL> {
    this.#address = address;
    const end = await this.#decide(address);
    if (!('leftFor' in end)) throw new UnexpectedAnswer(`the pages ended at ${end.url.pathname}`);
    return end.leftFor;
  }

  /** Remembers what a token carries as something that nobody else may know. */
  #keep({ json }: Answer, name: string): string {
    const token = String((json as Record<string, unknown>)[name]);
    const { sad } = claimsOf(token);
    if (sad !== undefined) this.options.traffic.secrets.add(sad);
    return token;
  }
}

function named(version: Version, digests: readonly Buffer[]): object {
  return { [version === 1 ? 'hash' : 'hashes']: digests.map((digest) => digest.toString('base64')) };
}
