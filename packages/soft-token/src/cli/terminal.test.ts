import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, it } from '@jest/globals';
import { InputEnded, Interrupted, openTerminal } from './terminal.ts';

/** A person at a terminal: what is typed, and what is to be seen. */
function openPerson({ isTTY = true } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY, isRaw: false, setRawMode: () => input });
  const [output, side] = [0, 1].map(() => Object.assign(new PassThrough(), { isTTY }));
  const seen = { text: '' };
  for (const stream of [output, side]) stream?.on('data', (chunk: Buffer) => (seen.text += chunk.toString('utf8')));
  const terminal = openTerminal({
    input: input as unknown as ReadStream,
    output: output as unknown as WriteStream,
    side: side as unknown as WriteStream,
  });
  return { terminal, seen, type: (keys: string) => input.write(keys), hangUp: () => input.end() };
}

describe('a person', () => {
  it('sees what she types, but not a PIN', async () => {
    const { terminal, seen, type } = openPerson();
    const name = terminal.ask('Name: ');
    type('Ada\r');
    expect(await name).toBe('Ada');
    expect(seen.text).toContain('Name: ');
    expect(seen.text).toContain('Ada');
    const pin = terminal.askSecret('PIN: ');
    type('4937');
    type('16\r');
    expect(await pin).toBe('493716');
    expect(seen.text.slice(seen.text.indexOf('PIN: '))).toBe('PIN: \n');
    terminal.close();
  });

  it('sees what a service says of itself, and her terminal does nothing of it', () => {
    const { terminal, seen } = openPerson();
    terminal.print('Evil\u001b]52;c;Y3VybA==\u0007\u009b2J \u202eInc\nnext');
    terminal.note('\u001b[2Kgone\r');
    terminal.redraw('\u001b[1A');
    const fixed = '\u{fffd}';
    expect(seen.text).toBe(
      `Evil${fixed}]52;c;Y3VybA==${fixed}${fixed}2J ${fixed}Inc\nnext\n${fixed}[2Kgone${fixed}\n\r\u001b[2K${fixed}[1A`,
    );
    terminal.close();
  });

  it('may paste several answers at once', async () => {
    const { terminal, type } = openPerson();
    const first = terminal.ask('1: ');
    type('one\rtwo\r');
    expect([await first, await terminal.askSecret('2: ')]).toEqual(['one', 'two']);
    terminal.close();
  });

  it('ends the program with Ctrl-C', async () => {
    const { terminal, type } = openPerson();
    const answer = terminal.askSecret('PIN: ');
    type('49\u0003');
    await expect(answer).rejects.toThrow(Interrupted);
    terminal.close();
  });
});

describe('a script', () => {
  it('sees no questions, and is told when its lines are used up', async () => {
    const { terminal, seen, type, hangUp } = openPerson({ isTTY: false });
    const first = terminal.ask('1: ');
    type('one\ntwo\n');
    hangUp();
    expect([await first, await terminal.askSecret('2: ')]).toEqual(['one', 'two']);
    await expect(terminal.ask('3: ')).rejects.toThrow(InputEnded);
    terminal.redraw('code');
    expect(seen.text).toBe('');
    expect(terminal.isInteractive).toBe(false);
  });
});
