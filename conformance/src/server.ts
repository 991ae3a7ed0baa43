import type { Version } from './check.ts';

/** An answer of the server. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed; undefined for a body that is empty or no JSON. */
  json: unknown;
}

/** How a request is sent otherwise than usual. */
export interface RequestOptions {
  /** Bearer token. */
  token?: string;
  headers?: Readonly<Record<string, string>>;
  method?: string;
}

/** A server under test, as an application reaches it. */
export interface Server {
  /** Base of the API of one version, without a slash at its end. */
  base: (version: Version) => string;
  /** Calls a method of the API with a JSON body; a text is sent as it is. */
  call: (version: Version, method: string, body: unknown, options?: RequestOptions) => Promise<Answer>;
  /** Sends a form to an endpoint of OAuth 2.0. */
  form: (address: string, fields: readonly (readonly [string, string])[], options?: RequestOptions) => Promise<Answer>;
}

const limitMs = 60_000;

/** Makes the client of a server whose versions lie below `${url}/csc/v1` and `${url}/csc/v2`. */
export function createServer(url: string): Server {
  const base = (version: Version) => `${url.replace(/\/+$/, '')}/csc/v${version}`;
  const send = async (address: string, contentType: string, body: string, options: RequestOptions): Promise<Answer> => {
    const { token, headers = {}, method = 'POST' } = options;
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
      headers: {
        'content-type': contentType,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(method === 'GET' ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: parse(text) };
  };
  return {
    base,
    call: async (version, method, body, options = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return await send(`${base(version)}/${method}`, 'application/json', text, options);
    },
    form: async (address, fields, options = {}) => {
      const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
      return await send(address, 'application/x-www-form-urlencoded', body, options);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
