import { migrate } from '@countersign/db';
import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';
import { migrations } from './migrations/index.ts';

await migrate({ url: readConfig(Type.Object({ DATABASE_URL: Type.String() }), process.env).DATABASE_URL, migrations });
