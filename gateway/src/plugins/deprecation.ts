import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Counter, type Registry } from 'prom-client';

/** What is said of a route that will go; docs/api-versions.md has the policy. */
export interface Deprecation {
  /** Day since which it is deprecated (ISO 8601). */
  since: string;
  /** Day on which it goes, at the earliest; not known yet when absent. */
  sunset?: string;
  /** Page that tells what to use instead. */
  link: string;
}

/** The headers of a deprecated route: RFC 9745 2 (seconds since 1970), RFC 8594 3 (an HTTP date), and where to read on. */
export function deprecationHeaders({ since, sunset, link }: Deprecation): Record<string, string> {
  return {
    deprecation: `@${Date.parse(since) / 1000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    link: `<${link}>; rel="deprecation"; type="text/html"`,
  };
}

/**
 * Tells the callers of deprecated routes that they are, and operators who still calls them: by account, and by how the
 * program names itself; never by person.
 */
export const deprecation = fastifyPlugin<{ registry: Registry }>(
  async (app, { registry }) => {
    const uses = new Counter({
      name: 'http_deprecated_requests_total',
      help: 'Requests of routes that will go',
      labelNames: ['method', 'route'],
      registers: [registry],
    });
    app.addHook('onRequest', async (request, reply) => {
      const { deprecated } = request.routeOptions.config;
      // On refusals, too: who reads them is who has to change something.
      if (deprecated !== undefined) reply.headers(deprecationHeaders(deprecated));
    });
    app.addHook('onResponse', async (request) => {
      const { config, url: route = '' } = request.routeOptions;
      if (config.deprecated === undefined) return;
      const { method } = request;
      uses.inc({ method, route });
      request.log.warn({ method, route, ...callerOf(request) }, 'a deprecated route was called');
    });
  },
  { name: 'deprecation', dependencies: ['request-context'] },
);

/** For whose account a program called, and how it names itself. */
function callerOf({ call, headers }: FastifyRequest): Record<string, string> {
  const { accountId } = call.actor ?? {};
  const [, program] = /^([\w.-]{1,40}(?:\/[\w.-]{1,20})?)/.exec(headers['user-agent'] ?? '') ?? [];
  return { ...(accountId ? { accountId } : {}), ...(program === undefined ? {} : { program }) };
}
