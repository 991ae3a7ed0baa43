import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { textOf } from '@countersign/texts';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { getPart } from '../json.ts';
import { sendDecision, takeApproval, takeQuestion, takeRefusal } from './decision.ts';
import { pageHeaders, sendPage } from './headers.ts';
import { pageLanguage, renderPage, rootOf } from './html.ts';
import { takeLoginStep } from './login.ts';
import { findHarmlessQr } from './qr.ts';
import {
  asDomainError,
  type ConsentDeps,
  type Folder,
  findWeakness,
  formOf,
  isId,
  leadTo,
  paragraph,
  problemOf,
  requestNotFound,
  sendLogin,
  sendObstacle,
  statusOf,
  type Visit,
  visitOf,
  wantsLogin,
} from './visit.ts';

/** A password may be long; nothing else in a form is. */
const mostBytes = 16 * 1024;

const hidden = { schema: { hide: true }, exposeHeadRoute: false } as const;
const open = { ...hidden, config: { public: true, errors: 'page' } } as const;
const guarded = (sensitive: 'login' | 'codes') =>
  ({ ...hidden, config: { public: true, errors: 'page', sensitive } }) as const;

type Taking = (visit: Visit) => Promise<FastifyReply>;

/** The pages on which a user logs in and grants what an application asks for. Their forms work without script. */
export const consentRoutes: FastifyPluginAsync<ConsentDeps> = async (app, deps) => {
  // Forms only: nothing here takes JSON, which scripts of other sites could send.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: mostBytes },
    (_request, body, done) => done(null, body),
  );

  const taking = (folder: Folder, take: Taking) => async (request: FastifyRequest, reply: FastifyReply) =>
    await take(visitOf(deps, { request, reply, folder }));

  for (const folder of ['consent', 'approvals'] as const) {
    app.post(
      `/${folder}/:id/login`,
      guarded('login'),
      taking(folder, (visit) => takeLogin(deps, visit)),
    );
    app.post(
      `/${folder}/:id/logout`,
      open,
      taking(folder, (visit) => takeLogout(deps, visit)),
    );
  }

  app.get(
    '/consent/:id',
    open,
    taking('consent', async (visit) => {
      const actor = await deps.pageSessions.find(visit.request, visit.reply);
      if (actor === undefined) return await sendLogin(deps, visit);
      const { credential } = visit.request.query as { credential?: unknown };
      const credentialId = typeof credential === 'string' ? credential.slice(0, 64) : '';
      return await sendDecision(deps, visit, actor, { credentialId });
    }),
  );

  app.post(
    '/consent/:id/ask',
    guarded('codes'),
    taking('consent', async (visit) => {
      const form = formOf(deps, visit);
      const actor = await deps.pageSessions.find(visit.request, visit.reply);
      if (actor === undefined) return await sendLogin(deps, visit, { notice: 'consent.session_over' });
      return await takeQuestion(deps, visit, actor, form);
    }),
  );

  app.post(
    '/consent/:id/approve',
    guarded('codes'),
    taking('consent', async (visit) => {
      const form = formOf(deps, visit);
      const actor = await deps.pageSessions.find(visit.request, visit.reply);
      if (actor === undefined) return await sendLogin(deps, visit, { notice: 'consent.session_over' });
      return await takeApproval(deps, visit, actor, form);
    }),
  );

  app.post(
    '/consent/:id/refuse',
    open,
    taking('consent', async (visit) => {
      formOf(deps, visit);
      return await takeRefusal(deps, visit);
    }),
  );

  app.get(
    '/consent/:id/qr.svg',
    open,
    taking('consent', (visit) => sendQr(deps, visit)),
  );

  app.get('/approvals/:id', open, async (request, reply) => {
    const { id } = request.params as { id: string };
    if (!isId('approvals', id)) throw requestNotFound();
    let secret = deps.requestCookies.findSecret(request, id);
    if (secret === undefined) {
      secret = randomBytes(32).toString('base64url');
      deps.requestCookies.setSecret(request, reply, { id, secret });
    }
    return await openApproval(deps, { request, reply, folder: 'approvals', key: { id, secret } });
  });

  // What a form led to, loaded again: the page that it is a part of.
  for (const [folder, parts] of Object.entries({
    consent: ['login', 'logout', 'ask', 'approve', 'refuse'],
    approvals: ['login', 'logout'],
  })) {
    for (const part of parts) {
      app.get(`/${folder}/:id/${part}`, open, async (request, reply) => {
        const { id } = request.params as { id: string };
        if (!isId(folder as Folder, id)) throw requestNotFound();
        return leadTo({ request, reply }, `${folder}/${id}`);
      });
    }
  }

  for (const [outcome, title, sentence] of [
    ['approved', 'consent.title_done', 'consent.done_approved'],
    ['refused', 'consent.title_refused', 'consent.done_refused'],
  ] as const) {
    app.get(`/consent/done/${outcome}`, open, async (request, reply) => {
      const language = pageLanguage(request);
      const content = paragraph(textOf(sentence, language));
      const path = `consent/done/${outcome}`;
      return sendPage(reply, renderPage({ language, root: rootOf(request), title, content, path }));
    });
  }

  await styleRoute(app);
};

async function styleRoute(app: FastifyInstance): Promise<void> {
  const style = await readFile(new URL('consent.css', import.meta.url));
  app.get('/assets/consent.css', open, async (_request, reply) => {
    reply.type('text/css; charset=utf-8');
    return style;
  });
}

async function takeLogin(deps: ConsentDeps, visit: Visit): Promise<FastifyReply> {
  const { request, reply, folder, key } = visit;
  const form = formOf(deps, visit);
  try {
    await takeLoginStep(deps, form, { request, reply, id: key.id });
  } catch (error) {
    return await sendLogin(deps, visit, { error: asDomainError(error) });
  }
  return leadTo(visit, `${folder}/${key.id}`);
}

async function takeLogout(deps: ConsentDeps, visit: Visit): Promise<FastifyReply> {
  const { request, reply, folder, key } = visit;
  formOf(deps, visit);
  const actor = await deps.pageSessions.find(request, reply);
  if (actor !== undefined) await deps.pageSessions.end(request, reply);
  return leadTo(visit, `${folder}/${key.id}`);
}

/** Begins what a message asked the user for, once he is logged in; from then on it is like any other request. */
async function openApproval(deps: ConsentDeps, visit: Visit): Promise<FastifyReply> {
  const { request, reply, key } = visit;
  const actor = await deps.pageSessions.find(request, reply);
  if (actor === undefined) return await sendLogin(deps, visit);
  const weakness = findWeakness(actor);
  if (weakness !== undefined) {
    return await sendObstacle(deps, visit, { sentence: (language) => textOf(weakness, language), status: 403 });
  }
  try {
    const opened = getPart((await deps.oauth.openApproval({ approvalId: key.id })).key, 'key');
    deps.requestCookies.setSecret(request, reply, opened);
    return leadTo(visit, `consent/${opened.id}`);
  } catch (caught) {
    const error = asDomainError(caught);
    if (wantsLogin(error)) {
      deps.pageSessions.forget(request, reply);
      return await sendLogin(deps, visit, { notice: 'consent.login_again' });
    }
    const sentence = (language: Parameters<typeof problemOf>[1]) => problemOf(error, language);
    return await sendObstacle(deps, visit, { sentence, status: statusOf(error) });
  }
}

/** The picture that the app of a soft token reads. */
async function sendQr(deps: ConsentDeps, { request, reply, key }: Visit): Promise<FastifyReply> {
  const actor = await deps.pageSessions.find(request, reply);
  if (actor === undefined || findWeakness(actor) !== undefined) throw requestNotFound();
  const { credential } = request.query as { credential?: unknown };
  const credentialId = typeof credential === 'string' ? credential.slice(0, 64) : '';
  const { authorisation } = await deps.oauth.getAuthorisation({ key, credentialId });
  const svg = findHarmlessQr(authorisation?.transactionQrSvg ?? '');
  if (svg === undefined) throw requestNotFound();
  return reply
    .headers({ ...pageHeaders(), 'content-security-policy': "default-src 'none'; sandbox" })
    .type('image/svg+xml; charset=utf-8')
    .send(svg);
}
