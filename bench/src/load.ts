/** What to send, to whom and for how long. */
export interface LoadOptions {
  url: string;
  headers: Record<string, string>;
  /** Connections held open, each with one request under way. */
  connections: number;
  seconds: number;
}

/** What came back. */
export interface LoadResult {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
}
