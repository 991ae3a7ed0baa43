// The raw building block: the read and the conditional update of a verification as prepared statements, nothing around them.
import pg from 'pg';
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import type { RawOrder } from './orders.ts';

const read = {
  name: 'read',
  text: `select id, seed, drift_steps, last_step from authenticators where user_id = $1 and state = 'active'`,
};
const use = {
  name: 'use',
  text: `update authenticators set last_step = $2, drift_steps = $3, last_used_at = $4
         where id = $1 and state = 'active' and last_step < $2 returning id`,
};

let verify: (() => Promise<void>) | undefined;

answerParent(async (order: RawOrder): Promise<LoadResult | undefined> => {
  if ('databaseUrl' in order) {
    verify = open(order);
    return undefined;
  }
  if (verify === undefined) throw new Error('no database was named');
  return await inParallel(order, verify);
});

function open({
  databaseUrl,
  userIds,
  connections,
}: {
  databaseUrl: string;
  userIds: readonly string[];
  connections: number;
}): () => Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  let next = 0;
  return async () => {
    const userId = userIds[next % userIds.length];
    next += 1;
    const { rows } = await pool.query<{ id: string; last_step: string }>({ ...read, values: [userId] });
    const [row] = rows;
    if (row === undefined) throw new Error('a user has no authenticator');
    const values = [row.id, Number(row.last_step) + 1, 0, new Date()];
    const { rowCount } = await pool.query({ ...use, values });
    if (rowCount !== 1) throw new Error('a step was used twice');
  };
}
