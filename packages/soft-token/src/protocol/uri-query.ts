import { ProtocolError, type ProtocolFault } from './protocol-error.ts';

/**
 * The parameters of `softtoken://<host>?…`, each given exactly once. Throws a ProtocolError for another URI, for missing
 * and repeated ones, and for a version that is not 1. Unknown ones are passed over, so that a later version may add some.
 */
export function readQuery<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
  fault: ProtocolFault,
): Record<Name, string> {
  const valueOf = (name: string) => {
    const values = query.getAll(name);
    if (values.length !== 1 || values[0] === undefined || values[0] === '') {
      throw new ProtocolError(fault, `the parameter ${name} is missing or repeated`);
    }
    return values[0];
  };
  if (valueOf('v') !== '1') throw new ProtocolError(fault, 'it is of a later version: update the app');
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, string>;
}
