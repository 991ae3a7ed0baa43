import { type TSchema, Type } from 'typebox';
import { omitUndefined, orAbsent } from './json.ts';
import { closed, said, text } from './schemas.ts';

/** Query of a list that comes page by page. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Items at most.', examples: [20] }),
  ),
  cursor: Type.Optional(
    text({
      description: '`nextCursor` of the page before.',
      maxLength: 512,
      example: 'eyJjb2RlIjoidGxzLW92In0',
    }),
  ),
};

/** One page of a list. */
export function page<S extends TSchema>(item: S, description: string) {
  return closed(
    {
      items: Type.Array(item, { description: 'The items of this page.' }),
      nextCursor: Type.Optional(said('Cursor of the next page; absent on the last one.', 'eyJjb2RlIjoidGxzLW92In0')),
    },
    { description },
  );
}

/** The page that a query asks for, as the services take it. */
export function toPageRequest({ limit, cursor }: { limit?: number; cursor?: string }) {
  return { pageSize: limit ?? 0, pageToken: cursor ?? '' };
}

/** One page of a list as JSON; an empty token says that it is the last. */
export function toPageJson<T>(items: T[], nextPageToken: string) {
  return omitUndefined({ items, nextCursor: orAbsent(nextPageToken) });
}
