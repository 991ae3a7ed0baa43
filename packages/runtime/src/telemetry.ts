import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';
import { recordWith } from './tracing.ts';

/** Longest that the end of a process waits for a collector that takes the last spans. */
const closeLimitMs = 3_000;

export interface TelemetryOptions {
  /** Name of the process in traces, unless `OTEL_SERVICE_NAME` says otherwise. */
  service: string;
  logger: Logger;
  /**
   * Set where requests come from outside: their trace is continued, but whether it is kept is decided here and not by
   * whoever asks.
   */
  isEdge?: boolean;
  /** Takes each span as it ends, instead of the collector; for tests. */
  exporter?: SpanExporter;
}

export type Environment = Readonly<Record<string, string | undefined>>;

let closeRecorder: (() => Promise<void>) | undefined;

/**
 * Has the process send its spans to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names (OTLP over HTTP, JSON); does nothing
 * without it. The other settings are the standard ones too: `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`,
 * `OTEL_TRACES_SAMPLER(_ARG)`, `OTEL_EXPORTER_OTLP_*`, `OTEL_BSP_*`, `OTEL_SDK_DISABLED`. A collector that is away never
 * blocks or fails a request; that is logged once, and again when it is back.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<void> {
  const environment: Environment = process.env;
  if (options.exporter === undefined && !isWanted(environment, options.logger)) return;
  // Not before it is needed: it takes longer to load than all the rest of this package.
  const { createRecorder } = await import('./span-recorder.ts');
  const { record, close } = createRecorder(options, environment);
  closeRecorder = close;
  recordWith(record);
  options.logger.info('traces are sent to the collector');
}

/** Sends what is left, within three seconds, and makes no more spans. Never throws. */
export async function closeTelemetry(): Promise<void> {
  const close = closeRecorder;
  if (close === undefined) return;
  closeRecorder = undefined;
  recordWith(undefined);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeLimitMs);
  });
  // What went wrong was logged when it did.
  await Promise.race([close().catch(() => undefined), limit]);
  clearTimeout(timer);
}

function isWanted(environment: Environment, logger: Logger): boolean {
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (endpoint === undefined || endpoint === '' || environment['OTEL_SDK_DISABLED'] === 'true') return false;
  if (URL.canParse(endpoint)) return true;
  logger.warn('OTEL_EXPORTER_OTLP_ENDPOINT is not a URL; nothing is traced');
  return false;
}
