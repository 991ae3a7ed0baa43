/** A unary method as ts-proto generates it. */
export interface UnaryMethod<I, O> {
  path: string;
  requestStream: false;
  responseStream: false;
  requestSerialize: (value: I) => Buffer;
  requestDeserialize: (value: Buffer) => I;
  responseSerialize: (value: O) => Buffer;
  responseDeserialize: (value: Buffer) => O;
}

/** A service of unary methods as ts-proto generates it. */
export type Definition = Readonly<Record<string, UnaryMethod<never, never>>>;

/** Request of a method. */
export type RequestOf<M> = M extends { requestDeserialize: (value: Buffer) => infer I } ? I : never;
/** Response of a method. */
export type ResponseOf<M> = M extends { responseDeserialize: (value: Buffer) => infer O } ? O : never;
