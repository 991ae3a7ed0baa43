/** Where a browser is sent back to, as people and the page that sends it are told. */
export interface ReturnAddress {
  /** Host; the scheme for private ones. */
  returnsTo: string;
  /** As a source of Content-Security-Policy: `https://app.example.com`, `com.example.app:`. */
  formAction: string;
}

/** RFC 8252 7.3: the port of a loopback address is whatever the application was given when it started. */
const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d{1,5})?((?:[/?].*)?)$/;

/** Whether a redirect URI is one of those registered: exactly (RFC 9700 2.1), but for the port of a loopback address. */
export function isRegistered(registered: readonly string[], given: string): boolean {
  if (registered.includes(given)) return true;
  const wanted = withoutPort(given);
  return wanted !== undefined && URL.canParse(given) && registered.some((each) => withoutPort(each) === wanted);
}

function withoutPort(uri: string): string | undefined {
  const [, host, rest] = loopback.exec(uri) ?? [];
  return host === undefined || rest === undefined ? undefined : `${host}${rest}`;
}

/**
 * A redirect URI with parameters behind those that it has. It stays as it was registered, letter by letter: nothing is
 * parsed and written anew. Absent values are left out.
 */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) added.set(name, value);
  return `${uri}${uri.includes('?') ? '&' : '?'}${added.toString()}`;
}

/** Where a redirect URI leads to; empty for an empty one. */
export function describeReturn(uri: string): ReturnAddress {
  if (uri === '') return { returnsTo: '', formAction: '' };
  const { protocol, host, origin } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:'
    ? { returnsTo: host, formAction: origin }
    : { returnsTo: protocol.slice(0, -1), formAction: protocol };
}
