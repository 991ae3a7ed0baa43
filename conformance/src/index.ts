export { Applicant, type Person, type RegisteredClient } from './applicant.ts';
export { type CheckResult, type RunOptions, runCsc } from './csc.ts';
export { toLine, toSum } from './report.ts';
export { createServer, type Server } from './server.ts';
export type { Settings } from './world.ts';
