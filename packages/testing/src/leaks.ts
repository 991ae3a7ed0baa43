/** A secret by its name: bytes, or text such as a password or a PIN. */
export type NamedSecrets = Readonly<Record<string, Uint8Array | string>>;

/** Where a secret was found: in which form, never the secret itself. */
export interface Leak {
  secret: string;
  form: string;
  /** Number of the piece of the transcript that it is in, from 0. */
  piece: number;
}

/**
 * Finds secrets in what was sent: raw, hexadecimal, base64, base64url (each also in the middle of longer bytes that were
 * encoded), base32, as a decimal number and as a list of decimal bytes. Digits count as found only where no other digit
 * stands beside them, because a moment in milliseconds may hold any PIN. Throws for a secret that is too short to tell
 * from chance (4 bytes), and for an empty transcript: a test that looks at nothing finds nothing.
 */
export function findLeaks(transcript: readonly (Uint8Array | string)[], secrets: NamedSecrets): Leak[] {
  if (transcript.every(({ length }) => length === 0)) throw new Error('nothing was recorded');
  const searches = Object.entries(secrets).flatMap(([secret, value]) =>
    formsOf(value).map((form) => ({ secret, ...form })),
  );
  return transcript.flatMap((part, piece) => {
    // One character for each byte, so that bytes and text are searched alike.
    const text = Buffer.from(part).toString('latin1');
    const lower = text.toLowerCase();
    return searches
      .filter(({ look, inAnyCase }) => look(inAnyCase ? lower : text))
      .map(({ secret, form }) => ({ secret, form, piece }));
  });
}

interface Form {
  form: string;
  /** Whether case does not matter: what is searched for is in lower case. */
  inAnyCase: boolean;
  look: (text: string) => boolean;
}

function formsOf(secret: Uint8Array | string): Form[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < 4) throw new Error('a secret of less than 4 bytes is found by chance');
  const isNumber = typeof secret === 'string' && /^[0-9]+$/.test(secret);
  const decimal = String(BigInt(isNumber ? secret : `0x${bytes.toString('hex')}`));
  const has = (form: string, wanted: string, inAnyCase = false): Form => ({
    form,
    inAnyCase,
    look: (text) => text.includes(inAnyCase ? wanted.toLowerCase() : wanted),
  });
  const alone = (form: string, digits: string): Form => ({
    form,
    inAnyCase: false,
    look: (text) => new RegExp(`(?<![0-9])${digits}(?![0-9])`).test(text),
  });
  const base64s = [0, 1, 2].map((before) => base64After(bytes, before));
  return [
    ...(isNumber
      ? [alone('raw', secret), alone('raw in groups', secret.split('').join('[ .-]?'))]
      : [has('raw', bytes.toString('latin1'))]),
    has('hex', bytes.toString('hex'), true),
    ...base64s.map((wanted) => has('base64', wanted)),
    ...base64s.map((wanted) => has('base64url', wanted.replaceAll('+', '-').replaceAll('/', '_'))),
    ...[0, 1, 2, 3, 4].map((before) => has('base32', base32After(bytes, before), true)),
    ...(decimal.length < 4 ? [] : [alone('decimal', decimal)]),
    alone('list of bytes', [...bytes].join('[^0-9]{1,2}')),
  ];
}

/** The characters of base64 that say nothing but these bytes, when `before` other bytes stand in front of them. */
function base64After(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const from = Math.ceil((before * 8) / 6);
  const until = Math.floor(((before + bytes.length) * 8) / 6);
  return text.slice(from, until);
}

/** The same for base32 (RFC 4648 6). */
function base32After(bytes: Buffer, before: number): string {
  const bits = [...Buffer.alloc(before), ...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const characters = (bits.match(/.{5}/g) ?? []).map(
    (five) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five, 2)],
  );
  return characters.slice(Math.ceil((before * 8) / 5)).join('');
}
