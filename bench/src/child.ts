import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A child process that answers one question at a time. */
export interface Child<Question, Answer> {
  readonly pid: number;
  /** Rejects with what the child threw, or when it ended. */
  readonly ask: (question: Question) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

type Reply<Answer> = { answer: Answer } | { error: string };

/** Starts a child process; its file must call `answerParent`. */
export function startChild<Question extends object, Answer>(file: URL): Child<Question, Answer> {
  // Standard output is the report's alone.
  const child = fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file.pathname} could not be started`);
  const ended = once(child, 'exit');
  return {
    pid,
    ask: async (question) => {
      const replied = once(child, 'message') as Promise<[Reply<Answer>]>;
      child.send(question);
      const reply = await Promise.race([replied, ended.then(() => undefined)]);
      if (reply === undefined) throw new Error(`${file.pathname} has ended`);
      const [message] = reply;
      if ('error' in message) throw new Error(message.error);
      return message.answer;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Answers the parent's questions one by one, until the parent is gone or lets go: then this process ends. */
export function answerParent<Answer>(answer: (question: never) => Promise<Answer>): void {
  const reply = (message: Reply<Answer>): void => void process.send?.(message);
  process.on('message', (question) => {
    answer(question as never).then(
      (result) => reply({ answer: result }),
      (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.once('disconnect', () => process.exit());
}
