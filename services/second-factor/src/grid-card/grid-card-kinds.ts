import { notFound } from '@countersign/errors';
import { resolveLocale } from '@countersign/messaging';
import { findAccountPolicy } from '../account-policy/account-policy-store.ts';
import type { FactorKind, Issue } from '../authenticator/factor-kind.ts';
import { kindNotPermitted } from '../authenticator/refusals.ts';
import { returnAttempt, spendAttempt } from '../budgets.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { drawSerial } from '../serial-number.ts';
import { lockAfterMisses, matchCells, noteUse } from './answering.ts';
import { askCells } from './asking.ts';
import { drawPassword, geometryFor, isAsStrict, requireCardSerial } from './grid-card.ts';
import { assignCard, findUnassigned, insertEgrid, lockUnassigned, type StockCard } from './grid-card-store.ts';

/** What all cards do, printed or not. */
const cells: Pick<FactorKind, 'form' | 'match'> & Required<Pick<FactorKind, 'ask' | 'missed' | 'used'>> = {
  form: /^[0-9A-Za-z]{3,6}$/,
  ask: (deps, { authenticator }) => askCells(deps, authenticator),
  match: matchCells,
  missed: (deps, { id }) => lockAfterMisses(deps, id),
  used: noteUse,
};

/** A printed card of the stock, which its user names by the number on it. */
export const gridCardKind: FactorKind = {
  kind: 'grid_card',
  defaultLabel: 'Grid card',
  async prepare(deps, request, { userId, accountId }) {
    const serial = requireCardSerial(request.serial);
    const { profile } = await findAccountPolicy(deps, accountId);
    const card = await findNamed(deps, { serial, by: userId });
    if (!isAsStrict(card.geometry, geometryFor(deps.policy, profile))) throw kindNotPermitted();
    return issueOf(deps, card);
  },
  ...cells,
};

/** How a card of the stock is issued, whoever hands it out. */
export function issueOf(deps: SecondFactorDeps, { serial, expiresAt }: StockCard): Issue {
  return {
    columns: () => ({ serial, validUntil: expiresAt }),
    async claim(trx) {
      if (!(await lockUnassigned(trx, serial))) throw cardNotFound();
    },
    write: (trx, { id, userId, createdAt: at }) => assignCard(trx, { serial, id, userId, at }),
    async show(authenticator) {
      return { prompt: await askCells(deps, authenticator) };
    },
  };
}

/** No card of the stock that somebody may be given has this number. */
export function cardNotFound() {
  return notFound('CARD_NOT_FOUND', 'no card with this number can be assigned');
}

/** A card of the stock that somebody names; wrong numbers of his are counted. Throws `CARD_NOT_FOUND` or `ATTEMPTS_EXHAUSTED`. */
export async function findNamed(
  deps: SecondFactorDeps,
  { serial, by: userId }: { serial: string; by: string },
): Promise<StockCard> {
  await spendAttempt(deps, 'card-serial', userId);
  const card = await findUnassigned(deps.db, { serial, at: deps.clock.now() });
  if (card === undefined) throw cardNotFound();
  await returnAttempt(deps, 'card-serial', userId);
  return card;
}

/** The same as a PDF that its user downloads once. */
export const egridKind: FactorKind = {
  kind: 'egrid',
  defaultLabel: 'eGrid',
  ownSession: true,
  async prepare(deps, { language }, { accountId }) {
    const { clock, keyring, policy } = deps;
    const { profile } = await findAccountPolicy(deps, accountId);
    const password = drawPassword(profile);
    const expiresAt = new Date(clock.now().getTime() + policy.grid.lifeMs);
    const egrid = { serial: await drawSerial(deps.db), geometry: geometryFor(policy, profile), expiresAt };
    return {
      columns: () => ({ serial: egrid.serial, validUntil: expiresAt }),
      async write(trx, { id, createdAt: at }) {
        await insertEgrid(trx, keyring, { ...egrid, id, password, language: resolveLocale(language), at });
      },
      async show() {
        return { egridPassword: password };
      },
    };
  },
  ...cells,
};
