import { randomBytes } from 'node:crypto';
import { readKeyring } from '@countersign/sealing';
import { describe, expect, it } from '@jest/globals';
import { type AccountEvent, accountAnnouncement, readAccountEvent, signAccountEvent } from './account-event.ts';

const keys = { 1: randomBytes(32).toString('base64'), 2: randomBytes(32).toString('base64') };
const keyring = (current: number, versions: readonly (1 | 2)[]) =>
  readKeyring(JSON.stringify({ current, keys: Object.fromEntries(versions.map((name) => [name, keys[name]])) }));
const first = keyring(1, [1]);
const both = keyring(2, [1, 2]);

const anEvent = (over: Partial<AccountEvent> = {}): AccountEvent => ({
  service: 'enrollment',
  source: 'acc_1/7',
  account: 'acc_1',
  actor: 'usr_1',
  action: 'member.removed',
  subject: 'usr_2',
  detail: { roles: ['auditor'], nested: { n: 1.5, none: null } },
  at: new Date('2026-03-01T12:00:00.123Z'),
  ...over,
});
const sign = (event: AccountEvent, key = first) =>
  signAccountEvent(key, accountAnnouncement(event).payload) as { event: string; mac: string };

describe('an event for the audit of an account', () => {
  it('goes to identity and comes back as it was', () => {
    expect(accountAnnouncement(anEvent())).toMatchObject({ queue: 'identity', topic: 'audit-event' });
    expect(readAccountEvent(first, sign(anEvent()))).toEqual(anEvent());
  });

  it('is read under an older key as long as that is in the keyring, and under a newer one once it is', () => {
    expect(readAccountEvent(both, sign(anEvent()))).toEqual(anEvent());
    expect(readAccountEvent(both, sign(anEvent(), both))).toEqual(anEvent());
    expect(readAccountEvent(first, sign(anEvent(), both))).toBeUndefined();
    expect(readAccountEvent(keyring(2, [2]), sign(anEvent()))).toBeUndefined();
  });

  it('is refused when anything of it, or its MAC, was changed', () => {
    const { event, mac } = sign(anEvent());
    const others = [
      { event: event.replace('acc_1', 'acc_2'), mac },
      { event: `${event} `, mac },
      { event, mac: '' },
      { event, mac: `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}` },
      { event, mac: mac.slice(0, -4) },
      { event, mac: sign(anEvent({ subject: 'usr_3' })).mac },
    ];
    expect(others.map((other) => readAccountEvent(first, other))).toEqual(others.map(() => undefined));
  });

  it('has no particulars of the names that identity adds', () => {
    for (const detail of [{ service: 'order' }, { source: 'x' }]) {
      expect(() => accountAnnouncement(anEvent({ detail }))).toThrow('must not be called');
    }
  });
});
