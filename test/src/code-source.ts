const periodMs = 30_000;

/** What an app shows codes of: each code lives for one step of thirty seconds. */
export type CodeOfStep = (step: number) => string | Promise<string>;

/** Codes of an app that were not used before. */
export class CodeSource {
  readonly #codeOf: CodeOfStep;
  #lastStep = -1;
  /** Time spent waiting for a next code, all apps together. */
  static waitedMs = 0;

  constructor(codeOf: CodeOfStep) {
    this.#codeOf = codeOf;
  }

  /**
   * A code that was not used before, as soon as a server takes one: an app whose clock is up to one step off is served
   * too (RFC 6238 5.2). The first code is that of the step before, a later one at most that of the next step.
   */
  async early(onWait: (ms: number) => void = () => undefined): Promise<string> {
    const now = Math.floor(Date.now() / periodMs);
    const step = this.#lastStep < 0 ? now - 1 : Math.max(now, this.#lastStep + 1);
    const opensAt = (step - 1) * periodMs;
    const leftMs = (now + 1) * periodMs - Date.now();
    // Not so late that the step is over before the server looks.
    const ms = Math.max(opensAt - Date.now(), leftMs < 2_000 ? leftMs : 0);
    if (ms > 0) {
      onWait(ms);
      CodeSource.waitedMs += ms;
      await new Promise((resolve) => setTimeout(resolve, ms + 50));
      return await this.early(onWait);
    }
    this.#lastStep = step;
    return await this.#codeOf(step);
  }
}
