import { type Document, operationsOf, type Response, refer } from './document.ts';

/** Forms of errors by media type and schema, in the names of what is shared. */
const formOf = ({ content = {} }: Response): string => {
  const [[type, media] = ['', {}]] = Object.entries(content);
  if (type === 'application/problem+json') return '';
  if (type === 'text/html') return 'page-';
  return media.schema?.$ref?.endsWith('OAuthError') ? 'oauth-' : 'csc-';
};

/**
 * Keeps each error that several operations answer alike once, and refers to it: they would be half of the document. Its name
 * is made of the status and the reasons.
 */
export function shareProblems<D extends Document>(document: D): D {
  const errors = operationsOf(document).flatMap(({ operation }) =>
    Object.entries(operation.responses)
      .filter(([status]) => Number(status) >= 400)
      .map(([status, response]) => {
        const found = response as Response;
        const reasons = [...(found.description ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, reason]) => reason);
        const name = `${formOf(found)}${[status, ...reasons].join('-')}`;
        return { operation, status, name, found, text: JSON.stringify(found) };
      }),
  );
  const times = new Map<string, number>();
  for (const { text } of errors) times.set(text, (times.get(text) ?? 0) + 1);
  const responses: Record<string, Response> = {};
  for (const { operation, status, name, found, text } of errors) {
    // The same reasons with other words are left where they are.
    const known = responses[name];
    if ((times.get(text) ?? 0) < 2 || (known !== undefined && JSON.stringify(known) !== text)) continue;
    responses[name] = found;
    operation.responses[status] = refer('responses', name);
  }
  const entries = Object.entries(responses).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { ...document, components: { ...document.components, responses: Object.fromEntries(entries) } };
}
