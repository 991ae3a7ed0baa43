import { type Element, NotDerError, readElements, tags } from './der.ts';

/** The fields of a SEQUENCE, taken one after another. */
export interface Fields {
  /** The next field. Throws `NotDerError` when it is not there or has another tag. */
  take(tag: number): Element;
  /** The next field if it has this tag: for what is optional. */
  takeIf(tag: number): Element | undefined;
  /** Throws `NotDerError` when a field is left. */
  end(): void;
}

/** Reads the fields inside an element. Throws `NotDerError` when its content is not DER. */
export function readFields({ content }: Pick<Element, 'content'>): Fields {
  const elements = readElements(content);
  let at = 0;
  const takeIf = (tag: number): Element | undefined => {
    const element = elements[at];
    if (element?.tag !== tag) return undefined;
    at += 1;
    return element;
  };
  return {
    takeIf,
    take(tag) {
      const element = takeIf(tag);
      if (element === undefined) throw new NotDerError();
      return element;
    },
    end() {
      if (at < elements.length) throw new NotDerError();
    },
  };
}

/** Reads an INTEGER in its shortest form that is not negative. Throws `NotDerError` for anything else. */
export function readUnsigned({ tag, content }: Element): bigint {
  const [first = 0x80, second = 0x80] = content;
  if (tag !== tags.integer || first > 0x7f || (first === 0 && content.length > 1 && second < 0x80)) {
    throw new NotDerError();
  }
  return BigInt(`0x${content.toString('hex')}`);
}
