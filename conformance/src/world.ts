import { createHash, X509Certificate } from 'node:crypto';
import { Applicant, type Person, type RegisteredClient, type Token } from './applicant.ts';
import { expectObject, expectThat, NotOffered, partOf, textOf, textsOf, type Version } from './check.ts';
import type { Answer, RequestOptions, Server } from './server.ts';

/** Object identifiers of SHA-256 and SHA-512. */
export const sha256Oid = '2.16.840.1.101.3.4.2.1';
export const sha512Oid = '2.16.840.1.101.3.4.2.3';

/** What the suite is given. */
export interface Settings {
  server: Server;
  person: Person;
  /** Whose users authorise on the server's own page. */
  client: RegisteredClient;
  /** One that collects factors itself; without it that is not looked at. */
  explicitClient?: RegisteredClient;
  /** A PDF to be signed; without it documents are not looked at. */
  pdf?: Buffer;
}

/** A credential as `credentials/info` shows it. */
export interface Credential {
  id: string;
  info: Readonly<Record<string, unknown>>;
  certificate: X509Certificate;
  /** Algorithm of signatures that the suite asks for, and what it hashes with. */
  signAlgo: string;
  keyIsRsa: boolean;
}

/** Something to be signed. */
export interface Content {
  data: Buffer;
  /** SHA-256, base64. */
  hash: string;
}

/** SHA-256 with what it is of. */
export function contentOf(text: string): Content {
  const data = Buffer.from(text);
  return { data, hash: createHash('sha256').update(data).digest('base64') };
}

/** What checks share for one version: tokens and credentials are asked for once, when the first check needs them. */
export class World {
  readonly version: Version;
  readonly settings: Settings;
  readonly applicant: Applicant;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(settings: Settings, version: Version) {
    this.version = version;
    this.settings = settings;
    this.applicant = new Applicant(settings.server, settings.person, settings.client);
  }

  /** Calls a method of the API. */
  async call(method: string, body: unknown, options?: RequestOptions): Promise<Answer> {
    return await this.settings.server.call(this.version, method, body, options);
  }

  /** What `info` says. */
  async info(): Promise<Readonly<Record<string, unknown>>> {
    return await this.#once('info', async () => expectObject(await this.call('info', {})));
  }

  /** Throws `NotOffered` unless `info` lists the method. */
  async requireMethod(method: string): Promise<void> {
    if (!textsOf(await this.info(), 'methods').includes(method)) throw new NotOffered(`info does not list ${method}`);
  }

  /** An application that collects factors itself; throws `NotOffered` without. */
  get explicitApplicant(): Applicant {
    const { explicitClient, server, person } = this.settings;
    if (explicitClient === undefined) throw new NotOffered('no application that collects factors was named');
    return new Applicant(server, person, explicitClient);
  }

  /** A token by which a user lets the application in. */
  async service(): Promise<Token> {
    return await this.#once('service', async () => await this.applicant.obtain(this.version, [['scope', 'service']]));
  }

  /** The same for the application that collects factors. */
  async explicitService(): Promise<Token> {
    const applicant = this.explicitApplicant;
    return await this.#once('explicit', async () => await applicant.obtain(this.version, [['scope', 'service']]));
  }

  /** The first credential that can sign, as the application that authorises on the server's page sees it. */
  async credential(): Promise<Credential> {
    return await this.#once('credential', async () => await this.#findCredential((await this.service()).accessToken));
  }

  /** The same as the application that collects factors sees it. */
  async explicitCredential(): Promise<Credential> {
    return await this.#once('explicit credential', async () => {
      const credential = await this.#findCredential((await this.explicitService()).accessToken);
      const mode = this.version === 1 ? credential.info['authMode'] : partOf(credential.info, 'auth')['mode'];
      if (mode !== 'explicit') throw new NotOffered('no credential authorises explicitly');
      return credential;
    });
  }

  /** Has the user authorise signatures over these contents; each call asks him anew. */
  async authorise(
    contents: readonly Content[],
    {
      signatures = contents.length,
      more = [],
    }: { signatures?: number; more?: readonly (readonly [string, string])[] } = {},
  ): Promise<Token> {
    const { id } = await this.credential();
    const hashes = contents.map(({ hash }) => Buffer.from(hash, 'base64').toString('base64url')).join(',');
    return await this.applicant.obtain(this.version, [
      ['scope', 'credential'],
      ['credentialID', id],
      ['numSignatures', String(signatures)],
      ...(this.version === 1
        ? ([['hash', hashes]] as const)
        : ([
            ['hashes', hashes],
            ['hashAlgorithmOID', sha256Oid],
          ] as const)),
      ['description', 'Conformance suite'],
      ...more,
    ]);
  }

  /** An authorisation for one content that checks of refusals share; none of them uses it up. */
  async spare(): Promise<{ content: Content; token: Token }> {
    return await this.#once('spare', async () => {
      const content = contentOf('content of the checks that are refused');
      return { content, token: await this.authorise([content]) };
    });
  }

  /** The body of a call to `signatures/signHash`, in the names of the version. */
  async signing(hashes: readonly string[], sad: string): Promise<Record<string, unknown>> {
    const { id, signAlgo } = await this.credential();
    return {
      credentialID: id,
      SAD: sad,
      [this.version === 1 ? 'hash' : 'hashes']: hashes,
      [this.version === 1 ? 'hashAlgo' : 'hashAlgorithmOID']: sha256Oid,
      signAlgo,
    };
  }

  async #findCredential(token: string): Promise<Credential> {
    const listed = expectObject(await this.call('credentials/list', {}, { token }));
    for (const id of textsOf(listed, 'credentialIDs')) {
      const asked = { credentialID: id, certificates: 'chain', certInfo: true, authInfo: true };
      // oxlint-disable-next-line no-await-in-loop
      const info = expectObject(await this.call('credentials/info', asked, { token }));
      const [key, cert] = [partOf(info, 'key'), partOf(info, 'cert')];
      if (key['status'] !== 'enabled' || cert['status'] !== 'valid') continue;
      const [certificate] = textsOf(cert, 'certificates');
      expectThat(certificate !== undefined, 'cert.certificates must hold the certificate of the signer');
      const parsed = new X509Certificate(Buffer.from(certificate, 'base64'));
      const keyIsRsa = parsed.publicKey.asymmetricKeyType === 'rsa';
      const wanted = keyIsRsa ? '1.2.840.113549.1.1.11' : '1.2.840.10045.4.3.2';
      expectThat(textsOf(key, 'algo').includes(wanted), `key.algo must hold ${wanted}`);
      return { id, info, certificate: parsed, signAlgo: wanted, keyIsRsa };
    }
    throw new NotOffered('the user has no credential that can sign');
  }

  async #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const found = this.#kept.get(name) as Promise<T> | undefined;
    if (found !== undefined) return await found;
    const made = make();
    this.#kept.set(name, made);
    return await made;
  }
}

/** A member of `objects` in `auth`, by its type; undefined when there is none. */
export function findAuthObject(
  info: Readonly<Record<string, unknown>>,
  type: string,
): Readonly<Record<string, unknown>> | undefined {
  const objects = partOf(info, 'auth')['objects'];
  expectThat(Array.isArray(objects), 'auth.objects must be a list');
  return objects.find((each: Readonly<Record<string, unknown>>) => textOf(each, 'type') === type);
}
