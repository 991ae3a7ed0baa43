import { conflict, invalidField } from '@countersign/errors';
import { isEmail, normalEmail } from '@countersign/person';
import type { CreateIssuanceRequestRequest } from '@countersign/proto/enrollment';
import type { Organisation } from '@countersign/tls-subject';
import { getLicence } from '../inventory/inventory-store.ts';
import type { SoldProduct } from '../inventory/products.ts';
import { firstFree, slotColumns } from '../inventory/slot-store.ts';
import type { Certificate } from './certificate.ts';
import { getCertificate } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { allNames, haveSameNames, isWithin, readNames } from './names.ts';
import { readOrganisation } from './organisation.ts';
import {
  type IssuanceRequest,
  type RequestKind,
  requestKinds,
  type ServerNames,
  type TlsProfile,
  tlsProfiles,
} from './request.ts';
import { findLatestOrganisation, getRequest } from './request-store.ts';
import { makeServerKey } from './server-key.ts';
import { publicKeyOf, readSigningRequest } from './signing-request.ts';

const mostNotified = 10;

/** A request as far as it is decided before its slot is held. */
export interface RequestDraft extends ServerNames {
  kind: RequestKind;
  product: SoldProduct;
  profile: TlsProfile;
  /** Licence that is asked for; undefined takes any free one of the product. */
  licenceId: string | undefined;
  organisation: Organisation | null;
  /** PKCS #10, DER. */
  signingRequest: Buffer;
  /** Certificate to renew, reissue or duplicate. */
  replaced: Certificate | undefined;
  keyCompromised: boolean;
  notify: string[];
  /** Private key that the server made, encrypted; empty when the client has its own. */
  privateKey: string;
}

type Wish = CreateIssuanceRequestRequest;
type Replaced = { certificate: Certificate; request: IssuanceRequest } | undefined;

/** Checks all that can be checked of a wish for a certificate without holding a slot. Throws what CreateIssuanceRequest says. */
export async function draftRequest(deps: CertificateDeps, wish: Wish): Promise<RequestDraft> {
  const kind = readKind(wish);
  const replaced = await readReplaced(deps, wish, kind);
  const { licenceId, product } = await readLicence(deps, wish, replaced);
  const profile = tlsProfiles.find((each) => each === product.issuanceProfile);
  if (profile === undefined) {
    throw conflict('PRODUCT_NOT_ISSUABLE', 'no server certificate is issued under this product');
  }
  const { signingRequest, privateKey } = await readKey(wish, { kind, profile, replaced });
  const names = readWishedNames(wish, { kind, profile, replaced, asked: signingRequest.names });
  return {
    kind,
    product,
    profile,
    licenceId,
    ...names,
    organisation: await readWishedOrganisation(deps, wish, { level: levelOf(product, profile), replaced }),
    signingRequest: signingRequest.der,
    replaced: replaced?.certificate,
    keyCompromised: wish.keyCompromised,
    notify: readNotify(wish.notify),
    privateKey,
  };
}

/** Level of validation of a certificate; `private` where nobody validates. */
export function levelOf({ validationLevel }: SoldProduct, profile: TlsProfile): string {
  return profile === 'tls-private' ? 'private' : validationLevel;
}

function readKind({ kind, certificateId, keyCompromised }: Wish): RequestKind {
  const known = kind === '' ? 'new' : requestKinds.find((each) => each === kind);
  if (known === undefined)
    throw invalidField('REQUEST_KIND_INVALID', '/kind', `must be one of ${requestKinds.join(', ')}`);
  if ((known === 'new') !== (certificateId === '')) {
    const detail =
      known === 'new' ? 'must be absent for a new certificate' : `must be the certificate to ${verbs[known]}`;
    throw invalidField('REQUEST_KIND_INVALID', '/certificateId', detail);
  }
  if (keyCompromised && known !== 'reissue') {
    throw invalidField('REQUEST_KIND_INVALID', '/keyCompromised', 'must be absent except for a reissue');
  }
  return known;
}

const verbs = { renewal: 'renew', reissue: 'reissue', duplicate: 'duplicate' } as const;

async function readReplaced(
  { db }: CertificateDeps,
  { accountId, certificateId }: Wish,
  kind: RequestKind,
): Promise<Replaced> {
  if (kind === 'new') return undefined;
  const certificate = await getCertificate(db, { accountId, certificateId });
  if (certificate.state === 'revoked') {
    throw conflict('CERTIFICATE_REVOKED', 'the certificate is revoked; ask for a new one under its licence');
  }
  return { certificate, request: await getRequest(db, { accountId, requestId: certificate.requestId }) };
}

async function readLicence({ db, clock, products }: CertificateDeps, wish: Wish, replaced: Replaced) {
  const { accountId } = wish;
  const wanted = replaced?.certificate.licenceId ?? (wish.licenceId === '' ? undefined : wish.licenceId);
  if (wanted !== undefined) {
    const licence = await getLicence(db, { accountId, licenceId: wanted });
    return { licenceId: wanted, product: await products.ofLicence(licence, 'en') };
  }
  if (wish.productCode === '') {
    throw invalidField('LICENCE_REQUEST_INVALID', '/productCode', 'must be given, or a licence');
  }
  const free = await firstFree(
    db
      .selectFrom('licences')
      .select(slotColumns)
      .where('accountId', '=', accountId)
      .where('productCode', '=', wish.productCode),
    clock.now(),
  ).executeTakeFirst();
  if (free === undefined) throw noneFree();
  return { licenceId: undefined, product: await products.ofLicence(free, 'en') };
}

/** The refusal where no licence of a product is free. */
export function noneFree() {
  return conflict('LICENCE_NOT_AVAILABLE', 'no licence of this product is free; buy one, or recycle one');
}

async function readKey(
  { signingRequest: given, keyPassphrase, keyCompromised, validateOnly }: Wish,
  { kind, profile, replaced }: { kind: RequestKind; profile: TlsProfile; replaced: Replaced },
) {
  if (keyPassphrase !== '') {
    // BR 6.1.1.3: the authority makes no keys for public server certificates.
    if (profile === 'tls-public') {
      throw invalidField('SIGNING_REQUEST_INVALID', '/keyPassphrase', 'must be absent: make the key yourself');
    }
    if (given !== '') {
      throw invalidField('SIGNING_REQUEST_INVALID', '/signingRequest', 'must be absent where the server makes the key');
    }
    const made = await makeServerKey(keyPassphrase);
    const signingRequest = await readSigningRequest(made.signingRequest, profile);
    return { signingRequest, privateKey: validateOnly ? '' : made.privateKey };
  }
  if (given === '') {
    if (kind !== 'renewal' || replaced === undefined) {
      const orElse = profile === 'tls-private' ? ', or keyPassphrase for a key that the server makes' : '';
      throw invalidField('SIGNING_REQUEST_INVALID', '/signingRequest', `must be given${orElse}`);
    }
    return { signingRequest: { der: replaced.request.signingRequest, names: [] }, privateKey: '' };
  }
  const signingRequest = await readSigningRequest(given, profile);
  if (keyCompromised && replaced !== undefined) {
    if (signingRequest.publicKey.equals(publicKeyOf(replaced.request.signingRequest))) {
      throw invalidField('PUBLIC_KEY_UNSUPPORTED', '/signingRequest', 'must hold a new key: this one is compromised');
    }
  }
  return { signingRequest, privateKey: '' };
}

function readWishedNames(
  { names }: Wish,
  {
    kind,
    profile,
    replaced,
    asked,
  }: {
    kind: RequestKind;
    profile: TlsProfile;
    replaced: Replaced;
    asked: readonly string[];
  },
): ServerNames {
  const old = replaced?.certificate;
  const keepsNames = kind === 'renewal' || kind === 'duplicate';
  const usual = keepsNames || asked.length === 0 ? old && allNames(old) : undefined;
  const read = readNames(names.length > 0 ? names : (usual ?? asked), profile);
  if (keepsNames && old !== undefined && !haveSameNames(read, old)) {
    throw invalidField('SERVER_NAME_INVALID', '/names', `must be those of the certificate; reissue it to change them`);
  }
  // The names of the body decide; a request that asks for others was made for something else.
  if (asked.length > 0 && !isWithin(readNames(asked, profile), read)) {
    throw invalidField('SERVER_NAME_INVALID', '/names', 'must have every name that the signing request asks for');
  }
  return read;
}

async function readWishedOrganisation(
  { db }: CertificateDeps,
  { accountId, organisation }: Wish,
  { level, replaced }: { level: string; replaced: Replaced },
): Promise<Organisation | null> {
  if (organisation !== undefined) return readOrganisation(organisation, level);
  if (replaced !== undefined) return readOrganisation(replaced.request.organisation ?? undefined, level);
  const isNamed = level === 'ov' || level === 'ev';
  return readOrganisation(isNamed ? await findLatestOrganisation(db, accountId) : undefined, level);
}

function readNotify(given: readonly string[]): string[] {
  if (given.length > mostNotified)
    throw invalidField('NOTIFY_INVALID', '/notify', `must be ${mostNotified} addresses at most`);
  return given.map((address, index) => {
    const email = normalEmail(address);
    if (!isEmail(email)) throw invalidField('NOTIFY_INVALID', `/notify/${index}`, 'must be one e-mail address');
    return email;
  });
}
