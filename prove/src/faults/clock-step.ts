// Loaded before a process of the platform: its clock steps to what a file says, as the clock of its machine would. Timers
// and performance.now() go on as they did, for they follow another clock.
import { readFileSync, watchFile } from 'node:fs';

const file = process.argv[2] ?? '';
let offsetMs = 0;

const read = (): void => {
  try {
    offsetMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    offsetMs = 0;
  }
};
read();
watchFile(file, { interval: 100, persistent: false }, read);

const RealDate = Date;
const now = (): number => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === globalThis.Date ? target : newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
