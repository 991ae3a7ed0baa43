import { createHash } from 'node:crypto';
import { type PublicKeys, readSignedClaims } from '@countersign/audit';

/** Something that must not be. */
export interface SigningFault {
  /** Run that it concerns; -1 for none. */
  run: number;
  /** Request, key or authorisation that it concerns. */
  subject: string;
  what: string;
}

/** What somebody asked for and was told, with what is known of it at the end. */
export interface SigningReceipt {
  run: number;
  requestId: string;
  credentialId: string;
  /** Hex. */
  digests: readonly string[];
  wantsDocuments: boolean;
  answers: readonly string[];
  /** Hex. */
  handedOut: readonly string[];
  /** State that the product shows at the end. */
  state: string;
  receipt: string | undefined;
  /** What is wrong with what was made, looked at as its owner would; empty when it is signed and all is well. */
  findings: readonly string[];
}

/** A digest in the books of the signer. */
export interface AuthorisedRow {
  authorisationId: string;
  keyId: string;
  /** Hex. */
  digest: string;
  state: string;
  /** Hex; null for none. */
  signature: string | null;
  batchId: string | null;
  batchOrd: number | null;
}

/** A call that signed, in the books of the signer. */
export interface BatchRow {
  id: string;
  authorisationId: string;
  keyId: string;
  /** Hex. */
  digestsHash: string;
  reservedAt: Date;
  signedAt: Date | null;
  lostAt: Date | null;
  receipt: string | null;
}

/** A key's chain as its owner exported it, verified without any service. */
export interface Chain {
  ok: boolean;
  fault?: string | undefined;
  signed: readonly { batch: string; digestsHash: string; receiptHash: string }[];
  lost: readonly string[];
}

/** Everything that is known at the end, from each who keeps a book of his own. */
export interface SigningBooks {
  /** Of remote-signing. */
  requests: ReadonlyMap<string, { state: string; signatures: readonly string[]; receipt: string | null }>;
  authorised: readonly AuthorisedRow[];
  batches: readonly BatchRow[];
  chains: ReadonlyMap<string, Chain>;
  /** As they are published. */
  keys: PublicKeys;
  signerKilledAt: readonly Date[];
  /** Documents that exist although the request that made them did not end signed. */
  orphans: readonly string[];
}

/** Holds what people were told against the books: one signature for each digest, nothing lost, nothing untold. */
export function findSigningFaults(receipts: readonly SigningReceipt[], books: SigningBooks): SigningFault[] {
  return [
    ...receipts.flatMap((receipt) => faultsOfRequest(receipt, books)),
    ...faultsOfDigests(receipts, books),
    ...books.batches.flatMap((batch) => faultsOfBatch(batch, books)),
    ...[...books.chains].flatMap(([keyId, chain]) => faultsOfChain(keyId, chain, books)),
    ...books.orphans.map((subject) => fault(subject, 'a document of a signature that was never made can be had')),
  ];
}

function faultsOfRequest(receipt: SigningReceipt, { requests, authorised, batches }: SigningBooks): SigningFault[] {
  const { requestId, credentialId, digests, answers, handedOut, state } = receipt;
  const book = requests.get(requestId);
  if (book === undefined) return [fault(requestId, 'a request that was acknowledged is not there', receipt.run)];
  const known = new Set(
    authorised.flatMap((row) => (row.keyId === credentialId && digests.includes(row.digest) ? [row.signature] : [])),
  );
  const isSigned = state === 'signed';
  const losses: [boolean, string][] = [
    [state === 'signing', 'it is being signed for ever'],
    [book.state !== state, `its owner sees ${state}, its book says ${book.state}`],
    [answers.includes('signed') && !isSigned, `it was told to be signed, and is ${state}`],
    [answers.includes('INTERNAL'), 'it was answered with a fault of the product’s own'],
    [handedOut.some((signature) => !known.has(signature)), 'a signature was handed out that the signer has not made'],
    [isSigned && book.signatures.length !== digests.length, `${book.signatures.length} signatures are in its book`],
    [
      isSigned && book.signatures.some((one) => !known.has(one)),
      'its book has a signature that the signer has not made',
    ],
    [isSigned && !batches.some(({ receipt: made }) => made === receipt.receipt), 'its receipt is not the signer’s'],
    [isSigned && book.receipt !== receipt.receipt, 'its receipt is not the one in its book'],
    [!isSigned && book.signatures.length > 0, 'its book has signatures although it is not signed'],
  ];
  return [
    ...losses.filter(([isSo]) => isSo).map(([, what]) => fault(requestId, what, receipt.run)),
    ...receipt.findings.map((what) => fault(requestId, what, receipt.run)),
  ];
}

/** Each digest that was asked for got one signature at most, and none that nobody asked for got one. */
function faultsOfDigests(receipts: readonly SigningReceipt[], { authorised }: SigningBooks): SigningFault[] {
  const asked = new Map<string, number>();
  const name = (keyId: string, digest: string) => `${keyId} ${digest}`;
  for (const { credentialId, digests } of receipts) {
    for (const digest of digests) {
      const key = name(credentialId, digest);
      asked.set(key, (asked.get(key) ?? 0) + 1);
    }
  }
  const signed = Map.groupBy(
    authorised.filter(({ signature }) => signature !== null),
    ({ keyId, digest }) => name(keyId, digest),
  );
  return [
    ...[...signed].flatMap(([subject, rows]) => {
      const most = asked.get(subject) ?? 0;
      return rows.length > most ? [fault(subject, `${rows.length} signatures where ${most} were asked for`)] : [];
    }),
    ...authorised
      .filter(({ state, signature }) => (state === 'consumed') !== (signature !== null))
      .map(({ authorisationId, state }) => fault(authorisationId, `a digest is ${state} and has the wrong signature`)),
  ];
}

function faultsOfBatch(batch: BatchRow, { authorised, chains, keys, signerKilledAt }: SigningBooks): SigningFault[] {
  const { id, keyId, signedAt, lostAt, reservedAt, receipt } = batch;
  const rows = authorised
    .filter(({ batchId }) => batchId === id)
    .toSorted((one, other) => (one.batchOrd ?? 0) - (other.batchOrd ?? 0));
  const chain = chains.get(keyId);
  const told = chain?.signed.filter((record) => record.batch === id) ?? [];
  if (signedAt === null) {
    return [
      ...(lostAt === null ? [fault(id, 'digests are reserved for ever')] : []),
      ...(rows.some(({ signature }) => signature !== null) ? [fault(id, 'what was given up has a signature')] : []),
      ...(told.length > 0 ? [fault(id, 'the chain says that it was signed')] : []),
      ...(lostAt !== null && chain?.lost.includes(id) !== true ? [fault(id, 'its loss is not in the chain')] : []),
    ];
  }
  const survived = signerKilledAt.some((killedAt) => reservedAt < killedAt && killedAt < signedAt);
  const [record] = told;
  return [
    ...(lostAt === null ? [] : [fault(id, 'what was given up was signed')]),
    ...(survived ? [fault(id, 'what was reserved when the signer died was signed later')] : []),
    ...(told.length === 1 ? [] : [fault(id, `${told.length} records in the chain tell of it`)]),
    ...(record !== undefined &&
    (record.digestsHash !== batch.digestsHash || record.receiptHash !== sha256(receipt ?? ''))
      ? [fault(id, 'its record in the chain tells of something else')]
      : []),
    ...(isReceiptFor(receipt ?? '', rows, { keys, keyId }) ? [] : [fault(id, 'its receipt does not prove it')]),
  ];
}

function faultsOfChain(keyId: string, chain: Chain, { batches }: SigningBooks): SigningFault[] {
  const known = new Set(batches.map(({ id }) => id));
  const unknown = chain.signed.filter(({ batch }) => !known.has(batch));
  return [
    ...(chain.ok ? [] : [fault(keyId, `its history does not verify: ${chain.fault ?? 'unknown'}`)]),
    ...unknown.map(({ batch }) => fault(keyId, `its chain tells of ${batch}, of which the signer has nothing`)),
  ];
}

/** Whether a receipt is signed by the signer and names these digests, these signatures and this key. */
function isReceiptFor(
  receipt: string,
  rows: readonly AuthorisedRow[],
  { keys, keyId }: { keys: PublicKeys; keyId: string },
): boolean {
  const claims = readSignedClaims(receipt, 'activation-receipt+jwt', keys);
  if (claims === undefined) return false;
  const digests = rows.map(({ digest }) => Buffer.from(digest, 'hex').toString('base64url'));
  const signatures = rows.map(({ signature }) =>
    createHash('sha256')
      .update(Buffer.from(signature ?? '', 'hex'))
      .digest('base64url'),
  );
  return (
    claims['credential_id'] === keyId &&
    claims['sad'] === rows[0]?.authorisationId &&
    JSON.stringify(claims['digests']) === JSON.stringify(digests) &&
    JSON.stringify(claims['signatures_sha256']) === JSON.stringify(signatures)
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function fault(subject: string, what: string, run = -1): SigningFault {
  return { run, subject, what };
}
