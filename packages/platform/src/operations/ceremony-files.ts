import { readFile, writeFile } from 'node:fs/promises';
import type { CertificationRequest } from '@countersign/certificates';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { PlatformFault } from '../launcher/fault.ts';

// Between the machine of the service and the one in the safe; bytes are in base64.
const named = (field: string) => Type.Array(Type.Object({ name: Type.String(), [field]: Type.String() }));

const requestsSchema = Type.Object({
  pkiUrl: Type.String(),
  /** Empty before there is a root. */
  rootCertificate: Type.String(),
  requests: named('request'),
});
const resultSchema = Type.Object({ certificates: named('certificate'), rootCrl: Type.String() });

/** What a service wants the root to certify. */
export interface CeremonyRequests {
  readonly pkiUrl: string;
  /** Certificate of the root in force, DER; empty before there is one. */
  readonly rootCertificate: Buffer;
  readonly requests: readonly CertificationRequest[];
}

/** What the root signed. */
export interface CeremonyResult {
  readonly certificates: readonly { readonly name: string; readonly certificate: Buffer }[];
  /** DER; empty when there is none. */
  readonly rootCrl: Buffer;
}

/** Reads a file that `ca requests` wrote. Throws a fault for any other. */
export async function readRequests(file: string): Promise<CeremonyRequests> {
  const { pkiUrl, rootCertificate, requests } = await read(file, requestsSchema, 'ca requests');
  return {
    pkiUrl,
    rootCertificate: fromBase64(rootCertificate),
    requests: requests.map(({ name, request }) => ({ name: String(name), request: fromBase64(String(request)) })),
  };
}

/** Reads a file that `ca sign`, `ca revoke` or `ca crl` wrote. Throws a fault for any other. */
export async function readResult(file: string): Promise<CeremonyResult> {
  const { certificates, rootCrl } = await read(file, resultSchema, 'ca sign');
  return {
    certificates: certificates.map(({ name, certificate }) => ({
      name: String(name),
      certificate: fromBase64(String(certificate)),
    })),
    rootCrl: fromBase64(rootCrl),
  };
}

/** Writes requests or a result, over what was in the file. */
export async function writeCeremonyFile(file: string, content: CeremonyRequests | CeremonyResult): Promise<void> {
  const text = JSON.stringify(content, (_, value: unknown) => toBase64(value), 2);
  await writeFile(file, `${text}\n`);
}

/** `JSON.stringify` has turned buffers into what their `toJSON` says before it asks. */
function toBase64(value: unknown): unknown {
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBuffer && 'data' in value ? Buffer.from(value.data as number[]).toString('base64') : value;
}

async function read<Schema extends ReturnType<typeof Type.Object>>(
  file: string,
  schema: Schema,
  maker: string,
): Promise<Static<Schema>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new PlatformFault(`${file} cannot be read`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!Value.Check(schema, value)) throw new PlatformFault(`${file} is not a file that ${maker} wrote`);
  return value;
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
