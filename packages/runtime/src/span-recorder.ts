import { DomainError } from '@countersign/errors';
import {
  type Context,
  SpanKind as Kind,
  type Span as RecordedSpan,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  SimpleSpanProcessor,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';
import type { Environment, TelemetryOptions } from './telemetry.ts';
import { errorTypeOf, type Recorder, type Span, type SpanKind } from './tracing.ts';
import { traceIdOf } from './work-ids.ts';

const kinds: Readonly<Record<SpanKind, Kind>> = {
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};

/** A recorder with OpenTelemetry behind it; `close` sends what is left. */
export function createRecorder(
  { service, logger, isEdge = false, exporter }: TelemetryOptions,
  environment: Environment,
): { record: Recorder; close: () => Promise<void> } {
  const detectors = [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector];
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service, 'service.namespace': 'countersign' }))
      .merge(detectResources({ detectors })),
    sampler: samplerOf(environment, { isEdge, logger }),
    spanProcessors: [exporter === undefined ? batches(environment, logger) : new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('countersign');
  return {
    record: ({ name, kind, attributes, parent, isRemote }) => {
      const context = parent === undefined ? ROOT_CONTEXT : contextOf(parent, isRemote);
      return spanOf(tracer.startSpan(name, { kind: kinds[kind], attributes }, context));
    },
    close: () => provider.shutdown(),
  };
}

function contextOf(traceparent: string, isRemote: boolean): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(traceparent),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53), 16),
    isRemote,
  });
}

function spanOf(span: RecordedSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const fail = (type: string): void => {
    span.setAttribute('error.type', type);
    span.setStatus({ code: SpanStatusCode.ERROR });
  };
  return {
    traceparent: `00-${traceId}-${spanId}-${(traceFlags & 1) === 1 ? '01' : '00'}`,
    set: (attributes) => void span.setAttributes(attributes),
    fail,
    failWith: (error) => {
      if (error instanceof DomainError) span.setAttribute('countersign.reason', error.reason);
      fail(errorTypeOf(error));
    },
    end: () => span.end(),
  };
}

function samplerOf(environment: Environment, { isEdge, logger }: { isEdge: boolean; logger: Logger }): Sampler {
  const usual = 'parentbased_traceidratio';
  let name = environment['OTEL_TRACES_SAMPLER'] || usual;
  if (!/^(?:parentbased_)?(?:always_on|always_off|traceidratio)$/.test(name)) {
    logger.warn(`OTEL_TRACES_SAMPLER is not one of the standard samplers; ${usual} is used`);
    name = usual;
  }
  const argument = environment['OTEL_TRACES_SAMPLER_ARG'] || '1';
  let ratio = Number(argument);
  if (!(ratio >= 0 && ratio <= 1)) {
    logger.warn('OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1; all traces are kept');
    ratio = 1;
  }
  const root = name.endsWith('always_on')
    ? new AlwaysOnSampler()
    : name.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(ratio);
  if (isEdge) {
    // By the id of the trace, whoever names it would decide, and find one that is always kept.
    const ofOthers = root instanceof TraceIdRatioBasedSampler ? byChance(ratio) : root;
    return new ParentBasedSampler({ root, remoteParentSampled: ofOthers, remoteParentNotSampled: ofOthers });
  }
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/** Keeps a share of the traces, whatever their ids are. */
function byChance(ratio: number): Sampler {
  const { RECORD_AND_SAMPLED, NOT_RECORD } = SamplingDecision;
  return {
    shouldSample: () => ({ decision: Math.random() < ratio ? RECORD_AND_SAMPLED : NOT_RECORD }),
    toString: () => `ByChance{${ratio}}`,
  };
}

/** Sends spans in batches. They wait in a queue of limited length: a collector that is away costs spans, never a request. */
function batches(environment: Environment, logger: Logger): BatchSpanProcessor {
  return new BatchSpanProcessor({
    exporter: complainOnce(new OTLPTraceExporter(), logger),
    ...numberOf(environment, 'OTEL_BSP_SCHEDULE_DELAY', 'scheduledDelayMillis'),
    ...numberOf(environment, 'OTEL_BSP_EXPORT_TIMEOUT', 'exportTimeoutMillis'),
    ...numberOf(environment, 'OTEL_BSP_MAX_QUEUE_SIZE', 'maxQueueSize'),
    ...numberOf(environment, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'maxExportBatchSize'),
  });
}

function numberOf<K extends string>(environment: Environment, name: string, key: K): { [N in K]?: number } {
  const value = Number(environment[name] || Number.NaN);
  return (Number.isInteger(value) && value > 0 ? { [key]: value } : {}) as { [N in K]?: number };
}

/** Logs the first failure of an exporter, and that it works again; says nothing in between. */
function complainOnce(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isDown = false;
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !isDown) {
          const reason = result.error?.message.slice(0, 200);
          logger.warn({ reason }, 'the collector takes no traces; they are dropped');
        }
        if (!failed && isDown) logger.info('the collector takes traces again');
        isDown = failed;
        done(result);
      });
    },
    forceFlush: async () => await exporter.forceFlush?.(),
    shutdown: async () => await exporter.shutdown(),
  };
}
