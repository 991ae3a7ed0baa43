import { readFile } from 'node:fs/promises';
import { type TlsMaterial, tlsOf, tlsSettings } from '@countersign/grpc';
import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';
import { findAnnouncement } from '../launcher/announcement.ts';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { addressSetting } from '../launcher/topology.ts';
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
  const variable = addressSetting(name);
  const named = environment[variable];
  if (named !== undefined && named !== '') {
    return { address: named, tls: tlsOf(readConfig(Type.Object(tlsSettings), environment)) };
  }
  const address = (await findAnnouncement(home))?.addresses?.[name];
  if (address === undefined) {
    throw new PlatformFault(
      `no platform runs on ${home}; start it with npm start, or set ${variable}, TLS_CA_FILE, TLS_CERT_FILE and TLS_KEY_FILE`,
    );
  }
  const files = certificateFiles(stateFolders(home).tls, 'ops');
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')));
  return { address, tls: { ca, cert, key } as TlsMaterial };
}
