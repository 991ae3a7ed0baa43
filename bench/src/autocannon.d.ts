// The part of autocannon that is used here; it has no types of its own.
declare module 'autocannon' {
  interface Options {
    url: string;
    headers: Record<string, string>;
    method: string;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds between two looks at whether the time is over. */
    sampleInt: number;
    /** Called for each connection before its first request. */
    setupClient: (client: Client) => void;
  }
  interface Client {
    setHeadersAndBody(headers: Record<string, string>, body: string): void;
  }
  interface Result {
    non2xx: number;
    /** Failed connections; timeouts are among them. */
    errors: number;
    /** Connections that the server closed. */
    resets: number;
  }
  interface Instance extends Promise<Result> {
    on(event: 'response', listener: (client: unknown, status: number, bytes: number, durationMs: number) => void): void;
  }
  // The module is this function.
  const autocannon: (options: Options) => Instance;
  export = autocannon;
}
