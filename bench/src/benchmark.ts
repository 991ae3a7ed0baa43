import type { Closing } from './closing.ts';

/** What a benchmark is given. */
export interface BenchmarkContext {
  /** Length of one measurement. */
  seconds: number;
  /** Takes what must be stopped at the end, also when the run is called off. */
  closing: Closing;
  /** Fires when the run is called off. */
  signal: AbortSignal;
  /** Tells how far it is. */
  note: (text: string) => void;
}

/** What a benchmark found: the same for programs and for people. */
export interface Report {
  data: object;
  text: string;
}

/** Measures something from nothing: it starts what it needs. Throws when anything it measures does not work. */
export type Benchmark = (context: BenchmarkContext) => Promise<Report>;
