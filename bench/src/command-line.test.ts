import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './command-line.ts';

const known = ['gateway', 'login'];

describe('the command line', () => {
  it('runs every benchmark when none is named', () => {
    expect(readCommandLine([], known)).toEqual({ names: known, seconds: 4, json: false });
  });

  it('takes names, the length of a measurement and the kind of report', () => {
    const options = readCommandLine(['login', '--seconds', '2', '--json'], known);
    expect(options).toEqual({ names: ['login'], seconds: 2, json: true });
  });

  it.each(['0', '7', '1.5', 'long', ''])('refuses %j seconds', (seconds) => {
    expect(() => readCommandLine([`--seconds=${seconds}`], known)).toThrow('from 1 to 6');
  });

  it('refuses an unknown benchmark and tells which there are', () => {
    expect(() => readCommandLine(['gatway'], known)).toThrow('no benchmark is named gatway; there are: gateway, login');
  });

  it('refuses an unknown option', () => {
    expect(() => readCommandLine(['--second', '2'], known)).toThrow('--second');
  });
});
