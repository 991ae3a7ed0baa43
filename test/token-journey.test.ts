import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itWitnessedBy } from '@countersign/testing';
import { expect } from '@jest/globals';
import { type StepResult, stepsToSigning, type World, walkJourney } from './src/journey.ts';
import { signingSteps } from './src/steps/signing.ts';
import { startTestPlatform } from './src/test-platform.ts';
import { askPdfsig } from './src/witnesses.ts';

/** The shortest way to a signing certificate, and all that is done with it. */
const steps = [...stepsToSigning, ...signingSteps];

/** Walks with all keys of users and authorities in tokens (PKCS #11). */
async function walkWithTokens(folder: string): Promise<{ results: StepResult[]; world: World; failure: unknown }> {
  process.env['KEY_CUSTODY'] = 'pkcs11';
  const platform = await startTestPlatform(folder);
  let failure: unknown;
  try {
    const walked = await walkJourney({ ...platform, folder, steps, onStep: (_, error) => (failure ??= error) });
    const { signedPdf = Buffer.alloc(0), credential } = walked.world;
    const root = credential?.chainPem.match(/-----BEGIN[^]*?END CERTIFICATE-----/g)?.at(-1) ?? '';
    // While the authority can be asked whether the certificate is good.
    if (failure === undefined) expect(await askPdfsig(signedPdf, root)).not.toMatchObject({ ok: false });
    return { ...walked, failure };
  } finally {
    delete process.env['KEY_CUSTODY'];
    await platform.stop();
  }
}

itWitnessedBy('softhsm2-util')(
  'the way to a signed document is the same with all keys in a token (witness: softhsm2-util)',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'countersign-token-'));
    try {
      const { results, world, failure } = await walkWithTokens(folder);
      expect(failure).toBeUndefined();
      expect(results).toHaveLength(steps.length);
      expect(world.credential).toMatchObject({ custody: 'pkcs11' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  540_000,
);
