import { type Element, tags } from '@countersign/der';

/** Reads a GeneralizedTime with or without a fraction of a second, in UTC (X.690 11.7); throws an Error for others. */
export function readGeneralizedTime({ tag, content }: Element): Date {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(content.toString('latin1'));
  const [, year, month, day, hour, minute, second, fraction = ''] = match ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (tag !== tags.generalizedTime || Number.isNaN(at.getTime())) throw new Error('this is no GeneralizedTime');
  return at;
}
