import { createHash, randomBytes } from 'node:crypto';
import { expectObject, expectThat, Failure, textOf, type Version } from './check.ts';
import type { Answer, Server } from './server.ts';

/** An application that is registered with the server. */
export interface RegisteredClient {
  clientId: string;
  /** Sent in the Authorization header. */
  clientSecret: string;
  redirectUri: string;
}

/** What the suite cannot do by itself: what a person does. */
export interface Person {
  /**
   * Leads a person through the authorisation page at an address, who approves what is asked; resolves to the address at the
   * application to which the page leads in the end.
   */
  approve: (address: URL, client: RegisteredClient) => Promise<URL>;
  /** The same, but the person refuses. */
  refuse?: (address: URL, client: RegisteredClient) => Promise<URL>;
  /** The code for an authentication object of `credentials/info`, given what its challenge says. */
  answer?: (object: Readonly<Record<string, unknown>>, challenge: string) => Promise<string>;
  /** Approves what waits for the person on the server's own page. */
  approveElsewhere?: () => Promise<void>;
}

/** What a token endpoint gives. */
export interface Token {
  accessToken: string;
  tokenType: string;
  refreshToken: string | undefined;
  answer: Readonly<Record<string, unknown>>;
}

type Fields = readonly (readonly [string, string])[];

/** An application that asks for authorisations. */
export class Applicant {
  readonly client: RegisteredClient;
  readonly #server: Server;
  readonly #person: Person;

  constructor(server: Server, person: Person, client: RegisteredClient) {
    this.#server = server;
    this.#person = person;
    this.client = client;
  }

  /** The Authorization header of the application (RFC 6749 2.3.1). */
  get basic(): string {
    const { clientId, clientSecret } = this.client;
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  /** Where an endpoint lies: below what `info` names. */
  async endpoint(version: Version, name: 'authorize' | 'pushed_authorize' | 'token' | 'revoke'): Promise<string> {
    const info = expectObject(await this.#server.call(version, 'info', {}));
    const base = info['oauth2'] ?? info['oauth2Issuer'];
    if (typeof base !== 'string') throw new Failure('info names no authorisation server');
    return `${base.replace(/\/+$/, '')}/oauth2/${name}`;
  }

  /** Pushes a request as it is. */
  async push(version: Version, fields: Fields): Promise<Answer> {
    const options = { headers: { authorization: this.basic } };
    return await this.#server.form(await this.endpoint(version, 'pushed_authorize'), fields, options);
  }

  /** Asks the token endpoint as it is. */
  async ask(version: Version, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    const options = { headers: headers ?? { authorization: this.basic } };
    return await this.#server.form(await this.endpoint(version, 'token'), fields, options);
  }

  /** The parameters of a request that is right, and the verifier that belongs to it. */
  prepare(parameters: Fields): { fields: Fields; verifier: string; state: string } {
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(12).toString('base64url');
    const fields = [
      ['response_type', 'code'],
      ['client_id', this.client.clientId],
      ['redirect_uri', this.client.redirectUri],
      ['state', state],
      ['code_challenge', createHash('sha256').update(verifier).digest('base64url')],
      ['code_challenge_method', 'S256'],
      ...parameters,
    ] as const;
    return { fields, verifier, state };
  }

  /** The address at which a person is asked, of a request that was pushed. */
  async pushedAddress(version: Version, fields: Fields): Promise<URL> {
    const pushed = expectObject(await this.push(version, fields), 201);
    expectThat(Number.isInteger(pushed['expires_in']), 'expires_in of a pushed request must be a number');
    return await this.address(version, [
      ['client_id', this.client.clientId],
      ['request_uri', textOf(pushed, 'request_uri')],
    ]);
  }

  /** The address of the authorisation endpoint with parameters. */
  async address(version: Version, fields: Fields): Promise<URL> {
    const address = new URL(await this.endpoint(version, 'authorize'));
    for (const [name, value] of fields) address.searchParams.append(name, value);
    return address;
  }

  /** Has a person approve what is asked for; resolves to the code and what it takes to redeem it. */
  async obtainCode(
    version: Version,
    parameters: Fields,
  ): Promise<{ code: string; verifier: string; iss: string | null }> {
    const { fields, verifier, state } = this.prepare(parameters);
    const back = await this.#person.approve(await this.pushedAddress(version, fields), this.client);
    const { searchParams } = back;
    expectThat(back.href.startsWith(this.client.redirectUri), `the page led to ${back.href}`);
    expectThat(searchParams.get('error') === null, `the page led back with ${back.search}`);
    expectThat(searchParams.get('state') === state, 'the state must come back as it was sent');
    const code = searchParams.get('code');
    expectThat(code !== null, 'the page led back without a code');
    return { code, verifier, iss: searchParams.get('iss') };
  }

  /** The fields with which a code is redeemed. */
  redemption({ code, verifier }: { code: string; verifier: string }): Fields {
    return [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', this.client.redirectUri],
      ['code_verifier', verifier],
    ];
  }

  /** Has a person approve what is asked for, and gets the token. */
  async obtain(version: Version, parameters: Fields): Promise<Token> {
    const code = await this.obtainCode(version, parameters);
    return readToken(await this.ask(version, this.redemption(code)));
  }
}

/** Reads the answer of a token endpoint; throws unless it is one. */
export function readToken(answer: Answer): Token {
  const object = expectObject(answer);
  const refreshToken = object['refresh_token'];
  expectThat(refreshToken === undefined || typeof refreshToken === 'string', 'refresh_token must be a text');
  expectThat(/no-store/.test(answer.headers.get('cache-control') ?? ''), 'a token must not be stored (Cache-Control)');
  return {
    accessToken: textOf(object, 'access_token'),
    tokenType: textOf(object, 'token_type'),
    refreshToken,
    answer: object,
  };
}
