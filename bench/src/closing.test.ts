import { describe, expect, it } from '@jest/globals';
import { createClosing } from './closing.ts';

describe('closing', () => {
  it('runs the steps from the last to the first, each once, however often it is asked', async () => {
    const ran: string[] = [];
    const closing = createClosing();
    closing.add(() => ran.push('platform'));
    closing.add(async () => ran.push('baseline'));
    await Promise.all([closing.close(), closing.close()]);
    await closing.close();
    expect(ran).toEqual(['baseline', 'platform']);
  });

  it('goes on after a step that fails, and tells of it in the end', async () => {
    const ran: string[] = [];
    const closing = createClosing();
    closing.add(() => ran.push('platform'));
    closing.add(async () => {
      throw new Error('would not stop');
    });
    await expect(closing.close()).rejects.toThrow('would not stop');
    expect(ran).toEqual(['platform']);
  });
});
