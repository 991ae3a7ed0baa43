import { type Components, type Document, type Media, nameOf, operationsOf, type Response, refer } from './document.ts';
import { ownAnswers, ownSamples } from './own-samples.ts';
import { problemSample } from './problem-samples.ts';
import { type SampleContext, sampleOf } from './sample.ts';

/** How files begin whose content is no JSON. */
const beginnings: Readonly<Record<string, string>> = {
  'application/pdf': '%PDF-1.7\n',
  'application/x-ndjson': '{"sequence":1,"at":"2026-11-21T12:00:00.000Z"}\n',
  'text/csv': 'sequence,at\r\n1,2026-11-21T12:00:00.000Z\r\n',
  'application/x-pem-file': '-----BEGIN CERTIFICATE-----\n',
};

/**
 * Gives everything that can be sent or answered an example: what a route says by itself stays; all else is composed from its
 * schema. Those of named schemas, and those of problems, are kept once and referred to.
 */
export function addExamples<D extends Document>(document: D): D {
  const { schemas = {} } = document.components ?? {};
  const context: SampleContext = { schemas, own: ownSamples };
  const examples: NonNullable<Components['examples']> = {};
  const show = (media: Media, type: string): Media => {
    const { schema } = media;
    if (schema === undefined || media.example !== undefined || media.examples !== undefined) return media;
    if (schema.format === 'binary') {
      const value = beginnings[type] ?? '…';
      return { ...media, examples: { file: { summary: 'A file; only how it begins', value } } };
    }
    if (schema.$ref === undefined) {
      const example = sampleOf(schema, context);
      return example === undefined ? media : { ...media, example };
    }
    const name = nameOf(schema.$ref);
    examples[name] ??= { value: sampleOf(schema, context) };
    return { ...media, examples: { [name]: refer('examples', name) } };
  };
  const showProblem = (media: Media, status: string, reasons: readonly string[]): Media => ({
    ...media,
    examples: Object.fromEntries(
      reasons.map((reason) => {
        const name = `${status}-${reason}`;
        examples[name] ??= { value: problemSample(Number(status), reason) };
        return [reason, refer('examples', name)];
      }),
    ),
  });
  for (const { operation } of operationsOf(document)) {
    const own = ownAnswers[String(operation['operationId'])];
    for (const parameter of operation.parameters ?? []) {
      parameter.example ??= sampleOf(parameter.schema ?? {}, context, parameter.name);
    }
    for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
      Object.assign(media, show(media, type));
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      const { content = {}, description = '' } = response as Response;
      for (const [type, media] of Object.entries(content)) {
        const reasons = [...description.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, reason = '']) => reason);
        const isProblem = type === 'application/problem+json' && reasons.length > 0;
        Object.assign(media, isProblem ? showProblem(media, status, reasons) : show(media, type));
        if (own !== undefined && media.example !== undefined) media.example = { ...(media.example as object), ...own };
      }
    }
  }
  return { ...document, components: { ...document.components, examples: sorted(examples) } };
}

/** In an order of its own, so that a route that comes first does not move everything. */
function sorted<T>(values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
