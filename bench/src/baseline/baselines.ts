import { createServiceCertificates } from '@countersign/platform';
import { startChild } from '../child.ts';
import type { Closing } from '../closing.ts';
import type { AccountJson, BytesOptions, HopOptions, Listening, RouteOptions, Tls } from './account.ts';

/** A stand-in that does only a part of what the gateway and a service do. */
export interface Baseline {
  name: BaselineName;
  url: string;
  /** The processes that take part in an answer, by name. */
  parts: ReadonlyMap<string, number>;
}

export type BaselineName = 'bare' | 'hop' | 'plain-hop';

/**
 * Starts the baselines, each part a process of its own: a bare Fastify route, the same with one gRPC hop over mTLS with
 * certificates such as the services have, and the same hop in plain text.
 */
export async function startBaselines(account: AccountJson, closing: Closing): Promise<Baseline[]> {
  const { ca, services } = await createServiceCertificates(['gateway', 'enrollment']);
  const tlsOf = (name: string): Tls => {
    const own = services[name];
    if (own === undefined) throw new Error(`${name} has no certificate`);
    return { ca, ...own };
  };
  const tls = { route: tlsOf('gateway'), hop: tlsOf('enrollment') };
  return await Promise.all([
    startRoute('bare', { account }, closing),
    startWithHop('hop', account, closing, tls),
    startWithHop('plain-hop', account, closing),
  ]);
}

/** Starts one process with a bare route for each of the answers; its address is the same with the path. */
export async function startBytes(
  answers: BytesOptions['answers'],
  closing: Closing,
): Promise<{ url: string; parts: ReadonlyMap<string, number> }> {
  const child = startChild<BytesOptions, Listening>(new URL('bytes-main.ts', import.meta.url));
  closing.add(child.stop);
  const { port } = await child.ask({ answers });
  return { url: `http://127.0.0.1:${port}`, parts: new Map([['route', child.pid]]) };
}

async function startWithHop(
  name: BaselineName,
  account: AccountJson,
  closing: Closing,
  tls?: { route: Tls; hop: Tls },
): Promise<Baseline> {
  const child = startChild<HopOptions, Listening>(new URL('hop-main.ts', import.meta.url));
  closing.add(child.stop);
  const { port } = await child.ask({ account, ...(tls === undefined ? {} : { tls: tls.hop }) });
  const hop = { address: `localhost:${port}`, ...(tls === undefined ? {} : { tls: tls.route }) };
  const route = await startRoute(name, { account, hop }, closing);
  return { ...route, parts: new Map([...route.parts, ['service', child.pid]]) };
}

async function startRoute(name: BaselineName, options: RouteOptions, closing: Closing): Promise<Baseline> {
  const child = startChild<RouteOptions, Listening>(new URL('route-main.ts', import.meta.url));
  closing.add(child.stop);
  const { port } = await child.ask(options);
  return { name, url: `http://127.0.0.1:${port}/v1/account`, parts: new Map([['route', child.pid]]) };
}
