import { describe, expect, it } from '@jest/globals';
import { createFailingUsers } from './failing-users.ts';

describe('the count of failing users', () => {
  it('counts each user ID once, for a minute after its last failure', () => {
    let now = 0;
    const failing = createFailingUsers(() => now);
    for (const userId of ['a', 'b', 'a', 'c']) failing.add(userId);
    expect(failing.count()).toBe(3);
    now = 59_999;
    failing.add('b');
    expect(failing.count()).toBe(3);
    now = 60_000;
    expect(failing.count()).toBe(1);
    now = 119_999;
    expect(failing.count()).toBe(0);
  });

  it('remembers no more than fifty thousand', () => {
    const failing = createFailingUsers(() => 0);
    for (let n = 0; n < 50_010; n += 1) failing.add(String(n));
    expect(failing.count()).toBe(50_000);
  });
});
