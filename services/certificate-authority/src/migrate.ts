import { migrate } from '@countersign/db';
import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';
import { migrations } from './migrations/index.ts';

const { DATABASE_URL } = readConfig(Type.Object({ DATABASE_URL: Type.String() }), process.env);
await migrate({ url: DATABASE_URL, migrations });
