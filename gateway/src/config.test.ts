import { createTestTrust } from '@countersign/testing';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from './config.ts';

const { ca, cert, key } = (await createTestTrust()).tls('gateway');
const least = {
  TLS_CA: ca,
  TLS_CERT: cert,
  TLS_KEY: key,
  TOKEN_KEY: '{"keys":[]}',
  REDIS_URL: 'redis://localhost',
  CATALOG_ADDRESS: 'localhost:1',
  ORDER_ADDRESS: 'localhost:2',
  ENROLLMENT_ADDRESS: 'localhost:3',
  IDENTITY_ADDRESS: 'localhost:4',
  SECOND_FACTOR_ADDRESS: 'localhost:5',
  REMOTE_SIGNING_ADDRESS: 'localhost:6',
  CERTIFICATE_AUTHORITY_ADDRESS: 'localhost:7',
  SIGNER_ADDRESS: 'localhost:8',
};

describe('the settings', () => {
  it('have defaults that open nothing', () => {
    expect(readSettings(least)).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      opsPort: undefined,
      gateway: {
        publicUrl: 'http://localhost:8080',
        corsOrigins: [],
        trustProxy: false,
        appLinks: [{ platform: 'linux', name: 'Countersign soft token', url: 'http://localhost:8080/a' }],
        requestsPerMinute: 600,
        sensitiveRequestsPerMinute: 120,
        provider: { name: 'Countersign', region: 'ZZ' },
      },
    });
  });

  it('have no default for a secret or an address, and name everything that is missing', () => {
    const names = Object.keys(least);
    const read = () => readSettings({});
    for (const name of names) expect(read).toThrow(name);
  });

  it('are read into what they mean', () => {
    const { gateway } = readSettings({
      ...least,
      PUBLIC_URL: 'https://api.example.com/',
      CORS_ORIGINS: 'https://shop.example.com, https://app.example.com:8443',
      TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
      APP_LINKS: '[{"platform":"ios","name":"Any app","url":"https://apps.example.com/any"}]',
    });
    expect(gateway).toMatchObject({
      publicUrl: 'https://api.example.com',
      corsOrigins: ['https://shop.example.com', 'https://app.example.com:8443'],
      trustProxy: ['10.0.0.0/8', '127.0.0.1'],
      appLinks: [{ platform: 'ios', name: 'Any app', url: 'https://apps.example.com/any' }],
    });
  });

  it('lead to the page of the reference app at the public address, unless other apps or none are named', () => {
    const PUBLIC_URL = 'https://sign.example.com/';
    const linksOf = (more: object) => readSettings({ ...least, PUBLIC_URL, ...more }).gateway.appLinks;
    expect(linksOf({}).map(({ url }) => url)).toEqual(['https://sign.example.com/a']);
    expect(linksOf({ APP_LINKS: '[]' })).toEqual([]);
  });

  it.each([
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://shop.example.com/path'],
    ['APP_LINKS', '{'],
    ['APP_LINKS', '[{"platform":"toaster","name":"x","url":"https://x.example.com"}]'],
    ['APP_LINKS', '[{"platform":"ios","name":"x","url":"javascript:alert(1)"}]'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['PUBLIC_URL', 'api.example.com'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', 'proxy.example.com'],
  ])('refuse %s = %s', (name, value) => {
    expect(() => readSettings({ ...least, [name]: value })).toThrow(name);
  });
});
