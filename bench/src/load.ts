/** What to send, to whom and for how long. */
export interface LoadOptions {
  url: string;
  headers: Record<string, string>;
  /** `GET` by default. */
  method?: 'GET' | 'POST';
  /** What each connection sends beside: the first takes the first, and so on. As many as there are connections. */
  each?: readonly { headers: Record<string, string>; body: string }[];
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
