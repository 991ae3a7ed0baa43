import { invalidField } from '@countersign/errors';
import { enumWord, type Handlers } from '@countersign/grpc';
import type {
  CodePurpose as CodePurposeValue,
  SecondFactorServiceService,
  SendCodeRequest,
  VerifyCodeRequest,
} from '@countersign/proto/second-factor';
import { codeRefused } from '../authenticator/refusals.ts';
import { restoreAttempts, spendAttempt } from '../budgets.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireCode, requireId } from '../request-fields.ts';
import { type CodeKey, codeChannels, maskDestination, requireDestination } from './code.ts';
import { matchesSent } from './code-hash.ts';
import { findSentCode, useSentCode } from './code-store.ts';
import { type Send, sendCode } from './sending.ts';

const purposes = ['recovery', 'contact', 'contact_consent', 'factor_loss'] as const;

/** The RPCs by which identity proves a mailbox or a mobile number. */
export function createCodeHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'sendCode' | 'verifyCode'> {
  const { outcomes } = deps;
  return {
    sendCode: (request) => outcomes('send_code', () => sendCode(deps, readSend(request))),
    verifyCode: (request) =>
      outcomes('verify_sent_code', async () => {
        await verify(deps, request);
        return {};
      }),
  };
}

function readSend(request: SendCodeRequest): Send {
  const channel = enumWord('PIN_CHANNEL', request.channel, codeChannels);
  if (channel === undefined) throw invalidField('CHANNEL_INVALID', '/channel', 'must be sms or email');
  const key = readKey(request);
  return {
    key,
    channel,
    destination: requireDestination(channel, request.destination),
    language: request.language,
    knownDevice: key.purpose === 'recovery' && request.knownDevice,
    ...(key.purpose === 'contact_consent' && { about: maskDestination(requireNewContact(request.newContact)) }),
  };
}

function readKey({ purpose: value, subjectId }: { purpose: CodePurposeValue; subjectId: string }): CodeKey {
  const purpose = enumWord('CODE_PURPOSE', value, purposes);
  if (purpose === undefined) {
    throw invalidField('PURPOSE_INVALID', '/purpose', 'must be recovery, contact, contact consent or factor loss');
  }
  return { purpose, subjectId: requireId(subjectId, 'subjectId'), userId: '' };
}

/** The address or number to which its owner shall consent. Throws `DESTINATION_INVALID`. */
function requireNewContact(contact: string): string {
  return requireDestination(contact.includes('@') ? 'email' : 'sms', contact, '/newContact');
}

async function verify(deps: SecondFactorDeps, request: VerifyCodeRequest): Promise<void> {
  const { db, clock, pepper } = deps;
  const key = readKey(request);
  const code = requireCode(request.code);
  const bucketId = `${key.purpose}:${key.subjectId}`;
  await spendAttempt(deps, 'code', bucketId);
  const sent = await findSentCode(db, key);
  const fits = matchesSent(pepper, sent, { code, destination: request.destination });
  if (!fits || sent === undefined) throw codeRefused();
  if ((await useSentCode(db, { ...sent, at: clock.now() })) === undefined) throw codeRefused();
  await restoreAttempts(db, 'code', bucketId);
}
