import { prepareSignature, type Signature } from '../../../../test/src/signing.ts';
import { codeOf } from '../../persistent-client.ts';
import { newDigest } from '../insider.ts';
import type { Signer } from '../people.ts';
import type { SigningPlace } from '../place.ts';

/** Prepares a signature over a digest of nothing. */
export async function prepare(api: SigningPlace['api'], signer: Signer, credentialId: string): Promise<Signature> {
  const digests = [{ digest: newDigest().toString('base64'), label: 'x' }];
  return await prepareSignature(api, { token: await signer.token() }, { credentialId, digests });
}

/** The code that the app makes for just that. */
export async function confirm(signer: Signer, { transactionUri = '' }: Signature): Promise<string> {
  return (await signer.app.confirm(transactionUri)).code;
}

/** What became of it with a code: its state, or the reason of the refusal. */
export async function authorise(
  api: SigningPlace['api'],
  signer: Signer,
  { id }: Signature,
  code: string,
): Promise<string> {
  const path = `/v1/signatures/${id}/authorisation`;
  const { status, body } = await api.sendOnce<Signature>('POST', path, { token: await signer.token(), body: { code } });
  return status === 200 ? body.state : codeOf(body);
}
