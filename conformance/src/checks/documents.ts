import { createHash, randomUUID } from 'node:crypto';
import {
  type Check,
  checksOf,
  expectError,
  expectObject,
  expectThat,
  invalidRequest,
  NotOffered,
  partOf,
  saying,
  textsOf,
} from '../check.ts';
import { type Content, contentOf, sha256Oid, type World } from '../world.ts';
import { sadRefused } from './signing.ts';

type Body = Record<string, unknown>;

/** SignedData (RFC 5652 5.1), as it stands in DER. */
const signedDataOid = Buffer.from('06092a864886f70d010702', 'hex');
/** Where a document or a digest differs from what was authorised, the standard has a status and a code of its own. */
const otherContent = { status: 403, error: 'invalid_hash' } as const;

/** An authorisation for digests of contents, and the token beside it. */
async function authorised(world: World, content: Content, hashType: 'sdr' | 'sodr') {
  await world.requireMethod('signatures/signDoc');
  const types = (await world.info())['supportedHashTypes'];
  if (!Array.isArray(types) || !types.includes(hashType))
    throw new NotOffered(`hashes of type ${hashType} are not taken`);
  const { accessToken: sad } = await world.authorise([content], { more: [['hashType', hashType]] });
  return { sad, token: (await world.service()).accessToken };
}

/** A digest to be signed in CAdES. */
async function digestItem(world: World, content: Content, change: Body = {}): Promise<Body> {
  const { signAlgo } = await world.credential();
  const levels = textsOf(await world.info(), 'conformance_levels');
  const item: Body = {
    hashes: [content.hash],
    hashAlgorithmOID: sha256Oid,
    signature_format: 'C',
    conformance_level: levels.find((level) => level.toLowerCase() === 'ades-b-b') ?? levels[0],
    signed_envelope_property: 'Detached',
    signAlgo,
    ...change,
  };
  for (const [name, value] of Object.entries(change)) if (value === undefined) delete item[name];
  return item;
}

function expectCms(signature: string | undefined): void {
  const der = Buffer.from(signature ?? '', 'base64');
  expectThat(der[0] === 0x30 && der.includes(signedDataOid), 'a signature object must be CMS SignedData');
}

/** `signatures/signDoc`. */
export const documentChecks: readonly Check[] = [
  ...checksOf('signatures/signDoc', [2], {
    'makes a detached signature over a digest that was authorised': async (world) => {
      const content = contentOf(`a contract ${randomUUID()}`);
      const { sad, token } = await authorised(world, content, 'sdr');
      const { id } = await world.credential();
      const body = { credentialID: id, SAD: sad, documentDigests: [await digestItem(world, content)] };
      const signed = expectObject(
        await world.call('signatures/signDoc', { ...body, returnValidationInfo: true }, { token }),
      );
      expectCms(textsOf(signed, 'SignatureObject')[0]);
      textsOf(partOf(signed, 'validationInfo'), 'certificates');
      const signingTime = { attribute_name: 'signing-time', attribute_value: '2026-01-02T03:04:05Z' };
      const again = await digestItem(world, content, { signed_props: [signingTime] });
      expectError(await world.call('signatures/signDoc', { ...body, documentDigests: [again] }, { token }), {
        status: [...sadRefused.status, otherContent.status],
        error: [...sadRefused.error, otherContent.error],
      });
    },
    'refuses digests that were not authorised with invalid_hash': async (world) => {
      const content = contentOf(`another contract ${randomUUID()}`);
      const { sad, token } = await authorised(world, content, 'sdr');
      const { id } = await world.credential();
      const other = await digestItem(world, contentOf('something else'));
      const body = { credentialID: id, SAD: sad, documentDigests: [other] };
      expectError(await world.call('signatures/signDoc', body, { token }), otherContent);
      const item = async (change: Body) => ({ ...body, documentDigests: [await digestItem(world, content, change)] });
      const wrong = [
        { signature_format: undefined },
        { signature_format: 'Z' },
        { signature_format: 7 },
        { conformance_level: 'Ades-B-Z' },
        { conformance_level: 7 },
        { signed_envelope_property: 'Certification' },
        { signAlgo: '1.2.3.4' },
        { signAlgo: undefined },
        { hashAlgorithmOID: '1.2.3.4' },
        // Where the signature algorithm names the hash, it may be left out; bare RSA does not.
        { hashAlgorithmOID: undefined, signAlgo: '1.2.840.113549.1.1.1' },
        { hashes: [] },
        { hashes: ['%%%'] },
        { hashes: [7] },
        { hashes: [content.hash.slice(4)] },
        { signed_props: [{ attribute_name: 'unheard-of', attribute_value: 'x' }] },
        { signed_props: 'text' },
      ];
      for (const change of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('signatures/signDoc', await item(change), { token }), invalidRequest);
      }
      // A single text, as the samples of the standard have it.
      const signed = expectObject(
        await world.call('signatures/signDoc', await item({ hashes: content.hash }), { token }),
      );
      expectCms(textsOf(signed, 'SignatureObject')[0]);
    },
    'signs a PDF whose digest was authorised, and no other one': async (world) => {
      const { pdf } = world.settings;
      if (pdf === undefined) throw new NotOffered('no PDF was named');
      const content = { data: pdf, hash: createHash('sha256').update(pdf).digest('base64') };
      const { sad, token } = await authorised(world, content, 'sodr');
      const { id, signAlgo } = await world.credential();
      const document = { signature_format: 'P', conformance_level: 'Ades-B-B', signAlgo };
      const body = (bytes: Buffer) => ({
        credentialID: id,
        SAD: sad,
        documents: [{ ...document, document: bytes.toString('base64') }],
      });
      const changed = Buffer.concat([pdf, Buffer.from('\n')]);
      expectError(await world.call('signatures/signDoc', body(changed), { token }), otherContent);
      const signed = expectObject(await world.call('signatures/signDoc', body(pdf), { token }));
      const made = Buffer.from(textsOf(signed, 'DocumentWithSignature')[0] ?? '', 'base64');
      expectThat(made.subarray(0, pdf.length).equals(pdf), 'the document must stay as it was before the signature');
      expectThat(made.subarray(pdf.length).includes('/ByteRange'), 'a signature must follow the document');
    },
    'refuses documents beside digests, neither of them, and no lists': async (world) => {
      await world.requireMethod('signatures/signDoc');
      const [{ accessToken: token }, { id }, { token: spare, content }] = [
        await world.service(),
        await world.credential(),
        await world.spare(),
      ];
      const call = { credentialID: id, SAD: spare.accessToken };
      const documentDigests = [await digestItem(world, content)];
      const documents = [{ document: 'JVBERi0=', signature_format: 'P' }];
      for (const more of [
        {},
        { documents, documentDigests },
        { documentDigests: [] },
        { documents: 'text' },
        { documents: [7] },
      ]) {
        // oxlint-disable-next-line no-await-in-loop
        expectError(await world.call('signatures/signDoc', { ...call, ...more }, { token }), invalidRequest);
      }
      const unknown = { ...call, credentialID: 'unknown', documentDigests };
      expectError(await world.call('signatures/signDoc', unknown, { token }), saying('credentialID'));
      expectError(await world.call('signatures/signDoc', { credentialID: id, documentDigests }, { token }), sadRefused);
    },
  }),
];
