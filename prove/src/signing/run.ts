import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { samplePdf } from '../../../test/src/sample-pdf.ts';
import { prepareSignature, type Signature, uploadDocument } from '../../../test/src/signing.ts';
import { codeOf, type PersistentClient } from '../persistent-client.ts';
import type { Signer } from './people.ts';
import type { SigningPlan } from './plan.ts';

/** What one run asked for, and what it was told. */
export interface SigningRun {
  plan: SigningPlan;
  signer: Signer;
  credentialId: string;
  requestId: string;
  /** Texts of the digests; empty for documents. */
  texts: readonly string[];
  /** Documents that were stored. */
  documentIds: readonly string[];
  /** What was to be signed, hex, as it was told at the beginning. */
  digests: readonly string[];
  /** Answers to the authorisations: a state, or the code of a refusal. */
  answers: string[];
  /** Every signature that was handed out, hex. */
  handedOut: Set<string>;
}

const lookMs = 400;
const looks = 60;

/** Stores, prepares, and gives the code of the app several times in the same moment; looks what came of it. */
export async function walkSigning(
  api: PersistentClient,
  signers: readonly Signer[],
  plan: SigningPlan,
): Promise<SigningRun> {
  const signer = pick(signers, plan.signer);
  const credentialId = pick(signer.credentialIds, plan.credential);
  const mark = randomBytes(8).toString('hex');
  const texts = Array.from({ length: plan.digests }, (_, number) => `${mark} ${number}`);
  const documentIds = await Promise.all(
    plan.documents.map(async ({ format }, number) => {
      const isPdf = format === 'pades';
      const text = `Agreement ${mark} ${number}`;
      const content = isPdf ? samplePdf(text) : Buffer.from(text);
      const name = `agreement-${number}.${isPdf ? 'pdf' : 'txt'}`;
      const type = isPdf ? 'application/pdf' : 'text/plain';
      return await uploadDocument(api, { token: await signer.token() }, { name, content, type });
    }),
  );
  const documents = plan.documents.map((wish, number) => ({ documentId: documentIds[number], ...wish }));
  const digests = texts.map((text) => ({ digest: digestOf(plan, text).toString('base64'), label: text }));
  const prepared = await prepareSignature(
    api,
    { token: await signer.token() },
    documents.length > 0 ? { credentialId, documents } : { credentialId, digests, hashAlgorithm: plan.hash },
  );
  const run: SigningRun = {
    plan,
    signer,
    credentialId,
    requestId: prepared.id,
    texts,
    documentIds,
    digests: prepared.digests.map(({ digest }) => toHex(digest)),
    answers: [],
    handedOut: new Set(),
  };
  await authorise(api, run, prepared.transactionUri ?? '');
  await lookUntilOver(api, run);
  return run;
}

/** Asks once more how a request stands, and keeps what is handed out. */
export async function readAgain(api: PersistentClient, run: SigningRun): Promise<Signature> {
  const path = `/v1/signatures/${run.requestId}`;
  const signature = await api.ask<Signature>('GET', path, { token: await run.signer.token() });
  keep(run, signature);
  return signature;
}

/** Whether every signature over a text verifies with the certificate of its credential. */
export function verifyTexts({ plan, texts }: SigningRun, certificatePem: string, { signatures }: Signature): boolean {
  const { publicKey } = new X509Certificate(certificatePem);
  const hash = plan.hash.replace('-', '').toLowerCase();
  return texts.every((text, number) =>
    verify(hash, Buffer.from(text), publicKey, Buffer.from(signatures[number] ?? '', 'base64')),
  );
}

async function authorise(api: PersistentClient, run: SigningRun, transactionUri: string): Promise<void> {
  const { code } = await run.signer.app.confirm(transactionUri);
  const token = await run.signer.token();
  await Promise.all(
    Array.from({ length: run.plan.authorisations }, async () => {
      const path = `/v1/signatures/${run.requestId}/authorisation`;
      const { status, body } = await api.send<Signature>('POST', path, { token, body: { code } });
      if (status === 200) keep(run, body);
      run.answers.push(status === 200 ? body.state : codeOf(body));
    }),
  );
}

async function lookUntilOver(api: PersistentClient, run: SigningRun): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const { state } = await readAgain(api, run);
    if (state !== 'signing') return;
    // oxlint-disable-next-line no-await-in-loop
    await delay(lookMs);
  }
}

function keep(run: SigningRun, { state, signatures }: Signature): void {
  if (state === 'signed') run.answers.push('signed');
  for (const signature of signatures ?? []) run.handedOut.add(toHex(signature));
}

function digestOf({ hash }: SigningPlan, text: string): Buffer {
  return createHash(hash.replace('-', '')).update(text).digest();
}

const toHex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

function pick<T>(values: readonly T[], number: number): T {
  const value = values[number % values.length];
  if (value === undefined) throw new Error('there is nothing to pick from');
  return value;
}
