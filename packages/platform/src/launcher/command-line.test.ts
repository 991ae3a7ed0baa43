import { describe, expect, it } from '@jest/globals';
import { describeUsage, readCommandLine } from './command-line.ts';

describe('the command line of the launcher', () => {
  it('reads every option', () => {
    const args = [
      '--fresh',
      '--quiet',
      '--home',
      '/x',
      '--port',
      'gateway=9080',
      '--port',
      'inbox=9025',
      '--port-offset',
      '10',
    ];
    expect(readCommandLine(args)).toEqual({
      help: false,
      fresh: true,
      quiet: true,
      home: '/x',
      ports: { gateway: 9080, inbox: 9025 },
      portOffset: 10,
    });
  });

  it.each([
    [['--port', 'gateway'], /--port wants name=number/],
    [['--port-offset', 'ten'], /--port-offset wants a number/],
    [['--fancy'], /--help lists the options/],
    [['word'], /--help lists the options/],
  ])('refuses %j', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
  });

  it('names every port in its usage', () => {
    expect(describeUsage()).toMatch(/gateway 8080, inbox 8025.*certificate-authority-ops 7208/s);
  });
});
