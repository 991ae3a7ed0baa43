import { appendAudit } from '@countersign/audit';
import { type Actor, clientScopes, type Handlers, requireActor, requireSecondFactor } from '@countersign/grpc';
import type { SignerServiceService } from '@countersign/proto/signer';
import { hashToken, randomToken } from '@countersign/sealing';
import { authenticateHeader, authoriseDigests, hashDigests, isOpenEnded } from './authorisation.ts';
import { insertDigests } from './authorisation-store.ts';
import { authorisationUsed, requireDigests } from './authorise-handler.ts';
import type { SignerDeps } from './dependencies.ts';
import { endAuthorisation, findGiven, lockOpenAuthorisation, renewLocked } from './open-authorisation-store.ts';
import { requireHash } from './sign-handler.ts';
import { authorisationNotFound, getStanding, requireTime } from './standing.ts';

type ExtensionMethod = 'extendAuthorisation' | 'endAuthorisation';

/** The RPCs by which an authorisation gets digests that it did not name, and ends. */
export function createExtensionHandlers(
  deps: SignerDeps,
): Pick<Handlers<typeof SignerServiceService>, ExtensionMethod> {
  const { db, clock, macKeyring, counted } = deps;
  return {
    extendAuthorisation: (request, context) =>
      counted('extend', async () => {
        const actor = requireSecondFactor(context, { scopes: ['credential'] });
        const hash = requireDigests(request);
        const { key, authorisation } = await getStanding(deps, request, actor);
        requireHash(authorisation, hash);
        const at = clock.now();
        requireTime(key, authorisation, at);
        if (!isOpenEnded(authorisation)) throw authorisationUsed();
        const { id, jti, expiresAt, signatures } = authorisation;
        const { digests } = request;
        const handle = randomToken();
        const renewed = { ...authorisation, handleHash: hashToken(handle) };
        const named = await db.transaction().execute(async (trx) => {
          const before = await lockOpenAuthorisation(trx, authorisation);
          if (before === undefined) throw authorisationNotFound();
          const after = before + digests.length;
          if (after > signatures) throw authorisationUsed();
          const mac = authenticateHeader(macKeyring, renewed);
          await renewLocked(trx, { ...renewed, mac }, { named: after, at });
          await insertDigests(trx, jti, authoriseDigests(macKeyring, id, digests, before));
          await appendAudit(trx, {
            stream: key.id,
            actor: actor.userId,
            action: 'digests.extended',
            subject: id,
            detail: { digests: digests.length, digestsHash: hashDigests(digests).toString('hex'), named: after },
            at,
          });
          return after;
        });
        return { handle, expiresAt, authorisationId: id, left: signatures - named };
      }),

    endAuthorisation: ({ authorisationId: id }, context) =>
      counted('end', async () => {
        // Without a token it is remote-signing itself: what it ended, for example a grant, ends here, too.
        const actor = context.actor === undefined ? undefined : requireActor(context, { scopes: clientScopes });
        const given = await findGiven(db, id);
        if (given === undefined || (actor !== undefined && !mayEnd(actor, given))) throw authorisationNotFound();
        await db.transaction().execute(async (trx) => {
          const at = clock.now();
          const ended = await endAuthorisation(trx, given);
          if (ended === undefined) return;
          await appendAudit(trx, {
            stream: given.keyId,
            actor: actor?.userId ?? 'remote-signing',
            action: 'authorisation.ended',
            subject: id,
            detail: { named: ended.named, ...(actor?.client !== undefined && { client: actor.client.id }) },
            at,
          });
        });
        return {};
      }),
  };
}

/** The user whose it is, or the application that it was given to: by a token of that user's, or one for itself. */
function mayEnd({ userId, client }: Actor, { owner, clientId }: { owner: string; clientId: string | null }): boolean {
  if (client === undefined) return userId === owner;
  return client.id === clientId && (client.scope === 'application' || userId === owner);
}
