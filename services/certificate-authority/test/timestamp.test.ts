import { createLogger } from '@countersign/runtime';
import { fakeClock } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDelegates } from '../src/delegate/delegates.ts';
import { createStamper } from '../src/timestamp/stamping.ts';
import { readTimeReference } from '../src/timestamp/time-reference.ts';
import { type Online, startOnline } from './online.ts';
import { openssl, opensslMakes, toPem, witnessed } from './openssl.ts';

let online: Online;
beforeAll(async () => {
  online = await startOnline();
});
afterAll(() => online.close());

const data = Buffer.from('a contract between two invented people\n');
const aQuery = (...args: string[]) =>
  opensslMakes(['ts', '-query', '-data', '{data}', ...args, '-out', '{out}'], { data });
const stamp = async (request: Buffer) => (await online.gateway.createTimestamp({ request })).response;
const textOf = (response: Buffer) => openssl(['ts', '-reply', '-in', '{response}', '-text'], { response });

/** What openssl says of a stamp, with nothing but the root to believe in and the authority in between. */
const verdict = (response: Buffer, what: { queryfile?: Buffer; data?: Buffer }) =>
  openssl(
    ['ts', '-verify', '-in', '{response}', '-CAfile', '{root}', '-untrusted', '{issuer}'].concat(
      what.data === undefined ? ['-queryfile', '{queryfile}'] : ['-data', '{data}'],
    ),
    {
      response,
      root: toPem(online.certificateOf('root')),
      issuer: toPem(online.certificateOf('services')),
      ...(what.data === undefined ? { queryfile: what.queryfile ?? Buffer.alloc(0) } : { data: what.data }),
    },
  );

describe('a time-stamp', () => {
  witnessed(
    'is verified by openssl by the root alone, for each hash, and not for other data or a flipped bit',
    async () => {
      for (const hash of ['-sha256', '-sha384', '-sha512']) {
        const queryfile = aQuery(hash, '-cert');
        // oxlint-disable-next-line no-await-in-loop
        const response = await stamp(queryfile);
        expect(verdict(response, { queryfile })).toContain('Verification: OK');
        expect(verdict(response, { data })).toContain('Verification: OK');
        expect(verdict(response, { data: Buffer.from('another contract') })).toContain('Verification: FAILED');
        const flipped = Buffer.from(response);
        const last = flipped.length - 1;
        flipped[last] = (flipped[last] ?? 0) ^ 1;
        expect(verdict(flipped, { queryfile })).toContain('Verification: FAILED');
      }
    },
  );

  witnessed('says when, under which policy, how exactly, and with the nonce of the request', async () => {
    const text = textOf(await stamp(aQuery('-sha256')));
    expect(text).toContain('Status: Granted.');
    expect(text).toContain('Policy OID: 2.25.336360247634993809843986747030117149932.3');
    expect(text).toContain('Accuracy: 0x01 seconds, unspecified millis, unspecified micros');
    expect(text).toContain('Ordering: no');
    expect(text).toContain('TSA: unspecified');
    expect(text).toMatch(/Nonce: 0x[0-9A-F]+/);
    const moment = new Date(/Time stamp: (.+)/.exec(text)?.[1] ?? '');
    expect(Math.abs(moment.getTime() - online.clock.now().getTime())).toBeLessThan(1000);
    expect(textOf(await stamp(aQuery('-sha256', '-no_nonce')))).toContain('Nonce: unspecified');
  });

  witnessed('holds its certificates only where they are asked for, and a number of its own', async () => {
    const [withCertificates, without] = [await stamp(aQuery('-sha256', '-cert')), await stamp(aQuery('-sha256'))];
    expect(withCertificates.includes(online.certificateOf('services'))).toBe(true);
    expect(without.includes(online.certificateOf('services'))).toBe(false);
    expect(withCertificates.length - without.length).toBeGreaterThan(800);
    const query = aQuery('-sha256');
    const responses = await Promise.all(Array.from({ length: 5 }, () => stamp(query)));
    const numbers = responses.map((response) => /Serial number: (\S+)/.exec(textOf(response))?.[1]);
    expect(new Set(numbers).size).toBe(5);
  });

  witnessed('is refused as the protocol says, with a reason that people can read', async () => {
    expect(textOf(await stamp(aQuery('-sha1')))).toMatch(
      /Status: Rejected\.[^]*Failure info: unrecognized or unsupported algorithm/,
    );
    expect(textOf(await stamp(aQuery('-sha256', '-tspolicy', '1.2.3')))).toContain(
      'the requested TSA policy is not supported',
    );
    expect(textOf(await stamp(Buffer.from('hello')))).toContain('the data submitted has the wrong format');
    const ours = aQuery('-sha256', '-tspolicy', '2.25.336360247634993809843986747030117149932.3');
    expect(textOf(await stamp(ours))).toContain('Status: Granted.');
    expect(await online.service.registry.getSingleMetricAsString('timestamps_total')).toMatch(/outcome="badAlg"\} 1\n/);
  });
});

describe('the time that is stamped', () => {
  const clock = fakeClock();
  const state = { ahead: 0 };
  const setUp = () =>
    createStamper({
      clock,
      // At its own time, because a delegate is in force only then.
      delegates: createDelegates({ ...online.deps, clock: online.clock }),
      logger: createLogger({ service: 'certificate-authority', level: 'silent' }),
      metrics: { stamped: () => undefined },
      findIssuer: async () => ({ certificate: online.certificateOf('services') }),
      readReference: async () => ({ serialNumber: 1n, at: new Date(clock.now().getTime() + state.ahead) }),
    });
  const timeOf = (response: Buffer) => /Time stamp: (.+)/.exec(textOf(response))?.[1];

  witnessed('is not available while two clocks differ by more than the accuracy', async () => {
    const stampAt = setUp();
    const request = aQuery('-sha256');
    for (const [ahead, available] of [
      [1000, true],
      [-1000, true],
      [1001, false],
      [-1001, false],
    ] as const) {
      state.ahead = ahead;
      // oxlint-disable-next-line no-await-in-loop
      const text = textOf(await stampAt(request));
      expect(text).toContain(available ? 'Status: Granted.' : "the TSA's time source is not available");
    }
    state.ahead = 0;
  });

  witnessed('never goes back, and is not available where it would have to by more than the accuracy', async () => {
    const stampAt = setUp();
    const request = aQuery('-sha256');
    const first = timeOf(await stampAt(request));
    clock.advance(-900);
    expect(timeOf(await stampAt(request))).toBe(first);
    clock.advance(-200);
    expect(textOf(await stampAt(request))).toContain("the TSA's time source is not available");
    clock.advance(1200);
    expect(timeOf(await stampAt(request))).not.toBe(first);
  });

  it('is compared with the clock of the database, whose numbers only rise', async () => {
    const before = await readTimeReference(online.database.db);
    const after = await readTimeReference(online.database.db);
    expect(after.serialNumber).toBeGreaterThan(before.serialNumber);
    expect(after.at.getTime()).toBeGreaterThanOrEqual(before.at.getTime());
    expect(Math.abs(after.at.getTime() - Date.now())).toBeLessThan(60_000);
  });
});
