import type { ServiceEntry, SettingsGroup } from '../../launcher/topology.ts';

/** What a process reaches that is none of ours. */
export type Outside = 'postgres' | 'redis' | 'mail' | 'sms' | 'payments' | 'applications';

const byGroup: Partial<Record<SettingsGroup, Outside>> = {
  redis: 'redis',
  mail: 'mail',
  sms: 'sms',
  payments: 'payments',
  // Told over HTTPS that a result is there.
  applications: 'applications',
};

/** What a service reaches outside, by what it is given. */
export function outsideOf({ migrate, settings }: Pick<ServiceEntry, 'migrate' | 'settings'>): Outside[] {
  const others = settings.flatMap((group) => byGroup[group] ?? []);
  return [...(migrate === undefined ? [] : (['postgres'] as const)), ...others];
}

/** Labels of pods that reach it: policies of an overlay say where it is. */
export function needLabels(needs: readonly Outside[]): Record<string, string> {
  return Object.fromEntries(needs.map((need) => [`needs.countersign/${need}`, 'true']));
}
