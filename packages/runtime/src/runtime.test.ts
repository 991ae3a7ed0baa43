import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { ConfigError, checkReadiness, createLogger, newId, readConfig } from './index.ts';

const file = (content: string) => {
  const name = path.join(mkdtempSync(path.join(tmpdir(), 'countersign-config-')), 'secret');
  writeFileSync(name, content);
  return name;
};
const schema = Type.Object({
  SECRET: Type.String({ minLength: 4 }),
  PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  LEVEL: Type.String({ default: 'info' }),
});

describe('the configuration', () => {
  it('is read once, converted, with secrets from files and harmless defaults', () => {
    const config = readConfig(schema, { SECRET_FILE: file('hidden\n'), PORT: '8080', UNRELATED: 'x' });
    expect(config).toEqual({ SECRET: 'hidden', PORT: 8080, LEVEL: 'info' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reports all faults at once and never a value', () => {
    const faultsOf = (environment: Record<string, string>) => {
      try {
        readConfig(schema, environment);
      } catch (error) {
        if (error instanceof ConfigError) return error.faults;
        throw error;
      }
      return [];
    };
    expect(faultsOf({ PORT: 'zero' })).toHaveLength(2);
    expect(faultsOf({ SECRET: 'abc', PORT: '0' }).join('\n')).not.toContain('abc');
    expect(faultsOf({ SECRET_FILE: '/does/not/exist', PORT: '1' })).toEqual([
      'SECRET_FILE names a file that cannot be read',
    ]);
    expect(faultsOf({ SECRET: 'abcd', SECRET_FILE: file('abcd'), PORT: '1' }).join()).toContain('both');
    expect(faultsOf({ SECRET: '', PORT: '1' })).toEqual(['SECRET is missing (or SECRET_FILE)']);
  });
});

describe('the log', () => {
  const logged = (entry: object) => {
    const lines: string[] = [];
    createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } }).info(entry, 'said');
    return lines.join('');
  };

  it('never holds a secret, at any depth that we log', () => {
    const secrets = {
      password: 'S3CRET',
      refreshToken: 'S3CRET',
      authorization: 'S3CRET',
      assertion: 'S3CRET',
      seed: 'S3CRET',
      otpauthUri: 'S3CRET',
      documentNumber: 'S3CRET',
      email: 'S3CRET',
      mobile: 'S3CRET',
      cookie: 'S3CRET',
    };
    const line = logged({
      ...secrets,
      one: secrets,
      deep: { er: { still: secrets } },
      body: { code: 'S3CRET', number: 'S3CRET' },
      response: { headers: { 'set-cookie': 'S3CRET' } },
    });
    expect(line).not.toContain('S3CRET');
    expect(line).toContain('[redacted]');
  });

  it('leaves out what a library hangs on its errors: values of a row, and arguments of a command', () => {
    const ofDatabase = Object.assign(new Error('duplicate key value violates unique constraint "users_email_unique"'), {
      code: '23505',
      constraint: 'users_email_unique',
      detail: 'Key (email)=(S3CRET) already exists.',
      where: 'unnamed portal parameter $1 = S3CRET',
    });
    const ofRedis = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['S3CRET'] } });
    for (const err of [ofDatabase, ofRedis]) expect(logged({ err })).not.toContain('S3CRET');
    expect(logged({ err: ofDatabase })).toContain('"constraint":"users_email_unique"');
  });

  it('leaves out the same of errors that are not alone', () => {
    const ofDatabase = Object.assign(new Error('refused'), { detail: 'Key (email)=(S3CRET) already exists.' });
    const ofRedis = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['S3CRET'] } });
    const several = new AggregateError([ofDatabase, ofRedis], 'two');
    for (const entry of [{ err: several }, { causes: [ofDatabase, ofRedis] }, { job: { err: ofDatabase } }]) {
      const line = logged(entry);
      expect(line).not.toContain('S3CRET');
      expect(line).toContain('[redacted]');
    }
  });

  it('never holds a secret, wherever it comes from', () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } });
    const secret = { refreshToken: 'S3CRET', body: { code: 'S3CRET' } };
    logger.child({ password: 'S3CRET', session: secret }).info('of a child');
    logger.info({ ids: [1, { secret: 'S3CRET' }], body: [{ number: 'S3CRET' }] }, 'in a list');
    logger.info('in the words: %j', secret);
    logger.info({ at: { toJSON: () => ({ token: 'S3CRET' }) } }, 'made when it is written');
    logger.info({ a: { b: { c: { d: { e: { f: { g: { token: 'S3CRET' } } } } } } } }, 'deep');
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toContain('S3CRET');
    expect(lines.filter((line) => line.includes('[redacted]'))).toHaveLength(4);
    expect(lines.at(-1)).toContain('[too deep]');
  });

  it('survives what refers to itself, and writes everything else as it is', () => {
    const self: Record<string, unknown> = { orderId: 'ord_1' };
    self['self'] = self;
    expect(logged({ self })).toContain('ord_1');
    const entry = {
      at: new Date(0),
      none: null,
      count: 3,
      big: 12n,
      list: ['a', 2],
      flag: false,
      code: 'OK',
      number: 7,
    };
    expect(JSON.parse(logged(entry))).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      none: null,
      count: 3,
      big: 12,
      list: ['a', 2],
      flag: false,
      code: 'OK',
      number: 7,
    });
  });

  it('keeps ids and the code of an error', () => {
    const line = logged({ orderId: 'ord_1', err: Object.assign(new Error('lost'), { code: 'ECONNRESET' }) });
    expect(line).toContain('ord_1');
    expect(line).toContain('ECONNRESET');
  });

  it('says on each line to which work it belongs', () => {
    const lines: string[] = [];
    let requestId = 'one';
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ service: 'test', context: () => ({ requestId }), destination });
    logger.info('first');
    requestId = 'two';
    logger.info('second');
    logger.info({ requestId: 'own' }, 'third');
    expect(lines.map((line) => (JSON.parse(line) as { requestId: string }).requestId)).toEqual(['one', 'two', 'own']);
  });
});

describe('readiness', () => {
  it('names the checks that failed', async () => {
    const result = await checkReadiness({ good: async () => undefined, bad: () => Promise.reject(new Error('down')) });
    expect(result).toEqual({ ready: false, failed: ['bad'] });
  });
});

describe('an id', () => {
  it('has its prefix and is not made twice', () => {
    const ids = Array.from({ length: 1000 }, () => newId('ord'));
    expect(new Set(ids).size).toBe(1000);
    expect(ids[0]).toMatch(/^ord_[0-9A-HJKMNP-TV-Z]{26}$/);
  });
});
