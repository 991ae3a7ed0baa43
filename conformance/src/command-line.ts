import { parseArgs } from 'node:util';
import type { Version } from './check.ts';

export const usage = `npm run conformance -- csc --url <https://server> --client <file> [options]

Looks at a server of the Cloud Signature Consortium API from outside: its versions below /csc/v1 and /csc/v2.

  --url <address>      where the server is; /csc/v1 and /csc/v2 are added
  --client <file>      JSON: {"clientId", "clientSecret", "redirectUri"}; the redirect URI is a port of this machine, such as
                       http://localhost:9123/callback. May hold "explicit": the same of an application that collects factors
  --pdf <file>         a PDF to be signed; without it, documents are not looked at
  --version <1|2>      one version only
  --only <text>        only checks whose method or title holds the text
  --json <file>        writes what became of every check

A person follows the addresses that it prints, and logs in, approves or refuses as it says. It ends with code 1 when a check
failed.`;

/** What to look at, and how. */
export interface Options {
  url: string;
  clientFile: string;
  pdfFile: string | undefined;
  versions: readonly Version[];
  only: string;
  jsonFile: string | undefined;
}

/** Reads the command line. Throws a message for people about what is wrong with it. */
export function readCommandLine(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      client: { type: 'string' },
      pdf: { type: 'string' },
      version: { type: 'string' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [suite, ...more] = positionals;
  if (suite !== 'csc' || more.length > 0) throw new Error('name the suite: csc');
  const { url, client, version } = values;
  if (url === undefined || !URL.canParse(url))
    throw new Error('--url must be an address, such as https://sign.example.com');
  if (client === undefined) throw new Error('--client must name a file');
  if (version !== undefined && version !== '1' && version !== '2') throw new Error('--version must be 1 or 2');
  return {
    url,
    clientFile: client,
    pdfFile: values.pdf,
    versions: version === undefined ? [1, 2] : [version === '1' ? 1 : 2],
    only: values.only,
    jsonFile: values.json,
  };
}
