import type { Clock } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import type { Catalog } from './catalog.ts';
import { findGeneration, loadCatalog } from './catalog-store.ts';
import type { CatalogDatabase } from './database.ts';

/** The catalog changes by a seed at most, so a second-old copy is as good as a fresh one. */
const freshMs = 1_000;

/**
 * Keeps the catalog in memory: whoever asks a second after the last look makes it look at the generation, and read
 * everything again when that changed. A look that failed is not kept.
 */
export function createSnapshot(db: Kysely<CatalogDatabase>, clock: Clock): () => Promise<Catalog> {
  let kept: Promise<Catalog> | undefined;
  let freshUntilMs = 0;

  const look = async (before: Promise<Catalog> | undefined): Promise<Catalog> => {
    const catalog = await before?.catch(() => undefined);
    if (catalog !== undefined && (await findGeneration(db)) === catalog.generation) return catalog;
    return await loadCatalog(db);
  };

  return () => {
    const now = clock.now().getTime();
    if (kept === undefined || now >= freshUntilMs) {
      freshUntilMs = now + freshMs;
      const looked = look(kept);
      kept = looked;
      looked.catch(() => {
        if (kept === looked) kept = undefined;
      });
    }
    return kept;
  };
}
