import { PdfArray, PdfDict, PdfName, PdfNumber, type PdfObject, PdfRef, PdfStream, PdfString } from '@libpdf/core';
import { findDict, findName, listOf, type ReadPdf } from './pdf-document.ts';
import type { LaterChanges } from './report.ts';

/** What an object is, as far as other things may change in it than in others. */
type Role = 'catalog' | 'form' | 'fields' | 'page' | 'annotations' | 'empty-field' | 'other';

/** The two states of a document that are compared, and what was found out about them. */
interface Comparison {
  before: ReadPdf;
  after: ReadPdf;
  /** Roles of the objects of the older state, by reference. */
  roles: ReadonlyMap<string, Role>;
  /** Dictionaries of new fields with a signature, or that got theirs later. */
  signedLater: ReadonlySet<PdfObject>;
}

/** Entries of a form that does not draw and does not compute anything by itself. */
const formEntries = new Set(['Type', 'Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances']);
/** Entries of a field with a signature and of its mark on a page; no actions. */
const fieldEntries = new Set([
  'Type',
  'Subtype',
  'FT',
  'T',
  'TU',
  'V',
  'F',
  'Ff',
  'Rect',
  'P',
  'AP',
  'MK',
  'BS',
  'Border',
  'DA',
  'DR',
  'Lock',
  'SV',
]);
/** Entries that change nothing that is shown: extensions are announced, validation data is kept. */
const freeInCatalog = new Set(['DSS', 'Extensions', 'Version']);

/**
 * Tells what came after a signed revision, which ends at `end` of `bytes`: `permitted` are further signature fields with
 * their signatures, and validation data (EN 319 142-1 5.4.3). Everything reachable from the catalog is compared object by
 * object, not update by update: so nothing can be brought back or hidden by a table of references (ISO 32000-1 7.5.6).
 */
export function classifyChanges({
  bytes,
  end,
  before,
  after,
  forbidsSignatures,
}: {
  bytes: Buffer;
  end: number;
  before: ReadPdf;
  after: ReadPdf;
  /** Whether the signature certified the document against all further ones. */
  forbidsSignatures: boolean;
}): LaterChanges {
  const appended = bytes.subarray(end);
  if (appended.every(isSpace)) return 'none';
  // The update must be a whole one: its own table at the very end.
  const last = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.toString('latin1', Math.max(end, bytes.length - 60)));
  if (last === null || Number(last[1]) < end) return 'other';
  const [oldRoot, newRoot] = [before.trailer.get('Root'), after.trailer.get('Root')];
  if (!(oldRoot instanceof PdfRef) || !(newRoot instanceof PdfRef) || nameOf(oldRoot) !== nameOf(newRoot))
    return 'other';
  const signedLater = findSignedLater(before, after, end);
  if (forbidsSignatures && [...signedLater].some((field) => !isTimestampField(after, field))) return 'other';
  const comparison = { before, after, roles: findRoles(before), signedLater };
  return isSame(comparison, oldRoot, newRoot) ? 'permitted' : 'other';
}

const isSpace = (octet: number) => octet === 0x0a || octet === 0x0d || octet === 0x20;
const nameOf = ({ objectNumber, generation }: PdfRef) => `${objectNumber} ${generation}`;

function isTimestampField(pdf: ReadPdf, field: PdfObject): boolean {
  const value = field instanceof PdfDict ? findDict(pdf, field, 'V') : undefined;
  return value !== undefined && findName(pdf, value, 'SubFilter') === 'ETSI.RFC3161';
}

/**
 * Fields directly under the form that are new or were empty, and hold a signature that was made after `end`. Everybody can
 * have a time-stamp: one draws nothing, or anybody could draw over what others signed.
 */
function findSignedLater(before: ReadPdf, after: ReadPdf, end: number): Set<PdfObject> {
  const found = new Set<PdfObject>();
  for (const member of listOf(after, findDict(after, after.catalog, 'AcroForm'), 'Fields')) {
    const field = after.resolve(member);
    if (!(member instanceof PdfRef) || !(field instanceof PdfDict)) continue;
    const old = before.resolve(member);
    const isNew = old === undefined && [...field.keys()].every(({ value }) => fieldEntries.has(value));
    const wasEmpty = old instanceof PdfDict && isEmptyField(before, old);
    if (!(isNew || wasEmpty) || !isSignedAfter(after, field, end)) continue;
    if (!isTimestampField(after, field) || drawsNothing(after, field)) found.add(field);
  }
  return found;
}

/** Whether the signature of a field stands behind `end`: an older one says nothing of a field that came later. */
function isSignedAfter(pdf: ReadPdf, field: PdfDict, end: number): boolean {
  const signature = findDict(pdf, field, 'V');
  if (signature === undefined || findName(pdf, field, 'FT') !== 'Sig') return false;
  const [, gapStart] = listOf(pdf, signature, 'ByteRange');
  return gapStart instanceof PdfNumber && gapStart.value >= end;
}

/** Whether a field takes no room on a page. */
function drawsNothing(pdf: ReadPdf, field: PdfDict): boolean {
  const sides = listOf(pdf, field, 'Rect').map((side) => pdf.resolve(side));
  const [left, bottom, right, top] = sides.map((side) => (side instanceof PdfNumber ? side.value : Number.NaN));
  return !field.has('Rect') || (left === right && bottom === top);
}

function isEmptyField(pdf: ReadPdf, field: PdfDict): boolean {
  return findName(pdf, field, 'FT') === 'Sig' && !field.has('V') && !field.has('Kids');
}

/** Roles by reference. An object that is reached in two ways has the same role in both. */
function findRoles(pdf: ReadPdf): Map<string, Role> {
  const roles = new Map<string, Role>();
  const set = (object: PdfObject | undefined, role: Role) => {
    if (object instanceof PdfRef && !roles.has(nameOf(object))) roles.set(nameOf(object), role);
  };
  set(pdf.trailer.get('Root'), 'catalog');
  set(pdf.catalog.get('AcroForm'), 'form');
  const form = findDict(pdf, pdf.catalog, 'AcroForm');
  set(form?.get('Fields'), 'fields');
  for (const field of listOf(pdf, form, 'Fields')) {
    const dict = pdf.resolve(field);
    if (dict instanceof PdfDict && isEmptyField(pdf, dict)) set(field, 'empty-field');
  }
  const nodes: PdfObject[] = [pdf.catalog.get('Pages')].filter((node) => node !== undefined);
  const seen = new Set<PdfDict>();
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const dict = pdf.resolve(node);
    if (!(dict instanceof PdfDict) || seen.has(dict)) continue;
    seen.add(dict);
    if (dict.has('Kids')) nodes.push(...listOf(pdf, dict, 'Kids'));
    else {
      set(node, 'page');
      set(dict.get('Annots'), 'annotations');
    }
  }
  return roles;
}

/** Whether the later state shows just what the older one does, below these two. */
function isSame(comparison: Comparison, oldRoot: PdfObject, newRoot: PdfObject): boolean {
  const compared = new Set<string>();
  const waiting: Pair[] = [{ old: oldRoot, now: newRoot, role: 'catalog' }];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const { old, now } = pair;
    if (old instanceof PdfRef && now instanceof PdfRef) {
      const both = `${nameOf(old)} ${nameOf(now)}`;
      if (compared.has(both)) continue;
      compared.add(both);
    }
    const role = (old instanceof PdfRef ? comparison.roles.get(nameOf(old)) : undefined) ?? pair.role;
    const below = compareOne(comparison, {
      old: comparison.before.resolve(old),
      now: comparison.after.resolve(now),
      role,
    });
    if (below === undefined) return false;
    waiting.push(...below);
  }
  return true;
}

interface Pair {
  old: PdfObject | undefined;
  now: PdfObject | undefined;
  role: Role;
}

/** What is still to be compared below two objects; undefined when they differ in what must not. */
function compareOne(comparison: Comparison, { old, now, role }: Pair): Pair[] | undefined {
  // A reference to nothing is null (ISO 32000-1 7.3.10).
  if (old === undefined || now === undefined) return old === now ? [] : undefined;
  if (old.type !== now.type) return undefined;
  if (old instanceof PdfArray && now instanceof PdfArray) return compareArrays(comparison, { old, now, role });
  if (old instanceof PdfDict && now instanceof PdfDict) return compareDicts(comparison, { old, now, role });
  return isSameScalar(old, now) ? [] : undefined;
}

function isSameScalar(old: PdfObject, now: PdfObject): boolean {
  if (old instanceof PdfName && now instanceof PdfName) return old.value === now.value;
  if (old instanceof PdfNumber && now instanceof PdfNumber) return old.value === now.value;
  if (old instanceof PdfString && now instanceof PdfString) return Buffer.compare(old.bytes, now.bytes) === 0;
  if (old.type === 'bool' && now.type === 'bool') return old.value === now.value;
  return old.type === 'null' && now.type === 'null';
}

function compareArrays(
  { after, signedLater }: Comparison,
  { old, now, role }: { old: PdfArray; now: PdfArray; role: Role },
): Pair[] | undefined {
  const [first, second] = [old.toArray(), now.toArray()];
  const mayGrow = role === 'fields' || role === 'annotations';
  const added = second.slice(first.length);
  if (second.length < first.length || (added.length > 0 && !mayGrow)) return undefined;
  const isAllowed = added.every((member) => {
    const field = after.resolve(member);
    return member instanceof PdfRef && field !== undefined && signedLater.has(field);
  });
  if (!isAllowed) return undefined;
  return first.map((member, index) => ({ old: member, now: second[index], role: 'other' }));
}

function compareDicts(
  comparison: Comparison,
  { old, now, role }: { old: PdfDict; now: PdfDict; role: Role },
): Pair[] | undefined {
  if (old instanceof PdfStream && now instanceof PdfStream && Buffer.compare(old.data, now.data) !== 0)
    return undefined;
  const signedNow = role === 'empty-field' && comparison.signedLater.has(now);
  const keys = new Set([...old.keys(), ...now.keys()].map(({ value }) => value));
  const pairs: Pair[] = [];
  for (const key of keys) {
    if (isFree({ key, role, isAdded: !old.has(key), signedNow })) continue;
    if (isNewList(comparison, { key, role, old, now })) continue;
    pairs.push({ old: old.get(key), now: now.get(key), role: roleBelow(role, key) });
  }
  // One that is absent is compared as null; a key with null as its value is absent, too.
  return pairs;
}

function isFree({ key, role, isAdded, signedNow }: { key: string; role: Role; isAdded: boolean; signedNow: boolean }) {
  if (role === 'catalog') return freeInCatalog.has(key);
  if (role === 'form') return key === 'SigFlags';
  return signedNow && isAdded && fieldEntries.has(key);
}

/** Whether a list or form is new that may be, with nothing but new signature fields in it. */
function isNewList(
  { after, signedLater }: Comparison,
  { key, role, old, now }: { key: string; role: Role; old: PdfDict; now: PdfDict },
): boolean {
  if (old.has(key)) return false;
  const onlySigned = (dict: PdfDict | undefined, list: string) =>
    listOf(after, dict, list).every((member) => {
      const field = after.resolve(member);
      return field !== undefined && signedLater.has(field);
    });
  if ((role === 'page' && key === 'Annots') || (role === 'form' && key === 'Fields')) return onlySigned(now, key);
  if (role !== 'catalog' || key !== 'AcroForm') return false;
  const form = findDict(after, now, 'AcroForm');
  const isPlain = form !== undefined && [...form.keys()].every(({ value }) => formEntries.has(value));
  const redraws = after.resolve(form?.get('NeedAppearances'));
  return isPlain && !(redraws?.type === 'bool' && redraws.value) && onlySigned(form, 'Fields');
}

function roleBelow(role: Role, key: string): Role {
  if (role === 'catalog' && key === 'AcroForm') return 'form';
  if (role === 'form' && key === 'Fields') return 'fields';
  if (role === 'page' && key === 'Annots') return 'annotations';
  return 'other';
}
