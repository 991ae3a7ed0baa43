import { isTracing, type SpanAttributes, startSpan } from '@countersign/runtime';
import pg from 'pg';
import { PreparingClient } from './preparing-client.ts';

/** Longest statement that a span tells; lists of any length make long ones. */
const longestText = 2_000;
/** Statements whose descriptions are kept at most; the same lists make ever new ones. */
const mostKept = 2_000;

interface Description {
  name: string;
  attributes: SpanAttributes;
}

const descriptions = new Map<string, Description>();

/**
 * A connection whose statements are spans of the work that sends them (semantic conventions for databases). A span tells the
 * statement with its placeholders, never a value: literals in it are left out, too.
 */
export class TracedClient extends PreparingClient {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]): unknown => {
      const [text] = args;
      if (!isTracing() || typeof text !== 'string') return send(...args);
      const { name, attributes } = describe(text);
      const span = startSpan(name, 'client', { attributes: { ...attributes, 'db.namespace': this.database } });
      const answer = send(...args);
      if (span === undefined) return answer;
      if (!(answer instanceof Promise)) {
        span.end();
        return answer;
      }
      return answer.then(
        (result: unknown) => {
          span.end();
          return result;
        },
        (error: unknown) => {
          if (error instanceof pg.DatabaseError) span.set({ 'db.response.status_code': error.code });
          span.failWith(error);
          span.end();
          throw error;
        },
      );
    }) as pg.Client['query'];
  }
}

function describe(text: string): Description {
  const known = descriptions.get(text);
  if (known !== undefined) return known;
  const operation = /^\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const table = /\b(?:from|into|update)\s+(?:only\s+)?"?([a-z_]\w*)/i.exec(text)?.[1];
  const name = table === undefined ? operation : `${operation} ${table}`;
  const described = {
    name,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.summary': name,
      'db.query.text': withoutLiterals(text).slice(0, longestText),
    },
  };
  if (descriptions.size >= mostKept) descriptions.clear();
  descriptions.set(text, described);
  return described;
}

function withoutLiterals(text: string): string {
  return text
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
