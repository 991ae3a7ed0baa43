import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** The user ended the program. */
export class Interrupted extends Error {}

/** Input ended before everything was said. */
export class InputEnded extends Error {}

/** What the app talks to: a person, or a script that gives one answer a line. */
export interface Terminal {
  /** Whether a person sits there: questions are asked and things are drawn. */
  readonly isInteractive: boolean;
  /** Writes a line of the result to standard output. */
  print(line: string): void;
  /** Writes a line beside the result, to standard error. */
  note(line: string): void;
  /** Writes over the line before, on a person's terminal only. */
  redraw(line: string): void;
  /** Reads a line; the question is shown to a person only. Throws `Interrupted` or `InputEnded`. */
  ask(question: string): Promise<string>;
  /** The same without showing what is typed. */
  askSecret(question: string): Promise<string>;
  /** Ends reading, so that the process can end. */
  close(): void;
}

interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly side: NodeJS.WriteStream;
}

/** Opens the terminal of the process. Nothing is read before the first question. */
export function openTerminal({ input, output, side }: Streams): Terminal {
  const isInteractive = input.isTTY && output.isTTY;
  const lines: string[] = [];
  let waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;
  let ended: Error | undefined;
  let isShown = false;

  const end = (error: Error) => {
    ended ??= error;
    waiting?.reject(ended);
    waiting = undefined;
  };
  // What is typed appears only while a question is open whose answer is no secret.
  const echo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isShown) side.write(chunk);
      done();
    },
  });
  const open = () => {
    // One reader for all questions: what was pasted at once would be lost between two. No history, for it may hold a PIN.
    const opened = createInterface({ input, output: echo, terminal: input.isTTY, historySize: 0 });
    opened.on('line', (line) => {
      if (waiting) waiting.resolve(line);
      else lines.push(line);
      waiting = undefined;
    });
    opened.on('SIGINT', () => end(new Interrupted()));
    opened.on('close', () => end(new InputEnded()));
    return opened;
  };
  let reader: ReturnType<typeof open> | undefined;

  const read = async (text: string, isSecret: boolean): Promise<string> => {
    const question = harmless(text);
    reader ??= open();
    if (input.isTTY) {
      isShown = !isSecret;
      if (isSecret) side.write(question);
      reader.setPrompt(isSecret ? '' : question);
      reader.prompt();
    }
    try {
      return await new Promise<string>((resolve, reject) => {
        const line = lines.shift();
        if (line !== undefined) resolve(line);
        else if (ended) reject(ended);
        else waiting = { resolve, reject };
      });
    } finally {
      isShown = false;
      if (input.isTTY && isSecret) side.write('\n');
    }
  };
  return {
    isInteractive,
    print: (line) => output.write(`${harmless(line)}\n`),
    note: (line) => side.write(`${harmless(line)}\n`),
    redraw: (line) => {
      if (isInteractive) output.write(`\r\u001b[2K${harmless(line)}`);
    },
    ask: async (question) => await read(question, false),
    askSecret: async (question) => await read(question, true),
    close: () => reader?.close(),
  };
}

/**
 * Text without what a terminal would take for a command, or what turns the direction of the rest: names come from services
 * that nobody has agreed to yet. Lines stay lines.
 */
function harmless(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
