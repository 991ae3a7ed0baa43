import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeTelemetry, createLogger, startTelemetry, type TelemetryOptions } from '@countersign/runtime';

/** A span as it left a process. */
export interface CollectedSpan {
  /** `service.name` of the process. */
  service: string;
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace. */
  parentSpanId: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  isError: boolean;
  attributes: Readonly<Record<string, unknown>>;
  startedAtMs: number;
  ms: number;
}

const kinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
const errorStatus = 2;

/** Records the spans of this process until `stop`; each is there as soon as it ended. */
export async function recordSpans(
  options: Pick<TelemetryOptions, 'isEdge'> = {},
): Promise<{ spans: readonly CollectedSpan[]; stop: () => Promise<void> }> {
  const spans: CollectedSpan[] = [];
  const toMs = ([seconds, nanos]: readonly [number, number]) => seconds * 1_000 + nanos / 1_000_000;
  await startTelemetry({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    ...options,
    exporter: {
      export: (ended, done) => {
        for (const span of ended) {
          const { traceId, spanId } = span.spanContext();
          spans.push({
            service: String(span.resource.attributes['service.name']),
            traceId,
            spanId,
            parentSpanId: span.parentSpanContext?.spanId ?? '',
            name: span.name,
            kind: kinds[span.kind] ?? 'internal',
            isError: (span.status.code as number) === errorStatus,
            attributes: span.attributes,
            startedAtMs: toMs(span.startTime),
            ms: toMs(span.duration),
          });
        }
        done({ code: 0 });
      },
      shutdown: async () => undefined,
    },
  });
  return { spans, stop: closeTelemetry };
}

/** Attributes as OTLP writes them in JSON. */
type OtlpAttributes = { key: string; value: Record<string, unknown> }[];

interface OtlpTraces {
  resourceSpans: {
    resource: { attributes: OtlpAttributes };
    scopeSpans: {
      spans: {
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        name: string;
        kind: number;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
        attributes?: OtlpAttributes;
        status?: { code?: number };
      }[];
    }[];
  }[];
}

/** A collector that keeps what it is sent. */
export interface TraceCollector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint: string;
  spans: readonly CollectedSpan[];
  close: () => Promise<void>;
}

/** Starts a collector of traces (OTLP over HTTP, JSON) on a free port. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== '/v1/traces') {
        response.writeHead(404).end();
        return;
      }
      spans.push(...readTraces(JSON.parse(Buffer.concat(chunks).toString('utf8')) as OtlpTraces));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function readTraces({ resourceSpans }: OtlpTraces): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(readAttributes(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => {
        const startedAtMs = Number(span.startTimeUnixNano) / 1_000_000;
        return {
          service,
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId ?? '',
          name: span.name,
          // One more than in the library: 0 is none.
          kind: kinds[span.kind - 1] ?? 'internal',
          isError: span.status?.code === errorStatus,
          attributes: readAttributes(span.attributes ?? []),
          startedAtMs,
          ms: Number(span.endTimeUnixNano) / 1_000_000 - startedAtMs,
        };
      }),
    );
  });
}

function readAttributes(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** Draws the trees of spans, one line each: service, name, duration, and what went wrong. */
export function drawSpans(spans: readonly CollectedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const byTime = spans.toSorted((one, other) => one.startedAtMs - other.startedAtMs);
  const draw = (span: CollectedSpan, depth: number): string[] => {
    const { service, name, kind, ms, attributes } = span;
    const wrong = typeof attributes['error.type'] === 'string' ? ` ! ${attributes['error.type']}` : '';
    return [
      `${'  '.repeat(depth)}${service} ${kind} ${name} ${ms.toFixed(1)} ms${wrong}`,
      ...byTime.filter(({ parentSpanId }) => parentSpanId === span.spanId).flatMap((child) => draw(child, depth + 1)),
    ];
  };
  return byTime
    .filter(({ parentSpanId }) => !ids.has(parentSpanId))
    .flatMap((root) => draw(root, 0))
    .join('\n');
}
