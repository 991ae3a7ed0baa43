import type { ColumnType } from 'kysely';

/** jsonb: read as the value, written as its JSON text. */
export type Json<T> = ColumnType<T, string, string>;

/** jsonb with a default. */
export type DefaultJson<T> = ColumnType<T, string | undefined, string>;
