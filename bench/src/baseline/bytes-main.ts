// Fastify routes that send what they were given: no plugin, no schema, no log, nothing to compute.
import { fastify } from 'fastify';
import { answerParent } from '../child.ts';
import type { BytesOptions, Listening } from './account.ts';

answerParent(async ({ answers }: BytesOptions): Promise<Listening> => {
  const app = fastify();
  for (const [path, { type, body }] of Object.entries(answers)) {
    const bytes = Buffer.from(body);
    app.get(path, (_request, reply) => reply.type(type).send(bytes));
  }
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: Number(new URL(address).port) };
});
