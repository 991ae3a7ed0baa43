export { type Clock, systemClock } from './clock.ts';
export { ConfigError, readConfig } from './config.ts';
export { newId } from './ids.ts';
export { createLogger, type Logger } from './logger.ts';
export { createMetrics, sharedMetric, writeMetrics } from './metrics.ts';
export { checkReadiness, type ReadinessChecks, startOpsServer } from './ops-server.ts';
export { createOutcomes, type Outcomes } from './outcomes.ts';
export { type Rounds, startRounds } from './rounds.ts';
export { closeInOrder, endSettings, type ShutdownStep } from './shutdown.ts';
export { closeTelemetry, startTelemetry, type TelemetryOptions } from './telemetry.ts';
export { isTracing, type Span, type SpanAttributes, startEntrySpan, startSpan, traced } from './tracing.ts';
export { compareVersions, findVersion } from './version.ts';
export {
  findIds,
  findLogFields,
  isTraceparent,
  runWithIds,
  traceIdOf,
  type WorkIds,
} from './work-ids.ts';
export { createWorkLimit, type WorkLimit, type WorkLimitOptions } from './work-limit.ts';
export { createWorkerProcess, createWorkerThread, type WorkerThread } from './worker-thread.ts';
