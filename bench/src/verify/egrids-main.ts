// eGrids as the service draws them: encrypted, tagged, in a font of their own.
import { randomBytes } from 'node:crypto';
import { gridOf } from '../../../services/second-factor/src/grid-card/card-key.ts';
import { drawEgrid } from '../../../services/second-factor/src/grid-card/pdf/egrid-pdf.ts';
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { egridGeometry } from './egrid-geometry.ts';
import type { Load } from './orders.ts';

answerParent(
  async (order: Load): Promise<LoadResult> =>
    await inParallel(order, () =>
      drawEgrid(
        {
          serial: '6935019387',
          validUntil: new Date(),
          geometry: egridGeometry,
          grid: gridOf(randomBytes(32), egridGeometry),
        },
        { providerName: 'Countersign', locale: 'en', password: 'ABCDEFGH1234' },
      ),
    ),
);
