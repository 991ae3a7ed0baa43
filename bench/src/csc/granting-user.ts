import { PageVisitor } from '../../../test/src/page-visitor.ts';
import { openApplication, registerApplication } from '../../../test/src/signing-application.ts';
import { enrolEgrid, listOwn } from '../../../test/src/steps/factors.ts';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import type { BenchmarkContext } from '../benchmark.ts';
import { prepareUser } from '../sign/signing-user.ts';
import type { CscPlace, Lane } from './orders.ts';

/**
 * Prepares a user with a credential and so many cards, and has him grant an application as often on the consent pages:
 * each of those who sign at the same time needs a card and a grant of his own.
 */
export async function makeGrantingUser(
  platform: TestPlatform,
  count: number,
  context: BenchmarkContext,
): Promise<CscPlace> {
  const { world, place } = await prepareUser(platform, context);
  const { api, signer, officer, takeCode } = world;
  const client = await registerApplication(api, officer, { explicitAuthorisation: true });
  const { id: credentialId } = await api.ask<{ id: string }>('POST', '/v1/credentials', {
    token: signer.token,
    idempotent: true,
    body: { keyAlgorithm: 'P-256' },
  });
  const app = (await listOwn(world, signer)).find(({ kind }) => kind === 'soft_token');
  if (app === undefined) throw new Error('the user has no app');
  const { applicant } = openApplication(new PageVisitor(platform.url), client, {
    person: { ...signer, authenticatorId: app.id },
    takeCode: async () => await takeCode(signer),
  });
  const lanes: Lane[] = [];
  for (let number = 0; number < count; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one person
    const { id: authenticatorId } = await enrolEgrid(world, signer, { label: `eGrid ${number}` });
    const grid = [...(world.egrid?.grid ?? [])];
    // oxlint-disable-next-line no-await-in-loop
    const { accessToken: token } = await applicant.obtain(2, [['scope', 'service']]);
    lanes.push({ token, card: { authenticatorId, grid } });
  }
  return { user: place, credentialId, lanes };
}
