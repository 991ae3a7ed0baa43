import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type TlsMaterial, tlsOf, tlsSettings } from '@countersign/grpc';
import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { certificateFiles } from '../secrets/certificate-files.ts';

/** How an operator's command reaches a service. */
export interface Connection {
  readonly address: string;
  readonly tls: TlsMaterial;
}

/**
 * Finds a service: by `<NAME>_ADDRESS` and the TLS settings in the environment, else on the local platform that runs on
 * the state folder. The certificate is that of `ops`. Throws a fault if there is neither.
 */
export async function getConnection(
  name: string,
  { home, environment }: { home: string; environment: Readonly<Record<string, string | undefined>> },
): Promise<Connection> {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_ADDRESS`;
  const named = environment[variable];
  if (named !== undefined && named !== '') {
    return { address: named, tls: tlsOf(readConfig(Type.Object(tlsSettings), environment)) };
  }
  const folders = stateFolders(home);
  const address = await findLocalAddress(path.join(folders.run, 'platform.json'), name);
  if (address === undefined) {
    throw new PlatformFault(
      `no platform runs on ${home}; start it with npm start, or set ${variable}, TLS_CA_FILE, TLS_CERT_FILE and TLS_KEY_FILE`,
    );
  }
  const files = certificateFiles(folders.tls, 'ops');
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')));
  return { address, tls: { ca, cert, key } as TlsMaterial };
}

async function findLocalAddress(file: string, name: string): Promise<string | undefined> {
  try {
    const { addresses } = JSON.parse(await readFile(file, 'utf8')) as { addresses: Record<string, string> };
    return addresses[name];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
