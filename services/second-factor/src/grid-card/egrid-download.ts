import { appendAudit } from '@countersign/audit';
import { conflict } from '@countersign/errors';
import type { Actor } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { DownloadEgridResponse } from '@countersign/proto/second-factor';
import { findPending } from '../authenticator/activation.ts';
import { unknownAuthenticator } from '../authenticator/authenticator.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { gridOf, newCardKey } from './card-key.ts';
import { noUses, splitCard } from './card-making.ts';
import { insertChallenges } from './cell-challenge-store.ts';
import { getEgrid, recordDownload, sealCardKey } from './grid-card-store.ts';
import { drawEgrid } from './pdf/egrid-pdf.ts';

/**
 * Draws the cells of an eGrid, writes down what its answers are checked against, and hands its PDF out: once, to the session
 * that enrolled it. Neither the PDF nor its password is kept. Throws `EGRID_DOWNLOADED` the second time.
 */
export async function downloadEgrid(
  deps: SecondFactorDeps,
  actor: Actor,
  authenticatorId: string,
): Promise<DownloadEgridResponse> {
  const { db, clock, keyring, pepper, providerName } = deps;
  const { id, kind, userId } = await findPending(deps, actor, authenticatorId);
  if (kind !== 'egrid') throw unknownAuthenticator();
  const { serial, geometry, expiresAt: validUntil, password, language } = await getEgrid(db, keyring, id);
  if (password === undefined) throw downloaded();

  const key = newCardKey();
  const isOnce = geometry.mode === 'once';
  const challenges = isOnce ? await splitCard(pepper, { serial, geometry, key }) : [];
  const cardKey = isOnce ? null : sealCardKey(keyring, serial, key);
  const pdf = await drawEgrid(
    { serial, validUntil, geometry, grid: gridOf(key, geometry) },
    { providerName, locale: resolveLocale(language), password },
  );
  key.fill(0);

  // Who comes second has drawn another card, which is forgotten.
  await db.transaction().execute(async (trx) => {
    const at = clock.now();
    const uses = isOnce ? null : noUses(geometry);
    if (!(await recordDownload(trx, { id, cardKey, uses, at }))) throw downloaded();
    await insertChallenges(trx, { id, userId, challenges, at });
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'egrid.downloaded',
      subject: id,
      detail: {},
      at,
    });
  });
  return { pdf, fileName: `egrid-${serial}.pdf` };
}

function downloaded() {
  return conflict('EGRID_DOWNLOADED', 'this eGrid was downloaded before; enrol another one');
}
