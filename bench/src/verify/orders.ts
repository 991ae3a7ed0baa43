import type { TlsMaterial } from '@countersign/grpc';
import type { ActivatorPlace } from './activator.ts';

/** How long something is done, and how often at a time. */
export interface Load {
  inFlight: number;
  seconds: number;
}

/** What who verifies codes over gRPC is told: first where and whose, then how long. */
export type VerifierOrder =
  | { address: string; tls: TlsMaterial; userIds: readonly string[]; otpauthUri: string }
  | Load;

/** What the raw statements are told. */
export type RawOrder = { databaseUrl: string; userIds: readonly string[]; connections: number } | Load;

/** What who finishes logins over REST is told. */
export type FinisherOrder = { url: string; flowIds: readonly string[]; flowSecret: string; otpauthUri: string } | Load;

/** What who activates soft tokens is told. */
export type ActivatorOrder = ActivatorPlace | Load;
