// The part of autocannon that is used here; it has no types of its own.
declare module 'autocannon' {
  interface Options {
    url: string;
    headers: Record<string, string>;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds between two looks at whether the time is over. */
    sampleInt: number;
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
