import { constants, type ServerHttp2Session } from 'node:http2';
import { Server as NetServer } from 'node:net';
import type { Server } from '@grpc/grpc-js';

/** What a server of grpc-js holds inside: the servers it listens by, and who is connected. */
interface Inside {
  readonly http2Servers: ReadonlyMap<NetServer, { readonly sessions: ReadonlySet<ServerHttp2Session> }>;
}

/** Who is connected to a server. */
export interface Connections {
  /** Listens no more and tells everybody to go elsewhere; resolves when they have gone, or after `limitMs`. */
  dismiss(limitMs: number): Promise<void>;
}

/** Time in which a caller gets to know it: what he sends until then is refused, not lost. */
const lingerMs = 500;
/** Calls that began on a connection have this long to end after it was told to. */
const graceMs = 120_000;

/**
 * Ends the connections of a server without the loss of a call: after `maxAgeMs`, less or more a tenth, and when it is closed.
 * grpc-js would close a connection in the moment in which it tells the caller (GOAWAY); a call that is on its way then may
 * meet a closed socket, and nobody can say whether it was done. Here the caller has a moment to hear it, in which the
 * connection stays open.
 */
export function watchConnections(server: Server, maxAgeMs: number): Connections {
  // Nothing of this is public in grpc-js; a test notices when it is elsewhere.
  const { http2Servers } = server as unknown as Inside;
  for (const http2Server of http2Servers.keys()) {
    http2Server.on('session', (session: ServerHttp2Session) => {
      const age = maxAgeMs * (0.9 + Math.random() * 0.2);
      let timer = setTimeout(() => {
        sayGoodbye(session);
        timer = setTimeout(() => session.destroy(), graceMs).unref();
      }, age).unref();
      session.once('close', () => clearTimeout(timer));
    });
  }
  return {
    dismiss: async (limitMs) => {
      const open = [...http2Servers].flatMap(([http2Server, { sessions }]) => {
        // Only the listening: the server's own close would end the connections, too.
        NetServer.prototype.close.call(http2Server);
        return [...sessions];
      });
      const gone = open.map((session) => new Promise<void>((resolve) => void session.once('close', () => resolve())));
      for (const session of open) sayGoodbye(session);
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, limitMs);
      await Promise.race([Promise.all(gone), limit.promise]);
      clearTimeout(timer);
    },
  };
}

/** Names the last call that was taken: a caller knows that later ones were not looked at, and sends them elsewhere. */
function sayGoodbye(session: ServerHttp2Session): void {
  if (session.destroyed) return;
  session.goaway(constants.NGHTTP2_NO_ERROR);
  setTimeout(() => {
    if (!session.destroyed) session.close();
  }, lingerMs);
}
