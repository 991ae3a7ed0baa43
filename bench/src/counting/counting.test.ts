import { describe, expect, it } from '@jest/globals';
import { summariseWorks, type Work } from './counting.ts';
import { parseCalls } from './rpcs.ts';

const work = (statements: Record<string, number>, calls = 3): Work => ({
  statements,
  calls: { 'order getOrder': calls },
  commands: { set: 1, evalsha: 2 },
});

describe('counts of the same', () => {
  it('are summed up as median, least and most, with what is typical of the median', () => {
    const typical = work({ 'order begin': 2, 'order commit': 2, 'order select 1': 5 });
    const unit = summariseWorks([work({ 'order select 1': 8 }), typical, work({ 'order select 1': 20 }, 4)]);
    expect(unit).toMatchObject({
      times: 3,
      statements: { median: 9, least: 8, most: 20 },
      calls: { median: 3, least: 3, most: 4 },
      commands: { median: 3, least: 3, most: 3 },
    });
    expect(unit.typical).toBe(typical);
  });

  it('tell the ends of transactions apart, and nothing that only begins like them', () => {
    const statements = {
      'order begin': 2,
      'order start transaction isolation level repeatable read read only': 1,
      'enrollment commit': 2,
      'order rollback': 1,
      'order select commit from begins': 9,
    };
    expect(summariseWorks([work(statements)]).transactionEnds.median).toBe(6);
  });

  it('need something that was counted', () => {
    expect(() => summariseWorks([])).toThrow('no number has no median');
  });
});

describe('the figures of a service', () => {
  it('tell the calls of each method, whatever they answered', () => {
    const page = `# HELP rpc_server_duration_seconds Duration
rpc_server_duration_seconds_bucket{le="0.5",service="order",method="getOrder",code="OK"} 7
rpc_server_duration_seconds_count{service="order",method="getOrder",code="OK"} 7
rpc_server_duration_seconds_count{service="order",method="getOrder",code="NOT_FOUND"} 2
rpc_server_duration_seconds_count{method="createCart",code="OK",service="order"} 1
other_count{method="getOrder"} 5
`;
    expect(parseCalls(page)).toEqual(
      new Map([
        ['getOrder', 9],
        ['createCart', 1],
      ]),
    );
  });
});
