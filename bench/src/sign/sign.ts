import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ocspRequest } from '../../../services/remote-signing/src/format/revocation.ts';
import { readTokenKey } from '../../../test/src/forged-tokens.ts';
import { certificateOf } from '../../../test/src/insider.ts';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import type { BenchmarkContext, Report } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { countUnit } from '../counting/counting.ts';
import { outsideParts, startWatchedPlatform } from '../empty-platform.ts';
import type { SigningKey } from '../json-web-token.ts';
import type { LoadOptions, LoadResult } from '../load.ts';
import { readPeakMemory, resetPeakMemory } from '../peak-memory.ts';
import { type Measurement, median, ratio, summarise } from '../rounds.ts';
import { measureSubjects, type Subject } from '../subjects.ts';
import { makeIssued } from './issued.ts';
import { findOpensslSpeed } from './openssl-speed.ts';
import type {
  Algorithm,
  AuthorityOrder,
  AuthorityTask,
  RawOrder,
  RestOrder,
  RestTask,
  SignerOrder,
  SignerPlace,
} from './orders.ts';
import { createRestSigner } from './rest-signer.ts';
import { makeSampleDocuments } from './sample-documents.ts';
import { describeSign, type Row, type SignReport } from './sign-report.ts';
import { makeSigningUser } from './signing-user.ts';
import { startTokenSigner } from './token-signer.ts';

const rounds = 3;
const countedSignatures = 5;
/** More than the service keeps answers of, and than are asked for in a run. */
const issuedCertificates = 30_000;

type Group = Row['group'];
interface SignSubject extends Subject {
  group: Group;
  algorithm?: Algorithm;
  /** Process whose processor time is compared with the raw one. */
  signer?: string;
}

/**
 * Measures the signer alone, with keys under its keyring and in a token; signatures and documents through REST; and what the
 * certificate authority gives out, in turns with bare signatures of node:crypto.
 */
export async function measureSign(context: BenchmarkContext): Promise<Report> {
  const { closing, note, seconds } = context;
  const openssl = await findOpensslSpeed();
  if (openssl === undefined) note('openssl speed is left out: there is no such program');
  const { place, parts } = await startWatchedPlatform(context);

  note('making somebody who signs');
  const documents = await makeSampleDocuments();
  const user = await makeSigningUser(place, documents, context);

  note('counting what one signature alone costs');
  const alone = await createRestSigner(user.place);
  const unit = await countUnit(place.platform, countedSignatures, () =>
    alone.signDigests(user.credentialIds['P-256'], 1),
  );

  note('starting a signer with a token');
  const signerPid = parts.get('signer') ?? 0;
  const token = await startTokenSigner(place.platform, signerPid, context);
  const start = <Question extends object, Answer>(file: URL) => {
    const child = startChild<Question, Answer>(file);
    closing.add(child.stop);
    return child;
  };
  const raw = start<RawOrder, LoadResult>(new URL('raw-main.ts', import.meta.url));
  const sealed = start<SignerOrder, LoadResult>(new URL('signer-main.ts', import.meta.url));
  const inToken =
    token === undefined ? undefined : start<SignerOrder, LoadResult>(new URL('signer-main.ts', import.meta.url));
  const rest = start<RestOrder, LoadResult>(new URL('rest-main.ts', import.meta.url));
  const authority = start<AuthorityOrder, LoadResult>(new URL('authority-main.ts', import.meta.url));
  const load = start<LoadOptions, LoadResult>(new URL('../load-main.ts', import.meta.url));
  note('making keys');
  const signerPlace = await placeOfSigner(place);
  await sealed.ask(signerPlace);
  if (token !== undefined) await inToken?.ask({ ...signerPlace, address: token.address });
  await rest.ask(user.place);
  const request = ocspRequest(user.certificate, user.issuer);
  const { serialNumber } = new X509Certificate(user.certificate);
  await authority.ask({
    address: `localhost:${place.platform.ports['certificate-authority']}`,
    tls: signerPlace.tls,
    ocspRequest: request.toString('base64'),
    serialNumbers: await makeIssued(place, serialNumber.toLowerCase(), issuedCertificates),
  });

  const rawSubject = (algorithm: Algorithm): SignSubject => ({
    name: rawName(algorithm),
    group: 'raw',
    algorithm,
    signer: 'raw',
    parts: new Map([['raw', raw.pid]]),
    generatorPid: process.pid,
    run: (duration) => raw.ask({ algorithm, seconds: duration / 2 }),
  });
  const signing = (algorithm: Algorithm, digests: number, inFlight: number): SignSubject => ({
    name: `${algorithm}, ${digests} at a time`,
    group: 'signer',
    algorithm,
    signer: 'signer',
    parts,
    generatorPid: sealed.pid,
    run: (duration) => sealed.ask({ algorithm, digests, inFlight, seconds: duration / 2 }),
  });
  const signingInToken = (algorithm: Algorithm, digests: number, inFlight: number): SignSubject[] =>
    token === undefined || inToken === undefined
      ? []
      : [
          {
            name: `${algorithm} in a token, ${digests} at a time`,
            group: 'signer',
            algorithm,
            signer: 'token signer',
            parts: new Map([...parts, ['token signer', token.pid]]),
            generatorPid: inToken.pid,
            run: (duration) => inToken.ask({ algorithm, digests, inFlight, seconds: duration / 2 }),
          },
        ];
  const viaRest = (
    name: string,
    group: Group,
    order: RestTask & { inFlight: number },
    algorithm?: Algorithm,
  ): SignSubject => ({
    name,
    group,
    ...(algorithm === undefined ? {} : { algorithm }),
    parts,
    generatorPid: rest.pid,
    run: (duration) => rest.ask({ ...order, seconds: duration / 2 }),
  });
  const digestsViaRest = (algorithm: Algorithm, digests: number, inFlight: number) =>
    viaRest(
      `${algorithm}, ${digests} with one code`,
      'rest',
      { credentialId: user.credentialIds[algorithm], digests, inFlight },
      algorithm,
    );
  const memory = new Map<string, number[]>();
  const remoteSigning = parts.get('remote-signing') ?? 0;
  const documentViaRest = (index: number, level: 'B-B' | 'B-LT'): SignSubject => {
    const { name = '' } = documents[index] ?? {};
    const document = { documentId: user.documentIds[index] ?? '', level };
    const order = { credentialId: user.credentialIds['P-256'], document, inFlight: 2 };
    const subject = viaRest(`${name}, ${level}`, 'documents', order);
    return {
      ...subject,
      run: async (duration) => {
        await resetPeakMemory(remoteSigning);
        const result = await subject.run(duration);
        memory.set(subject.name, [...(memory.get(subject.name) ?? []), await readPeakMemory(remoteSigning)]);
        return result;
      },
    };
  };
  const asking = (name: string, task: AuthorityTask): SignSubject => ({
    name,
    group: 'authority',
    algorithm: 'P-256',
    parts,
    generatorPid: authority.pid,
    run: (duration) => authority.ask({ task, inFlight: 16, seconds: duration / 2 }),
  });

  const subjects: SignSubject[] = [
    rawSubject('P-256'),
    rawSubject('RSA-3072'),
    signing('P-256', 1, 16),
    signing('P-256', 100, 4),
    signing('P-256', 1000, 2),
    signing('RSA-3072', 1, 8),
    signing('RSA-3072', 100, 2),
    ...signingInToken('P-256', 1, 16),
    ...signingInToken('P-256', 100, 4),
    ...signingInToken('RSA-3072', 100, 2),
    digestsViaRest('P-256', 1, 16),
    digestsViaRest('P-256', 100, 8),
    digestsViaRest('RSA-3072', 1, 8),
    digestsViaRest('RSA-3072', 100, 4),
    ...documents.flatMap((_, index) => [documentViaRest(index, 'B-B'), documentViaRest(index, 'B-LT')]),
    asking('certificates issued', 'certificates'),
    asking('time-stamps', 'timestamps'),
    asking('OCSP answers, kept', 'kept answers'),
    asking('OCSP answers, each signed', 'fresh answers'),
    {
      name: 'OCSP by GET through the gateway',
      group: 'authority',
      algorithm: 'P-256',
      parts,
      generatorPid: load.pid,
      run: (duration) =>
        load.ask({
          url: `${place.url}/pki/ocsp/signers/${encodeURIComponent(request.toString('base64'))}`,
          headers: {},
          connections: 16,
          seconds: Math.max(1, duration / 2),
        }),
    },
  ];
  const measured = await measureSubjects(subjects, rounds, context);
  const of = (name: string): Measurement[] => measured.get(name) ?? [];
  const rows = subjects.map(({ name, group, algorithm, signer }): Row => {
    const peaks = memory.get(name)?.slice(1);
    const rawOf = algorithm === undefined ? undefined : of(rawName(algorithm));
    return {
      name,
      group,
      ...summarise(of(name)),
      ...(rawOf === undefined ? {} : { ofRaw: ratio(of(name), rawOf) }),
      ...(rawOf === undefined || signer === undefined ? {} : { ofRawPerCore: perCore(of(name), signer, rawOf) }),
      ...(peaks === undefined ? {} : { peakMib: Math.max(...peaks) }),
    };
  });
  const report: SignReport = {
    rounds,
    seconds: seconds / 2,
    outside: outsideParts,
    unit,
    rows,
    ...(openssl === undefined ? {} : { openssl }),
  };
  return { data: report, text: describeSign(report) };
}

const rawName = (algorithm: Algorithm): string => `node:crypto, ${algorithm}`;

/** Signatures per second of processor time of one process, beside those of the raw one. */
function perCore(of: readonly Measurement[], part: string, raw: readonly Measurement[]): number {
  const costOf = ({ cpuUs, requests }: Measurement, name: string): number => (cpuUs[name] ?? 0) / requests;
  return median(
    of.map((measurement, round) => {
      const other = raw[round];
      if (other === undefined) throw new Error('both must have been measured in every round');
      return costOf(other, 'raw') / costOf(measurement, part);
    }),
  );
}

async function placeOfSigner({ platform }: TestPlatform): Promise<SignerPlace> {
  const file = path.join(platform.home, 'secrets', 'assertion-key.json');
  const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: SigningKey[] };
  const [assertionKey] = keys;
  if (assertionKey === undefined) throw new Error('the platform has no key for assertions');
  return {
    address: `localhost:${platform.ports['signer']}`,
    tls: await certificateOf(platform, 'remote-signing'),
    tokenKey: await readTokenKey(platform),
    assertionKey,
  };
}
