import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { certifiedPdf, onePage } from '../../../services/remote-signing/test/pdf-samples.ts';
import type { RequestOptions } from '../../../test/src/rest-client.ts';
import { samplePdf } from '../../../test/src/sample-pdf.ts';
import { prepareSignature, type Signature, uploadDocument } from '../../../test/src/signing.ts';
import { codeOf } from '../persistent-client.ts';
import { Attempts, type Outcome } from './attempts.ts';
import type { Signer } from './people.ts';
import type { SigningPlace } from './place.ts';

const group = 'through the public API';
const largest = 50 * 1024 * 1024;

/** Attacks as somebody who has an account: other people's things, codes once more, documents that are none. */
export async function attackFromOutside(place: SigningPlace, attempts: Attempts): Promise<void> {
  const [alice, bob] = place.signers;
  if (alice === undefined || bob === undefined) throw new Error('two signers are needed');
  const outside = new Outsider(place, attempts);
  // These take their time: the server waits for what does not come.
  const uploads = [outside.uploadSlowly(alice), outside.abortUpload(alice), outside.uploadTooMuch(alice)];
  const others = async () => {
    await outside.replayCodes(alice);
    await outside.reachOthers(alice, bob);
    await outside.sendWrongDigests(alice);
    await outside.sendWrongDocuments(alice);
    await outside.useResting(place);
  };
  await Promise.all([...uploads, others()]);
}

class Outsider {
  readonly #place: SigningPlace;
  readonly #attempts: Attempts;

  constructor(place: SigningPlace, attempts: Attempts) {
    this.#place = place;
    this.#attempts = attempts;
  }

  async replayCodes(alice: Signer): Promise<void> {
    const [first, other] = [await this.#prepare(alice), await this.#prepare(alice)];
    const { code } = await alice.app.confirm(first.transactionUri ?? '');
    await this.#try(alice, 'code for other content', ['CODE_REFUSED'], 'POST', authorisationOf(other), {
      body: { code },
    });
    await this.#place.api.ask('POST', authorisationOf(first), { token: await alice.token(), body: { code } });
    const wrongState = ['SIGNATURE_REQUEST_WRONG_STATE'];
    for (let time = 0; time < 20; time += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await this.#try(alice, 'code once more', wrongState, 'POST', authorisationOf(first), { body: { code } });
    }
    await this.#try(alice, 'used code for another request', ['CODE_REFUSED'], 'POST', authorisationOf(other), {
      body: { code },
    });
    await this.#try(alice, 'cancellation of what is signed', wrongState, 'POST', `${pathOf(first)}/cancellation`);
    const { code: right } = await alice.app.confirm(other.transactionUri ?? '');
    await this.#place.databases.expire('remote-signing', 'signature_requests', 'id = $1', other.id);
    const late = ['CHALLENGE_EXPIRED'];
    await this.#try(alice, 'right code too late', late, 'POST', authorisationOf(other), { body: { code: right } });
    const given = await this.#prepare(alice);
    await this.#place.api.ask('POST', `${pathOf(given)}/cancellation`, { token: await alice.token() });
    const { code: vain } = await alice.app.confirm(given.transactionUri ?? '');
    await this.#try(alice, 'right code for what was given up', wrongState, 'POST', authorisationOf(given), {
      body: { code: vain },
    });
    await this.#raceCode(alice);
  }

  async #raceCode(alice: Signer): Promise<void> {
    const { api } = this.#place;
    const request = await this.#prepare(alice);
    const { code } = await alice.app.confirm(request.transactionUri ?? '');
    const token = await alice.token();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => api.send('POST', authorisationOf(request), { token, body: { code } })),
    );
    for (const { status, body } of answers) {
      const outcome = status === 200 ? 'signed' : codeOf(body);
      this.#attempts.note(group, 'one code 30 times at once', outcome, ['signed', 'SIGNATURE_REQUEST_WRONG_STATE']);
    }
    const signed = answers.filter(({ status }) => status === 200).length;
    this.#attempts.require(group, 'exactly one of them is answered with a signature', signed === 1);
  }

  async reachOthers(alice: Signer, bob: Signer): Promise<void> {
    const { api } = this.#place;
    const request = await this.#prepare(bob);
    const { code } = await bob.app.confirm(request.transactionUri ?? '');
    const documentId = await uploadDocument(api, { token: await bob.token() }, pdf());
    const [credentialId = ''] = bob.credentialIds;
    const [own = ''] = alice.credentialIds;
    const noRequest = ['SIGNATURE_REQUEST_NOT_FOUND'];
    const noCredential = ['CREDENTIAL_NOT_FOUND'];
    const noDocument = ['DOCUMENT_NOT_FOUND'];
    const digests = [{ digest: randomBytes(32).toString('base64'), label: 'x' }];
    const sign = (body: object) => ({ body, idempotent: true });
    const cases: [string, string[], string, string, RequestOptions?][] = [
      ['another’s request', noRequest, 'GET', pathOf(request)],
      ['another’s request, his code', noRequest, 'POST', authorisationOf(request), { body: { code } }],
      ['another’s request, cancelled', noRequest, 'POST', `${pathOf(request)}/cancellation`],
      ['another’s credential', noCredential, 'GET', `/v1/credentials/${credentialId}`],
      ['another’s credential signs', noCredential, 'POST', '/v1/signatures', sign({ credentialId, digests })],
      ['another’s credential suspended', noCredential, 'POST', `/v1/credentials/${credentialId}/suspension`],
      ['another’s credential resumed', noCredential, 'POST', `/v1/credentials/${credentialId}/resumption`],
      [
        'another’s credential revoked',
        noCredential,
        'POST',
        `/v1/credentials/${credentialId}/revocation`,
        { body: { reason: 'superseded' } },
      ],
      ['another’s credential made anew', noCredential, 'POST', `/v1/credentials/${credentialId}/rekey`, sign({})],
      ['another’s history', noCredential, 'GET', `/v1/credentials/${credentialId}/history`],
      ['another’s history exported', noCredential, 'GET', `/v1/credentials/${credentialId}/history/export`],
      ['another’s document', noDocument, 'GET', `/v1/documents/${documentId}`],
      ['another’s document downloaded', noDocument, 'GET', `/v1/documents/${documentId}/content`],
      ['another’s document deleted', noDocument, 'DELETE', `/v1/documents/${documentId}`],
      ['another’s document validated', noDocument, 'POST', '/v1/validations', { body: { documentId } }],
      [
        'another’s document signed',
        noDocument,
        'POST',
        '/v1/signatures',
        sign({ credentialId: own, documents: [{ documentId }] }),
      ],
    ];
    for (const [what, codes, method, path, options] of cases) {
      // oxlint-disable-next-line no-await-in-loop
      await this.#try(alice, what, codes, method, path, options);
    }
    const { state } = await api.ask<Signature>('GET', pathOf(request), { token: await bob.token() });
    this.#attempts.require(group, 'the other’s request still waits', state === 'awaiting_authorisation');
  }

  async sendWrongDigests(alice: Signer): Promise<void> {
    const [credentialId = ''] = alice.credentialIds;
    const of = (bytes: number) => [{ digest: randomBytes(bytes).toString('base64'), label: 'x' }];
    const invalid = ['DIGEST_INVALID', 'VALIDATION_FAILED', 'REQUEST_INVALID'];
    const cases: [string, string[], object][] = [
      ['digest of no hash', invalid, { digests: of(20) }],
      ['SHA-256 digest as SHA-384', invalid, { digests: of(32), hashAlgorithm: 'SHA-384' }],
      ['SHA-512 digest as SHA-256', invalid, { digests: of(64), hashAlgorithm: 'SHA-256' }],
      ['digests of several lengths', invalid, { digests: [...of(32), ...of(48)] }],
      ['hash that is none', invalid, { digests: of(32), hashAlgorithm: 'SHA-1' }],
      [
        'digests more than the policy allows',
        ['TOO_MANY_DIGESTS'],
        { digests: Array.from({ length: 101 }, () => of(32)).flat() },
      ],
      ['no digests', [...invalid, 'CONTENT_REQUIRED'], { digests: [] }],
    ];
    for (const [what, codes, content] of cases) {
      const options = { idempotent: true, body: { credentialId, ...content } };
      // oxlint-disable-next-line no-await-in-loop
      await this.#try(alice, what, codes, 'POST', '/v1/signatures', options);
    }
  }

  async sendWrongDocuments(alice: Signer): Promise<void> {
    const whole = samplePdf();
    const encrypted = onePage({ catalog: '', more: ['<</Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4>>'] });
    const cases: [string, Buffer][] = [
      ['PDF cut off', whole.subarray(0, whole.length - 200)],
      ['PDF cut off in the middle', whole.subarray(0, 300)],
      ['not a PDF', Buffer.from('no PDF at all')],
      ['nothing but a header', Buffer.from('%PDF-1.7\n')],
      ['encrypted PDF', asEncrypted(encrypted)],
      ['PDF certified against changes', certifiedPdf(1)],
      ['PDF of random bytes', Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(20_000)])],
      [
        'PDF whose page is in itself',
        onePage({ pages: '/Parent 2 0 R', page: '/MediaBox [0 0 612 792] /Kids [3 0 R]' }).subarray(5),
      ],
    ];
    const [credentialId = ''] = alice.credentialIds;
    for (const [what, content] of cases) {
      // oxlint-disable-next-line no-await-in-loop
      const documentId = await uploadDocument(this.#place.api, { token: await alice.token() }, pdf(content));
      const options = { idempotent: true, body: { credentialId, documents: [{ documentId, format: 'pades' }] } };
      // oxlint-disable-next-line no-await-in-loop
      await this.#try(alice, what, ['DOCUMENT_INVALID'], 'POST', '/v1/signatures', options);
    }
    await this.#signTwice(alice);
  }

  /** A document that is signed already is signed again: both signatures stay valid. */
  async #signTwice(alice: Signer): Promise<void> {
    const { api } = this.#place;
    const [credentialId = ''] = alice.credentialIds;
    let documentId = await uploadDocument(api, { token: await alice.token() }, pdf());
    for (let time = 0; time < 2; time += 1) {
      const body = { credentialId, documents: [{ documentId, format: 'pades', level: 'B-LT' }] };
      // oxlint-disable-next-line no-await-in-loop
      const { id, transactionUri = '' } = await prepareSignature(api, { token: await alice.token() }, body);
      // oxlint-disable-next-line no-await-in-loop
      const { code } = await alice.app.confirm(transactionUri);
      // oxlint-disable-next-line no-await-in-loop
      const { documents } = await api.ask<Signature>('POST', `/v1/signatures/${id}/authorisation`, {
        // oxlint-disable-next-line no-await-in-loop
        token: await alice.token(),
        body: { code },
      });
      documentId = documents[0]?.signedDocumentId ?? '';
    }
    const report = await api.ask<{ indication: string; signatures: unknown[] }>('POST', '/v1/validations', {
      token: await alice.token(),
      body: { documentId },
    });
    const isSo = report.indication === 'TOTAL-PASSED' && report.signatures.length === 2;
    this.#attempts.require(group, 'a PDF that is signed already is signed again, and both are valid', isSo);
  }

  async useResting({ enrol }: SigningPlace): Promise<void> {
    const { api } = this.#place;
    const carol = await enrol('carol', [{}]);
    const [credentialId = ''] = carol.credentialIds;
    const digests = [{ digest: createHash('sha256').update('x').digest('base64'), label: 'x' }];
    const sign = { idempotent: true, body: { credentialId, digests } };
    const before = await this.#prepare(carol);
    await api.ask('POST', `/v1/credentials/${credentialId}/suspension`, { token: await carol.token() });
    const resting = ['CREDENTIAL_NOT_ACTIVE', 'KEY_NOT_ACTIVE'];
    await this.#try(carol, 'suspended credential', resting, 'POST', '/v1/signatures', sign);
    const { code } = await carol.app.confirm(before.transactionUri ?? '');
    await this.#try(carol, 'suspended since it was prepared', resting, 'POST', authorisationOf(before), {
      body: { code },
    });
    await api.ask('POST', `/v1/credentials/${credentialId}/resumption`, { token: await carol.token() });
    const again = await this.#prepare(carol);
    const { code: later } = await carol.app.confirm(again.transactionUri ?? '');
    const revocation = { token: await carol.token(), body: { reason: 'keyCompromise' } };
    await api.ask('POST', `/v1/credentials/${credentialId}/revocation`, revocation);
    await this.#try(carol, 'revoked credential', resting, 'POST', '/v1/signatures', sign);
    await this.#try(carol, 'revoked since it was prepared', resting, 'POST', authorisationOf(again), {
      body: { code: later },
    });
    const wrong = ['CREDENTIAL_WRONG_STATE'];
    await this.#try(carol, 'revoked credential resumed', wrong, 'POST', `/v1/credentials/${credentialId}/resumption`);
  }

  async uploadSlowly(alice: Signer): Promise<void> {
    const answer = await this.#upload(alice, 'slow.pdf', { declared: 100_000, sent: 10 });
    this.#attempts.note(group, 'upload that stops', answer, ['REQUEST_TIMEOUT']);
    await this.#requireNothingOf(alice, 'slow.pdf');
  }

  async abortUpload(alice: Signer): Promise<void> {
    const answer = await this.#upload(alice, 'aborted.pdf', { declared: 3_000_000, sent: 2_000_000, abort: true });
    this.#attempts.note(group, 'upload that is given up', answer, ['given up']);
    await this.#requireNothingOf(alice, 'aborted.pdf');
  }

  async uploadTooMuch(alice: Signer): Promise<void> {
    const announced = await this.#upload(alice, 'announced.pdf', { declared: largest + 1, sent: 10 });
    this.#attempts.note(group, 'upload announced as too large', announced, ['DOCUMENT_TOO_LARGE']);
    const sent = await this.#upload(alice, 'large.pdf', { declared: undefined, sent: largest + 1 });
    this.#attempts.note(group, 'upload too large, not announced', sent, ['DOCUMENT_TOO_LARGE']);
    await this.#requireNothingOf(alice, 'large.pdf');
  }

  /** Sends the head of an upload and so many bytes, and waits for what is said to it. */
  async #upload(
    alice: Signer,
    name: string,
    { declared, sent, abort = false }: { declared: number | undefined; sent: number; abort?: boolean },
  ): Promise<Outcome> {
    const url = new URL(`/v1/documents?name=${name}`, this.#place.platform.gatewayUrl);
    const headers = {
      authorization: `Bearer ${await alice.token()}`,
      'content-type': 'application/pdf',
      'idempotency-key': randomBytes(12).toString('hex'),
      ...(declared === undefined ? {} : { 'content-length': String(declared) }),
    };
    return await new Promise<Outcome>((resolve) => {
      const request = httpRequest(url, { method: 'POST', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => resolve(codeOf(JSON.parse(text)) || String(response.statusCode)));
      });
      request.on('error', (error) => resolve(abort ? 'given up' : error.message));
      request.write(Buffer.alloc(sent, 0x20), () => {
        if (abort) request.destroy(new Error('given up'));
        else if (declared === undefined) request.end();
      });
    });
  }

  async #requireNothingOf(alice: Signer, name: string): Promise<void> {
    const { items } = await this.#place.api.ask<{ items: { name: string }[] }>('GET', '/v1/documents?limit=100', {
      token: await alice.token(),
    });
    this.#attempts.require(group, `nothing of ${name} is kept`, !items.some((item) => item.name === name));
  }

  async #prepare(signer: Signer): Promise<Signature> {
    const [credentialId = ''] = signer.credentialIds;
    const digests = [{ digest: randomBytes(32).toString('base64'), label: 'x' }];
    return await prepareSignature(this.#place.api, { token: await signer.token() }, { credentialId, digests });
  }

  async #try(
    signer: Signer,
    what: string,
    allowed: readonly string[],
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<void> {
    const { status, body } = await this.#place.api.send(method, path, { token: await signer.token(), ...options });
    this.#attempts.note(group, what, status < 400 ? 'ok' : codeOf(body), allowed);
  }
}

const pathOf = ({ id }: Signature): string => `/v1/signatures/${id}`;
const authorisationOf = (signature: Signature): string => `${pathOf(signature)}/authorisation`;

function pdf(content: Buffer = samplePdf()): { name: string; content: Buffer } {
  return { name: 'agreement.pdf', content };
}

/** Names an encryption dictionary in the trailer. */
function asEncrypted(content: Buffer): Buffer {
  return Buffer.from(
    content.toString('latin1').replace('/Root 1 0 R', '/Root 1 0 R /Encrypt 4 0 R /ID [(a) (b)]'),
    'latin1',
  );
}
