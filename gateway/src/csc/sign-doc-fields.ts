import type { ApplicationDocument } from '@countersign/proto/signing-application';
import { type AskedAlgorithm, readAlgorithm, readDigests, requireLengths } from './algorithms.ts';
import { cscTexts } from './csc-texts.ts';
import { type Fields, findBase64, findFields, invalidParameter, parameterFault } from './fields.ts';
import { readAttached, readFormat, readLevel, type SignatureFormat } from './signature-formats.ts';

/** A document of signDoc, before it is stored. */
export interface AskedDocument {
  /** The document; absent where its digest is given. */
  content?: Buffer;
  algorithm: AskedAlgorithm;
  /** All but the id of the stored document. */
  request: ApplicationDocument;
}

/** What is signed (CSC API 11.11): `documents`, or `documentDigests` with one or more digests each. Throws REQUEST_INVALID. */
export function readDocuments(fields: Fields): AskedDocument[] {
  const digests = readObjects(fields, 'documentDigests', cscTexts.invalidDocumentDigests);
  const documents = readObjects(fields, 'documents', cscTexts.invalidDocuments);
  if (digests.length > 0 && documents.length > 0) throw parameterFault(cscTexts.bothGiven);
  if (digests.length === 0 && documents.length === 0) throw parameterFault(cscTexts.noneGiven);
  return documents.length > 0 ? documents.map(readDocument) : digests.flatMap(readDocumentDigests);
}

function readObjects(fields: Fields, name: string, fault: string): Fields[] {
  const given = fields.raw(name) ?? [];
  if (!Array.isArray(given)) throw parameterFault(fault);
  return given.map((each) => {
    const object = findFields(each);
    if (object === undefined) throw parameterFault(fault);
    return object;
  });
}

function readDocument(fields: Fields): AskedDocument {
  const content = findBase64(fields.string('document'));
  if (content === undefined || content.length === 0) throw parameterFault(cscTexts.documentsEncoding);
  const { algorithm, request } = readCommon(fields, { isDigest: false });
  return { content, algorithm, request };
}

function readDocumentDigests(fields: Fields): AskedDocument[] {
  const given = fields.raw('hashes');
  // The table of the standard has an array, its example a text.
  const digests = readDigests(typeof given === 'string' ? [given] : fields.array('hashes'), cscTexts.hashesEncoding);
  const { algorithm, request } = readCommon(fields, { isDigest: true });
  requireLengths(digests, algorithm.hash);
  return digests.map((digest) => ({ algorithm, request: { ...request, digest } }));
}

function readCommon(fields: Fields, { isDigest }: { isDigest: boolean }) {
  const algorithm = readAlgorithm(fields, 'hashAlgorithmOID', { isDocument: !isDigest });
  const format = readFormat(fields);
  const level = readLevel(fields);
  const attached = readAttached(fields, format, { isDigest });
  const request: ApplicationDocument = {
    documentId: '',
    digest: Buffer.alloc(0),
    hashAlgorithm: algorithm.hash,
    format,
    level,
    attached,
    ...readProperties(fields, format, { isDigest }),
  };
  return { algorithm, request };
}

interface Properties {
  signingTime?: Date;
  reason: string;
  location: string;
}

/** Properties that can be asked for, by their names in lower case. A digest has no file that reason and place could stand in. */
const offered: Readonly<Record<string, (format: SignatureFormat, isDigest: boolean) => boolean>> = {
  'signing-time': (format) => format === 'cades',
  reason: (format, isDigest) => format === 'pades' && !isDigest,
  location: (format, isDigest) => format === 'pades' && !isDigest,
};

/** `signed_props` (CSC API 11.11); throws REQUEST_INVALID that names all that are unknown, not for this format, or wrong. */
function readProperties(fields: Fields, format: SignatureFormat, { isDigest }: { isDigest: boolean }): Properties {
  const given = fields.optionalArray('signed_props') ?? [];
  const found: Properties = { reason: '', location: '' };
  const wrong: string[] = [];
  for (const each of given) {
    const property = findFields(each);
    if (property === undefined) throw invalidParameter('signed_props');
    const name = property.string('attribute_name');
    const value = property.optionalString('attribute_value');
    const known = offered[name.toLowerCase()]?.(format, isDigest) === true;
    if (!known || !setProperty(found, name.toLowerCase(), value)) wrong.push(name.slice(0, 64));
  }
  if (wrong.length > 0) throw parameterFault(cscTexts.invalidProperties(wrong));
  return found;
}

const longestText = 255;

/** Takes a property; false when its value is none. */
function setProperty(found: Properties, name: string, value: string | undefined): boolean {
  if (name === 'signing-time') {
    const time = value === undefined ? undefined : findMoment(value);
    if (time !== undefined) found.signingTime = time;
    return value === undefined || time !== undefined;
  }
  const text = value === undefined ? undefined : findText(value);
  if (text === undefined) return false;
  if (name === 'reason') found.reason = text;
  else found.location = text;
  return true;
}

/** The text of a value, which is base64 of it in UTF-8. */
function findText(value: string): string | undefined {
  const bytes = findBase64(value);
  if (bytes === undefined) return undefined;
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes) && !text.includes('\0');
  return isText && text.length > 0 && text.length <= longestText ? text : undefined;
}

/** A moment as GeneralizedTime or as RFC 3339 has it, in UTC. */
function findMoment(value: string): Date | undefined {
  const [, ...parts] = /^(\d{4})-?(\d{2})-?(\d{2})T?(\d{2}):?(\d{2}):?(\d{2})(?:\.\d{1,9})?Z$/.exec(value) ?? [];
  if (parts.length === 0) return undefined;
  const [year, month, day, hour, minute, second] = parts;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const moment = new Date(text);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === text ? moment : undefined;
}
