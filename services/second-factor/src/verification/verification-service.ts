import { appendAudit } from '@countersign/audit';
import { forbidden } from '@countersign/errors';
import { type Actor, type CallContext, type Handlers, requireActor } from '@countersign/grpc';
import type { SecondFactorServiceService, VerifyRequest, VerifyResponse } from '@countersign/proto/second-factor';
import { assuranceOf } from '../assurance.ts';
import { unknownAuthenticator } from '../authenticator/authenticator.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireId } from '../request-fields.ts';
import { ask, findUsable, guessAnswer, requireCodeOf, useAnswerWithin } from './answer.ts';
import { purposes } from './purposes.ts';

/** The RPCs by which a service has its actor prove that it is he, for a purpose that it may have. */
export function createVerificationHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'askVerification' | 'verify'> {
  const { outcomes } = deps;
  return {
    askVerification: (request, context) =>
      outcomes('ask_factor', async () => {
        const { userId } = requireActor(context);
        const subject = readSubject(context, request);
        const id = request.authenticatorId;
        const authenticator = await findUsable(deps, { userId, id, purpose: 'verification' });
        if (authenticator === undefined) throw unknownAuthenticator();
        const { language, resend } = request;
        return { prompt: await ask(deps, { ...subject, authenticator, language, resend }) };
      }),
    verify: (request, context) => outcomes('verify', () => verify(deps, requireActor(context), context, request)),
  };
}

/** What a code is asked for: of one purpose it is refused for another. Throws `PURPOSE_NOT_PERMITTED`. */
function readSubject({ caller }: CallContext, { purpose, subjectId }: { purpose: string; subjectId: string }) {
  if (purposes[caller ?? '']?.includes(purpose) !== true) {
    throw forbidden('PURPOSE_NOT_PERMITTED', 'this service may not have codes verified for this purpose');
  }
  return { purpose: 'verification', subjectId: `${purpose}:${requireId(subjectId, 'subjectId')}` } as const;
}

async function verify(
  deps: SecondFactorDeps,
  { userId }: Actor,
  context: CallContext,
  request: VerifyRequest,
): Promise<VerifyResponse> {
  const { db, clock } = deps;
  const subject = readSubject(context, request);
  const authenticator = await findUsable(deps, { userId, id: request.authenticatorId, purpose: 'verification' });
  const code = requireCodeOf(authenticator, request.code);
  const door = { userId, recovery: false };
  const { challengeId } = request;
  const answer = { ...door, ...subject, authenticator, code, challengeId, nextCode: '' };
  const fitting = await guessAnswer(deps, { budget: 'verification', id: subject.subjectId }, answer);
  const at = clock.now();
  const used = await db.transaction().execute(async (trx) => {
    const one = await useAnswerWithin(trx, deps, { ...door, authenticator, fitting });
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'code.verified',
      subject: request.subjectId,
      detail: { purpose: request.purpose, authenticatorId: one.authenticatorId },
      at,
    });
    return one;
  });
  const { methods, acr } = assuranceOf(used);
  return {
    methods: [...methods],
    acr,
    authenticatorId: used.authenticatorId,
    kind: used.kind,
    verifiedAt: at,
  };
}
