/** What a command works with besides its options. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  /** Shown while a command works, apart from what it answers. */
  readonly progress?: (text: string) => void;
}

/** A command of `npm run ops`. */
export interface Command {
  readonly noun: string;
  readonly verb: string;
  /** Options as the help shows them. */
  readonly usage: string;
  readonly summary: string;
  /** Names of the options that take a value; `--json` and `--home` are common to all. */
  readonly options: readonly string[];
  /** Names of the options that may be repeated; `run` gets their values with a space between. */
  readonly lists?: readonly string[];
  /** Names of the options without a value; one that is given is there. */
  readonly flags?: readonly string[];
  /** Whether a file is named behind the verb. */
  readonly takesFile?: true;
  readonly run: (
    options: Readonly<Record<string, string>>,
    context: CommandContext & { home: string; file: string },
  ) => Promise<Result>;
}

/** What a command answers: for people, and for programs with `--json`. */
export interface Result {
  readonly text: string;
  readonly json: object;
  /** 0 when absent. */
  readonly exitCode?: number;
}
