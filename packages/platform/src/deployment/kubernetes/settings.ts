import { type ContainerStep, containerSteps, environmentOf } from '../container-settings.ts';

/**
 * What the base is written for: a production, whose operator gives the address, the payment provider and the senders of
 * messages in his overlay.
 */
export const baseEnvironment: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://sign.example.com',
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_replaceme00',
  SMS_URL: 'https://api.twilio.com',
  ROOT_ELSEWHERE: 'true',
};

// What follows from where and how a process runs, and not from what an operator wants.
const structural = /(_ADDRESS|_PORT|_FILE|^GRPC_HOST|^HTTP_HOST|^DRAIN_SECONDS|^KEY_CUSTODY)$/;

/** Settings of an installation: what an operator chooses, once for all processes, and what each process has of its own. */
export interface InstallationSettings {
  readonly shared: Readonly<Record<string, string>>;
  readonly own: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Parts the settings of all serving processes. Throws when two processes are given different values of a shared one. */
export function partSettings(steps: readonly ContainerStep[]): InstallationSettings {
  const shared: Record<string, string> = {};
  const own = new Map<string, Record<string, string>>();
  for (const step of steps.filter(({ kind }) => kind === 'serve')) {
    const mine: Record<string, string> = {};
    for (const [name, value] of Object.entries(environmentOf(step))) {
      if (structural.test(name)) mine[name] = value;
      else if ((shared[name] ?? value) === value) shared[name] = value;
      else throw new Error(`${step.process} is given another ${name} than the others: it cannot be shared`);
    }
    own.set(step.process, mine);
  }
  return { shared, own };
}

/** The steps of the base, without the stand-ins that no production has. */
export async function baseSteps(): Promise<readonly ContainerStep[]> {
  const steps = await containerSteps({ environment: baseEnvironment });
  return steps.filter(({ process }) => process !== 'inbox' && process !== 'sandbox');
}
