export { findAccessFaults } from './access.ts';
export { type FakeClock, fakeClock } from './clock.ts';
export { type TestDatabase, testDatabase, testRedis } from './database.ts';
export { findLeaks, type NamedSecrets } from './leaks.ts';
export {
  createTestTrust,
  type ServiceName,
  startTestService,
  type TestActor,
  type TestClient,
  type TestService,
  type TestTrust,
} from './service.ts';
export { createSoftHsmToken, type SoftHsmToken } from './soft-hsm.ts';
export { type CollectedSpan, drawSpans, recordSpans, startTraceCollector, type TraceCollector } from './spans.ts';
export { hasWitness, itWitnessedBy } from './witness.ts';
