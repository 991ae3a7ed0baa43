import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aPdf } from './format-signers.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { refusal } from './outside-parties.ts';
import { createSigningHouse, documentsOf, type SigningHouse } from './signing-house.ts';

const dayMs = 86_400_000;
let house: Harness;
let signing: SigningHouse;

beforeAll(async () => {
  house = await createHarness();
  signing = createSigningHouse(house);
});

afterAll(() => house.close());

async function validate(documentId: string, contentDocumentId = '', actor = alice) {
  return await house.api.validateDocument({ documentId, contentDocumentId }, await house.as(actor));
}

describe('what was signed here', () => {
  it('passes, as a PDF and as a detached signature, and as what it was signed', async () => {
    const { id: credentialId, serialNumber } = await signing.createCredential();
    const contract = await signing.upload(await aPdf());
    const terms = await signing.upload(Buffer.from('Terms'), { name: 'terms.txt', mediaType: 'text/plain' });
    const request = await signing.prepare(documentsOf([contract.id, terms.id], { level: 'B-LT' }), { credentialId });
    const { documents } = await signing.authorise(request);
    const [pdf = '', cms = ''] = documents.map(({ signedDocumentId }) => signedDocumentId);
    expect(await validate(pdf)).toMatchObject({
      indication: 'TOTAL-PASSED',
      signatures: [{ name: 'Signature_1', level: 'PAdES-B-LT', laterChanges: 'permitted', provedAt: expect.any(Date) }],
      validatedAt: house.clock.now(),
    });
    expect(await validate(cms, terms.id)).toMatchObject({
      indication: 'TOTAL-PASSED',
      signatures: [{ name: '1', level: 'CAdES-B-LT', signedBy: expect.stringContaining('CN=Zo\u00eb Example') }],
    });
    expect(await validate(cms)).toMatchObject({
      indication: 'INDETERMINATE',
      signatures: [{ subIndication: 'SIGNED_DATA_NOT_FOUND' }],
    });
    expect(await validate(cms, contract.id)).toMatchObject({
      indication: 'TOTAL-FAILED',
      signatures: [{ subIndication: 'HASH_FAILURE' }],
    });
    // What is revoked later was good when it signed.
    house.clock.advance(dayMs);
    house.outside.standings.set(serialNumber, 'keyCompromise');
    expect(await validate(pdf)).toMatchObject({ indication: 'TOTAL-PASSED' });
  });

  it('does not pass without a time once its certificate is on hold or revoked', async () => {
    const { id: credentialId, serialNumber } = await signing.createCredential();
    const contract = await signing.upload(await aPdf());
    const { documents } = await signing.authorise(await signing.prepare(documentsOf([contract.id]), { credentialId }));
    const signed = documents[0]?.signedDocumentId ?? '';
    expect(await validate(signed)).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level: 'PAdES-B-B' }] });
    house.outside.standings.set(serialNumber, 'hold');
    expect(await validate(signed)).toMatchObject({ signatures: [{ subIndication: 'TRY_LATER' }] });
    house.outside.standings.set(serialNumber, 'keyCompromise');
    expect(await validate(signed)).toMatchObject({ signatures: [{ subIndication: 'REVOKED_NO_POE' }] });
  });
});

describe('a validation is refused', () => {
  it('for what has no signature', async () => {
    const [pdf, text] = [await signing.upload(await aPdf()), await signing.upload(Buffer.from('hello'))];
    expect(await refusal(validate(pdf.id))).toBe('NOT_SIGNED');
    expect(await refusal(validate(text.id))).toBe('NOT_SIGNED');
  });

  it('for many at once: they wait without lying in memory, and too many of them are told so', async () => {
    const { id } = await signing.upload(Buffer.from('Terms'), { name: 'terms.txt', mediaType: 'text/plain' });
    const refusals = async (count: number) =>
      new Set(await Promise.all(Array.from({ length: count }, () => refusal(validate(id)))));
    expect(await refusals(14)).toEqual(new Set(['NOT_SIGNED']));
    expect([...(await refusals(50))]).toContain('DOCUMENTS_BUSY');
  });

  it('for a PDF with another content', async () => {
    const pdf = await signing.upload(await aPdf());
    expect(await refusal(validate(pdf.id, pdf.id))).toBe('DOCUMENT_INVALID');
  });

  it('for documents of others as for unknown ones, and for an upload that is not finished', async () => {
    const mine = await signing.upload(await aPdf());
    const other = await signing.upload(await aPdf(), { actor: mallory });
    expect(await refusal(validate(mine.id, '', mallory))).toBe('DOCUMENT_NOT_FOUND');
    expect(await refusal(validate(mine.id, other.id))).toBe('DOCUMENT_NOT_FOUND');
    expect(await refusal(validate('doc_unknown'))).toBe('DOCUMENT_NOT_FOUND');
    const start = { name: 'a.pdf', mediaType: 'application/pdf', size: 0n, idempotencyKey: 'validation-open' };
    const { document } = await house.api.startDocument(start, await house.as(alice));
    expect(await refusal(validate(document?.id ?? ''))).toBe('DOCUMENT_WRONG_STATE');
  });
});
