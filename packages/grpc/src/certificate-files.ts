import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Logger } from '@countersign/runtime';
import type { experimental } from '@grpc/grpc-js';
import { Counter, Gauge, type Registry } from 'prom-client';
import { findServiceName } from './service-name.ts';
import type { TlsMaterial } from './tls.ts';

/** Paths of a process's certificates. */
export interface CertificateFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

type Provider = experimental.CertificateProvider;
type CaListener = Parameters<Provider['addCaCertificateListener']>[0];
type IdentityListener = Parameters<Provider['addIdentityCertificateListener']>[0];

/** How often the files are read. A certificate that is replaced in time is used long before its predecessor ends. */
const lookEveryMs = 10_000;

/** The certificates of this process as they are now, for all its connections. */
export interface OwnCertificates extends Provider {
  readonly current: () => TlsMaterial;
  /** Reads the files now; resolves with what came of it. */
  readonly look: () => Promise<Look>;
  /** Has every look told that changed or refused something. */
  readonly onLook: (told: (look: Look) => void) => void;
}

/** What a look at the files led to: they are as before, are used from now on, or are not usable for the reason given. */
export type Look = { outcome: 'same' } | { outcome: 'loaded' } | { outcome: 'refused'; reason: string };

/** One watcher per set of files: a process has one certificate and many connections. */
const watched = new Map<string, OwnCertificates>();

/** The certificates of a process, kept up to date where they come from files; the same object for the same files. */
export function certificatesIn(tls: TlsMaterial): OwnCertificates {
  if (tls.files === undefined) return watch(tls);
  const { ca, cert, key } = tls.files;
  const name = [ca, cert, key].join('\0');
  const found = watched.get(name);
  if (found !== undefined) return found;
  const made = watch(tls);
  watched.set(name, made);
  setInterval(() => void made.look(), lookEveryMs).unref();
  return made;
}

function watch(first: TlsMaterial): OwnCertificates {
  let current = first;
  const authorities = new Set<CaListener>();
  const identities = new Set<IdentityListener>();
  const told = new Set<(look: Look) => void>();
  const authority = () => ({ caCertificate: Buffer.from(current.ca) });
  const identity = () => ({ certificate: Buffer.from(current.cert), privateKey: Buffer.from(current.key) });

  const look = async (): Promise<Look> => {
    if (current.files === undefined) return { outcome: 'same' };
    const result = await readAgain(current, current.files);
    if ('outcome' in result) {
      if (result.outcome === 'refused') for (const tell of told) tell(result);
      return result;
    }
    current = result;
    for (const listener of identities) listener(identity());
    for (const listener of authorities) listener(authority());
    const loaded: Look = { outcome: 'loaded' };
    for (const tell of told) tell(loaded);
    return loaded;
  };

  return {
    current: () => current,
    look,
    onLook: (tell) => void told.add(tell),
    // Not at once: who asks is not ready to hear it before it has asked for both.
    addCaCertificateListener: (listener) => {
      authorities.add(listener);
      process.nextTick(() => listener(authority()));
    },
    removeCaCertificateListener: (listener) => void authorities.delete(listener),
    addIdentityCertificateListener: (listener) => {
      identities.add(listener);
      process.nextTick(() => listener(identity()));
    },
    removeIdentityCertificateListener: (listener) => void identities.delete(listener),
  };
}

async function readAgain(current: TlsMaterial, files: CertificateFiles): Promise<TlsMaterial | Look> {
  let texts: string[];
  try {
    texts = await Promise.all([files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')));
  } catch {
    return { outcome: 'refused', reason: 'a file cannot be read' };
  }
  const [ca = '', cert = '', key = ''] = texts;
  // A line break at the end is dropped when settings are read, and says nothing here.
  const isSame = (one: string, other: string) => one.trimEnd() === other.trimEnd();
  if (isSame(ca, current.ca) && isSame(cert, current.cert) && isSame(key, current.key)) return { outcome: 'same' };
  const fault = findCertificateFault({ ca, cert, key }) ?? findOtherName(current.cert, cert);
  // Files may be read while they are replaced one after the other: the next look sees all of them.
  return fault === undefined ? { ca, cert, key, files } : { outcome: 'refused', reason: fault };
}

/** Why certificates are of no use; undefined when they are good: with others, the process would cut itself off. */
export function findCertificateFault({ ca, cert, key }: Pick<TlsMaterial, 'ca' | 'cert' | 'key'>): string | undefined {
  try {
    const own = new X509Certificate(cert);
    if (!own.checkPrivateKey(createPrivateKey(key))) return 'the key is not that of the certificate';
    // An authority may have issued it through others, which follow it in its file.
    const issuers = [...splitPem(ca), ...splitPem(cert).slice(1)];
    if (!issuers.some((pem) => own.verify(new X509Certificate(pem).publicKey))) {
      return 'the certificate is not of the authority';
    }
    return own.validToDate.getTime() < Date.now() ? 'the certificate has ended' : undefined;
  } catch {
    return 'it is not PEM';
  }
}

/** That a certificate is for another name than the one in use: a process would speak, and be spoken to, as somebody else. */
function findOtherName(current: string, next: string): string | undefined {
  const [name, other] = [current, next].map((pem) =>
    findServiceName({ subjectaltname: new X509Certificate(pem).subjectAltName ?? '' }),
  );
  return name === other ? undefined : `the certificate is for ${other ?? 'no name of ours'}, and not for ${name}`;
}

/** The certificates of a PEM bundle, in their order. */
export function splitPem(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/**
 * Shows operators when the own certificate and its authority end, and what came of replacing them. A bundle of several
 * authorities counts by the one that lasts longest.
 */
export function observeCertificates(
  tls: TlsMaterial,
  { metrics, logger }: { metrics: Registry; logger: Logger },
): void {
  const certificates = certificatesIn(tls);
  const expiry: Gauge<'certificate'> = new Gauge({
    name: 'mtls_certificate_expiry_timestamp_seconds',
    help: 'End of the certificate that this process shows to the others (own), and of the authority that it trusts (authority)',
    labelNames: ['certificate'],
    registers: [metrics],
    collect: () => {
      const { ca, cert } = certificates.current();
      const ends = splitPem(ca).map((pem) => new X509Certificate(pem).validToDate.getTime());
      expiry.set({ certificate: 'own' }, new X509Certificate(cert).validToDate.getTime() / 1000);
      if (ends.length > 0) expiry.set({ certificate: 'authority' }, Math.max(...ends) / 1000);
    },
  });
  const reloads = new Counter({
    name: 'mtls_certificate_reloads_total',
    help: 'Replacements of the own certificate that were found in its files, by outcome',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  let complaint = '';
  certificates.onLook((look) => {
    if (look.outcome === 'same') return;
    reloads.inc({ outcome: look.outcome });
    const reason = look.outcome === 'refused' ? look.reason : '';
    // Said once, not at every look.
    if (look.outcome === 'loaded') logger.info('new certificates are used for new connections');
    else if (reason !== complaint) logger.error({ reason }, 'the new certificates are not used');
    complaint = reason;
  });
}
