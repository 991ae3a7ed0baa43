import { verifyExportedAudit } from '@countersign/audit';
import type { Step } from '../journey.ts';
import { expectThat } from '../rest-client.ts';
import type { Account } from './account.ts';

interface Deviation {
  standard: string;
  requirement: string;
  setting: string;
  value: string;
  conformingValue: string;
}

/** What anybody can look up and check. */
export const auditSteps: readonly Step[] = [
  {
    promise: 'R8',
    title: 'The audit of the account is exported, and verified offline against its head',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { id } = await api.ask<Account>('GET', '/v1/account', { token });
      const path = `/v1/accounts/${id}/audit`;
      const { head } = await api.ask<{ head: string }>('GET', `${path}/proof`, { token });
      world.audit = (await api.send('GET', `${path}/export?format=jsonl`, { token })).bytes.toString('utf8');
      const lines = world.audit.trimEnd().split('\n');
      expectThat((await verifyExportedAudit(lines, { head })).ok, 'it is whole');
      expectThat(!(await verifyExportedAudit(lines.toSpliced(1, 1), { head })).ok, 'without a record it is not');
      for (const action of ['order.paid', 'certificate.issued', 'credential.created', 'signature.made']) {
        expectThat(world.audit.includes(`"${action}"`), `it tells of ${action}`);
      }
    },
  },
  {
    promise: 'E19',
    title: 'Where the active policy deviates from the standards is public, with the setting that causes it',
    run: async ({ api }) => {
      const { profile, deviations } = await api.ask<{ profile: string; deviations: Deviation[] }>(
        'GET',
        '/v1/conformance',
      );
      const questions = deviations.find(({ setting }) => setting === 'RECOVERY_QUESTIONS');
      expectThat(
        profile === 'guide' && questions?.value === 'optional' && questions.conformingValue === 'off',
        'questions for a forgotten password deviate, and can be turned off',
      );
    },
  },
];
