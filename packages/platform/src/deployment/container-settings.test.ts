import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { productTopology } from '../launcher/topology.ts';
import { workspaceRoot } from '../state-folder.ts';
import {
  type ContainerStep,
  containerSteps,
  environmentOf,
  type StepKind,
  secretFilesOf,
} from './container-settings.ts';

const steps = await containerSteps();
const step = (name: string, kind: StepKind = 'serve', among = steps): ContainerStep => {
  const found = among.find((one) => one.process === name && one.kind === kind);
  if (found === undefined) throw new Error(`no step to ${kind} ${name}`);
  return found;
};

describe('settings in containers', () => {
  it('are there for every process, migration and seed of the product, and for nothing else', () => {
    const serving = steps.filter(({ kind }) => kind === 'serve').map(({ process }) => process);
    expect(serving).toEqual([...productTopology.services.map(({ name }) => name), 'gateway', 'inbox', 'sandbox']);
    const migrating = steps.filter(({ kind }) => kind === 'migrate').map(({ process }) => process);
    expect(migrating).toEqual(productTopology.services.map(({ name }) => name));
    expect(steps.filter(({ kind }) => kind === 'seed').map(({ process }) => process)).toEqual([
      'catalog',
      'certificate-authority',
    ]);
  });

  it('name entry files that exist', () => {
    expect(steps.filter(({ entry }) => !existsSync(path.join(workspaceRoot, entry)))).toEqual([]);
  });

  it('hold no address of this machine and no secret in the open', () => {
    const values = steps.flatMap((one) => Object.values(environmentOf(one)));
    expect(values.filter((value) => /127\.0\.0\.1|a-secret-comes-here|[^:]\/\/localhost:7/.test(value))).toEqual([]);
    const open = steps.flatMap(({ settings }) =>
      Object.entries(settings).flatMap(([name, one]) => ('value' in one ? [name] : [])),
    );
    const secretNames =
      /(KEY|KEYRING|PEPPER|TOKEN|SECRET|PASSPHRASE|PIN|ACCOUNT|DATABASE_URL|REDIS_URL|SMTP_URL|JWKS)$/;
    expect(open.filter((name) => secretNames.test(name))).toEqual([]);
  });

  it('give each process its own secrets only', () => {
    expect(secretFilesOf(step('catalog'))).toEqual(['actor-jwks.json', 'database-url']);
    expect(secretFilesOf(step('gateway'))).toEqual(['redis-url', 'token-key.json']);
    expect(secretFilesOf(step('signer'))).toEqual([
      'actor-jwks.json',
      'assertion-jwks.json',
      'database-url',
      'keyring.json',
      'record-mac-key.json',
    ]);
    expect(steps.filter((one) => secretFilesOf(one).includes('sms-token')).map(({ process }) => process)).toEqual([
      'second-factor',
      'inbox',
    ]);
  });

  it('name callees by the headless names that all their containers share', () => {
    expect(environmentOf(step('remote-signing'))).toMatchObject({
      SIGNER_ADDRESS: 'dns:///signer:7000',
      SECOND_FACTOR_ADDRESS: 'dns:///second-factor:7000',
      GRPC_HOST: '0.0.0.0',
      GRPC_PORT: '7000',
      OPS_PORT: '7001',
      HEALTH_PORT: '7002',
      DRAIN_SECONDS: '10',
      TLS_CERT_FILE: '/run/secrets/tls/tls.crt',
      KEYRING_FILE: '/run/secrets/countersign/keyring.json',
      DATABASE_URL_FILE: '/run/secrets/countersign/database-url',
    });
  });

  it('give a migration the database and nothing else, and a seed what it writes with', () => {
    expect(environmentOf(step('order', 'migrate'))).toEqual({
      DATABASE_URL_FILE: '/run/secrets/countersign/database-url',
    });
    expect(Object.keys(step('certificate-authority', 'seed').settings).toSorted()).toEqual([
      'DATABASE_URL_FILE',
      'KEYRING_FILE',
      'KEY_CUSTODY',
      'LOG_LEVEL',
      'PKI_URL',
      'ROOT_FOLDER',
      'ROOT_PASSPHRASE_FILE',
    ]);
  });

  it('follow what an operator chooses: the real payment provider, the address, a root elsewhere', async () => {
    const chosen = await containerSteps({
      environment: { PAYMENT_PROVIDER: 'stripe', PUBLIC_URL: 'https://sign.example.com', ROOT_ELSEWHERE: 'true' },
    });
    const order = environmentOf(step('order', 'serve', chosen));
    expect(order).toMatchObject({
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY_FILE: '/run/secrets/countersign/stripe-secret-key',
      FRONTEND_URL: 'https://sign.example.com',
    });
    expect(Object.keys(order).filter((name) => name.startsWith('SANDBOX'))).toEqual([]);
    expect(environmentOf(step('certificate-authority', 'serve', chosen))).toMatchObject({
      PKI_URL: 'https://sign.example.com/pki',
    });
    expect(step('certificate-authority', 'seed', chosen).settings).not.toHaveProperty('ROOT_FOLDER');
  });
});
