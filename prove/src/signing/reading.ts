import { type PublicKeys, verifyExportedHistory } from '@countersign/audit';
import type { PlatformDatabases } from '../../../test/src/platform-databases.ts';
import type { RestClient } from '../../../test/src/rest-client.ts';
import type { Signature } from '../../../test/src/signing.ts';
import type { PersistentClient } from '../persistent-client.ts';
import type { AuthorisedRow, BatchRow, Chain, SigningBooks, SigningReceipt } from './books.ts';
import type { Signer } from './people.ts';
import { readAgain, type SigningRun, verifyTexts } from './run.ts';

/** Reads the books of signer and remote-signing about keys, and the chains as the owners of the keys export them. */
export async function readSigningBooks(
  databases: PlatformDatabases,
  { api, signers, signerKilledAt }: { api: RestClient; signers: readonly Signer[]; signerKilledAt: readonly Date[] },
): Promise<SigningBooks> {
  const keyIds = signers.flatMap(({ credentialIds }) => credentialIds);
  const keys = await api.ask<PublicKeys>('GET', '/.well-known/signing-keys.json');
  const [authorised, batches, requests, orphans] = await Promise.all([
    databases.query<AuthorisedRow & { authorisationId: string }>(
      'signer',
      `select a.id as "authorisationId", a.key_id as "keyId", encode(d.digest, 'hex') as digest, d.state,
         encode(d.signature, 'hex') as signature, d.batch_id as "batchId", d.batch_ord as "batchOrd"
       from authorised_digests d join authorisations a on a.jti = d.jti where a.key_id = any($1)`,
      [keyIds],
    ),
    databases.query<BatchRow>(
      'signer',
      `select b.id, a.id as "authorisationId", a.key_id as "keyId", encode(b.digests_hash, 'hex') as "digestsHash",
         b.reserved_at as "reservedAt", b.signed_at as "signedAt", b.lost_at as "lostAt", b.receipt
       from batches b join authorisations a on a.jti = b.jti where a.key_id = any($1)`,
      [keyIds],
    ),
    databases.query<{ id: string; state: string; signatures: string[] | null; receipt: string | null }>(
      'remote-signing',
      `select id, state, receipt,
         array(select encode(one, 'hex') from unnest(signatures) with ordinality as s (one, n) order by n) as signatures
       from signature_requests where credential_id = any($1)`,
      [keyIds],
    ),
    databases.query<{ id: string }>(
      'remote-signing',
      `select d.id from documents d join signature_requests r on r.id = d.signature_request_id
       where r.state <> 'signed' and d.completed_at is not null`,
    ),
  ]);
  const chains = await Promise.all(
    signers.flatMap((signer) =>
      signer.credentialIds.map(async (id): Promise<[string, Chain]> => [id, await readChain(api, signer, id, keys)]),
    ),
  );
  return {
    requests: new Map(requests.map(({ id, signatures, ...row }) => [id, { ...row, signatures: signatures ?? [] }])),
    authorised,
    batches,
    chains: new Map(chains),
    keys,
    signerKilledAt,
    orphans: orphans.map(({ id }) => id),
  };
}

/** Exports the history of a key as its owner does, and verifies it with nothing but the published keys. */
export async function readChain(api: RestClient, signer: Signer, id: string, keys: PublicKeys): Promise<Chain> {
  const path = `/v1/credentials/${id}/history/export`;
  const { status, bytes } = await api.send('GET', path, { token: await signer.token() });
  if (status !== 200) return { ok: false, fault: `the export answered ${status}`, signed: [], lost: [] };
  const lines = bytes.toString('utf8').split('\n');
  const { ok, fault } = await verifyExportedHistory(lines, { keys });
  const records = lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { action?: string; detail?: Record<string, string> });
  const told = (action: string) => records.filter((one) => one.action === action).map(({ detail = {} }) => detail);
  return {
    ok,
    fault,
    signed: told('digests.signed').map((detail) => ({
      batch: detail['batch'] ?? '',
      digestsHash: detail['digestsHash'] ?? '',
      receiptHash: detail['receiptHash'] ?? '',
    })),
    lost: told('digests.lost').map(({ batch = '' }) => batch),
  };
}

/** Looks at the end what a run came to, and at all that was made, as its owner would. */
export async function readReceipt(
  api: PersistentClient,
  run: SigningRun,
  certificates: ReadonlyMap<string, string>,
): Promise<SigningReceipt> {
  const signature = await readAgain(api, run);
  const findings = signature.state === 'signed' ? await findFlaws(api, run, signature, certificates) : [];
  return {
    run: run.plan.run,
    requestId: run.requestId,
    credentialId: run.credentialId,
    digests: run.digests,
    wantsDocuments: run.documentIds.length > 0,
    answers: run.answers,
    handedOut: [...run.handedOut],
    state: signature.state,
    receipt: signature.receipt,
    findings,
  };
}

/** The certificates of credentials, PEM. */
export async function readCertificates(api: RestClient, signers: readonly Signer[]): Promise<Map<string, string>> {
  const found = await Promise.all(
    signers.flatMap(({ credentialIds, token }) =>
      credentialIds.map(async (id): Promise<[string, string]> => {
        const answer = await api.ask<{ certificatePem: string }>('GET', `/v1/credentials/${id}`, {
          token: await token(),
        });
        return [id, answer.certificatePem];
      }),
    ),
  );
  return new Map(found);
}

async function findFlaws(
  api: PersistentClient,
  run: SigningRun,
  signature: Signature,
  certificates: ReadonlyMap<string, string>,
): Promise<string[]> {
  const pem = certificates.get(run.credentialId) ?? '';
  if (run.documentIds.length === 0) {
    return verifyTexts(run, pem, signature) ? [] : ['a signature does not verify with the certificate'];
  }
  const flaws = await Promise.all(
    signature.documents.map((document, number) => findFlaw(api, run, { document, number })),
  );
  return flaws.flatMap((flaw) => flaw ?? []);
}

async function findFlaw(
  api: PersistentClient,
  { plan, signer, documentIds }: SigningRun,
  { document, number }: { document: Signature['documents'][number]; number: number },
): Promise<string | undefined> {
  const { signedDocumentId: documentId } = document;
  if (documentId === undefined) return 'it is signed, and has no document';
  const wish = plan.documents[number];
  const token = await signer.token();
  const { status, bytes } = await api.send('GET', `/v1/documents/${documentId}/content`, { token });
  if (status !== 200 || bytes.length < 500) return `its document answered ${status} with ${bytes.length} bytes`;
  const body = wish?.format === 'cades' ? { documentId, contentDocumentId: documentIds[number] } : { documentId };
  const report = await api.send<{ indication: string; signatures: { level?: string; subIndication?: string }[] }>(
    'POST',
    '/v1/validations',
    { token, body },
  );
  const [first] = report.body.signatures ?? [];
  const level = `${wish?.format === 'cades' ? 'CAdES' : 'PAdES'}-${wish?.level}`;
  if (report.body.indication === 'TOTAL-PASSED' && first?.level === level) return undefined;
  const said = `${report.body.indication ?? report.status} ${first?.subIndication ?? ''} ${first?.level ?? ''}`;
  return `the ${level} signature that was made is ${said}`;
}
