import { Readable } from 'node:stream';

/**
 * A file that is asked for page by page, as the client takes it. The first page is asked for at once, for it decides
 * whether there is a file at all: a refusal, which is thrown, must not begin as one.
 */
export async function toContent(chunks: AsyncGenerator<string, void>): Promise<Readable> {
  const first = await chunks.next();
  return Readable.from(join(first, chunks), { objectMode: false, highWaterMark: 1 });
}

async function* join(first: IteratorResult<string, void>, rest: AsyncGenerator<string, void>): AsyncGenerator<string> {
  // An empty chunk would end the stream before its time.
  if (first.done !== true && first.value !== '') yield first.value;
  yield* rest;
}
