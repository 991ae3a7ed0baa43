import { type DestinationStream, type Logger, pino } from 'pino';
import { gatherLines } from './log-lines.ts';
import { censor, redactedPaths } from './redaction.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  service: string;
  level?: string | undefined;
  /** Fields of the work under way, asked for at each line; a line's own fields win. */
  context?: () => Readonly<Record<string, unknown>>;
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
}

/** Makes the logger of a process: JSON lines with ids only. */
export function createLogger({ service, level = 'info', context = () => ({}), destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    mixin: () => ({ ...context() }),
    redact: { paths: [...redactedPaths], censor },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination ?? gatherLines());
}
