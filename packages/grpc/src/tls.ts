import { ConfigError } from '@countersign/runtime';
import { type ChannelCredentials, experimental, type ServerCredentials } from '@grpc/grpc-js';
import { Type } from 'typebox';
import { type CertificateFiles, certificatesIn, findCertificateFault } from './certificate-files.ts';
import { findServiceName } from './service-name.ts';

/** Certificates with which a process proves its name to the others, all PEM. */
export interface TlsMaterial {
  ca: string;
  cert: string;
  key: string;
  /** Where they come from; what is put there later is used for new connections, without a restart. */
  files?: CertificateFiles;
}

/** Settings of mTLS, shared by every process that calls or serves. Each may be given by file: `TLS_CA_FILE` and so on. */
export const tlsSettings = {
  /** Certificate of the authority that names services, PEM. */
  TLS_CA: Type.String(),
  /** Own certificate, PEM. */
  TLS_CERT: Type.String(),
  /** Own private key, PEM. */
  TLS_KEY: Type.String(),
  // The paths themselves, for they are looked at again.
  TLS_CA_FILE: Type.Optional(Type.String()),
  TLS_CERT_FILE: Type.Optional(Type.String()),
  TLS_KEY_FILE: Type.Optional(Type.String()),
};

/** What `tlsSettings` were read into. */
export interface TlsSettings {
  TLS_CA: string;
  TLS_CERT: string;
  TLS_KEY: string;
  TLS_CA_FILE?: string;
  TLS_CERT_FILE?: string;
  TLS_KEY_FILE?: string;
}

/** Own certificates, from the settings; files are read again when they change. Throws `ConfigError` if they are of no use. */
export function tlsOf(settings: TlsSettings): TlsMaterial {
  const { TLS_CA: ca, TLS_CERT: cert, TLS_KEY: key } = settings;
  const { TLS_CA_FILE: caFile, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = settings;
  const fault = findCertificateFault({ ca, cert, key });
  if (fault !== undefined) throw new ConfigError([`TLS_CA, TLS_CERT and TLS_KEY are of no use: ${fault}`]);
  if (caFile === undefined || certFile === undefined || keyFile === undefined) return { ca, cert, key };
  return { ca, cert, key, files: { ca: caFile, cert: certFile, key: keyFile } };
}

/** Credentials of a server that hears callers with a certificate of our authority only. */
export function toServerCredentials(tls: TlsMaterial): ServerCredentials {
  const provider = certificatesIn(tls);
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** Credentials of a caller that speaks with nobody but `callee`: the name in the certificate decides, not the host name. */
export function toChannelCredentials(tls: TlsMaterial, callee: string): ChannelCredentials {
  const provider = certificatesIn(tls);
  return experimental.createCertificateProviderChannelCredentials(provider, provider, {
    checkServerIdentity: (_host, certificate) =>
      findServiceName(certificate) === callee ? undefined : new Error(`the callee is not ${callee}`),
  });
}
