export { type Clock, systemClock } from './clock.ts';
export { ConfigError, readConfig } from './config.ts';
export { newId } from './ids.ts';
export { createLogger, type Logger } from './logger.ts';
export { checkReadiness, createMetrics, type ReadinessChecks, startOpsServer } from './ops-server.ts';
export { createOutcomes, type Outcomes } from './outcomes.ts';
export { type Rounds, startRounds } from './rounds.ts';
export { closeInOrder, type ShutdownStep } from './shutdown.ts';
