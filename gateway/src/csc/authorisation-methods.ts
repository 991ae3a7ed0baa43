import { DomainError, invalid } from '@countersign/errors';
import type { SignatureActivation } from '@countersign/proto/oauth';
import type { CollectedFactor } from '@countersign/proto/signing-application';
import { getPart } from '../json.ts';
import { takeActivation } from './activation.ts';
import { digestsMember, findHash, guessHash, hashMember, readDigests, requireLengths } from './algorithms.ts';
import type { CscAnswer, CscCall, CscHandler, MethodDeps } from './call.ts';
import { cscTexts } from './csc-texts.ts';
import { otpFactorId } from './factor-json.ts';
import { type Fields, findFields, invalidParameter, parameterFault } from './fields.ts';
import { readHashType } from './hash-types.ts';

const longestDescription = 500;

/** credentials/authorize (CSC API 11.6): the application collected a factor, or has the user asked on our own page. */
export function createAuthoriseMethod(deps: MethodDeps): CscHandler {
  return async (call) => {
    const { version, fields } = call;
    const credentialId = fields.string('credentialID');
    const signatures = readCount(fields);
    const { digests, hashAlgorithm } = readNamedDigests(call, { areNeeded: false });
    if (digests.length > signatures) throw countInvalid();
    const digestKind = version === 1 ? 0 : readHashType(fields);
    const description = readDescription(fields);
    const factors =
      version === 1 ? await readOtp(fields, deps, credentialId) : fields.array('authData').map(toCollectedFactor);
    const authorised = await withCounts(call, digests.length, () =>
      deps.applications.authoriseDigests({
        credentialId,
        signatures,
        digests: digests.map((digest) => ({ digest, label: '' })),
        hashAlgorithm,
        digestKind,
        factors,
        description,
      }),
    );
    return await answer(call, deps, authorised.activation, authorised.approvalHandle);
  };
}

/** credentials/authorizeCheck (CSC API 11.7). */
export function createAuthoriseCheckMethod(deps: MethodDeps): CscHandler {
  return async (call) => {
    const approvalHandle = call.fields.string('handle');
    const { activation } = await deps.applications.checkAuthorisation({ approvalHandle });
    return await answer(call, deps, activation, approvalHandle);
  };
}

/** credentials/getChallenge (CSC API 11.8): the cells of a card, or nothing when a code was sent. */
export function createChallengeMethod({ applications }: MethodDeps): CscHandler {
  return async ({ fields }) => {
    const credentialId = fields.string('credentialID');
    const authenticatorId = fields.string('authObjectID');
    const { prompt } = await applications.askApplicationFactor({ credentialId, authenticatorId });
    const { cells } = getPart(prompt, 'prompt');
    return cells.length === 0 ? { status: 204 } : { status: 200, body: { challenge: cells.join(' ') } };
  };
}

/** credentials/sendOTP (CSC API 1.0.4.0, 11.9; still named in 2.0). */
export function createSendOtpMethod({ applications }: MethodDeps): CscHandler {
  return async ({ version, fields }) => {
    const credentialId = fields.string('credentialID');
    const authenticatorId = version === 1 ? '' : (fields.optionalString('authObjectID') ?? '');
    await applications.askApplicationFactor({ credentialId, authenticatorId });
    return { status: 204 };
  };
}

/** credentials/extendTransaction (CSC API 11.9): digests that could not be known before; the old data dies. */
export function createExtendMethod({ applications, tokens, keys }: MethodDeps): CscHandler {
  return async (call) => {
    const { token, credentialId, handle } = await takeActivation(call, tokens);
    const { digests, hashAlgorithm } = readNamedDigests(call, { areNeeded: true });
    const labelled = digests.map((digest) => ({ digest, label: '' }));
    const { activation } = await keys.using(credentialId, () =>
      applications.extendAuthorisation({ credentialId, handle, digests: labelled, hashAlgorithm }),
    );
    const { sad, expiresIn } = await tokens.issueActivation(token, getPart(activation, 'activation'));
    return { status: 200, body: { SAD: sad, expiresIn } };
  };
}

async function answer(
  { bearer }: CscCall,
  { tokens }: MethodDeps,
  activation: SignatureActivation | undefined,
  handle: string,
): Promise<CscAnswer> {
  if (activation === undefined) return { status: 202, body: { handle } };
  const { sad, expiresIn } = await tokens.issueActivation(bearer, activation);
  return { status: 200, body: { SAD: sad, expiresIn } };
}

function readCount(fields: Fields): number {
  const given = fields.raw('numSignatures');
  if (typeof given !== 'number' || !Number.isSafeInteger(given)) {
    throw parameterFault(cscTexts.missingInteger('numSignatures'));
  }
  if (given < 1) throw countInvalid();
  // What a contract can carry; what a credential permits is less by far.
  if (given > 0xff_ff_ff_ff) throw invalid('SIGNATURES_INVALID', cscTexts.countTooHigh);
  return given;
}

const countInvalid = () => invalid('SIGNATURES_INVALID', cscTexts.countInvalid);

/**
 * What is wrong with a count, the standard says by what is missing beside it: only where the credential permits signatures
 * whose digests are named later may digests be left out.
 */
async function withCounts<T>({ version }: CscCall, digests: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Their lengths were looked at before.
    if (!(error instanceof DomainError) || !['SIGNATURES_INVALID', 'DIGEST_INVALID'].includes(error.reason))
      throw error;
    const text = digests === 0 ? cscTexts.missingArray(digestsMember(version)) : cscTexts.countTooHigh;
    throw new DomainError('invalid', error.reason, text, { cause: error });
  }
}

/** Digests, and their hash: version 1 lets it be left out. */
function readNamedDigests({ version, fields }: CscCall, { areNeeded }: { areNeeded: boolean }) {
  const member = digestsMember(version);
  const given = areNeeded ? fields.array(member) : fields.optionalArray(member);
  if (given === undefined) return { digests: [], hashAlgorithm: findHash(fields, hashMember(version)) ?? 'SHA-256' };
  const digests = readDigests(given);
  const named = findHash(fields, hashMember(version));
  if (named === undefined && version === 2) throw parameterFault(cscTexts.missingString(hashMember(version)));
  const hashAlgorithm = named ?? guessHash(digests);
  requireLengths(digests, hashAlgorithm);
  return { digests, hashAlgorithm };
}

function readDescription(fields: Fields): string {
  const description = fields.optionalString('description') ?? '';
  if (description.length > longestDescription) throw invalidParameter('description');
  return description;
}

function toCollectedFactor(given: unknown): CollectedFactor {
  const fields = findFields(given);
  const id = fields?.raw('id');
  const value = fields?.raw('value') ?? '';
  if (typeof id !== 'string' || typeof value !== 'string' || `${id}${value}`.includes('\0')) {
    throw invalidParameter('authData');
  }
  return { id, value };
}

/** PIN and OTP of version 1. No credential here has a PIN. */
async function readOtp(fields: Fields, { applications }: MethodDeps, credentialId: string): Promise<CollectedFactor[]> {
  if (fields.optionalString('PIN') !== undefined) throw invalid('FACTORS_INVALID', cscTexts.pinInvalid);
  const value = fields.string('OTP');
  const { credential } = await applications.getApplicationCredential({ credentialId });
  return [{ id: otpFactorId(getPart(credential, 'credential').factors), value }];
}
