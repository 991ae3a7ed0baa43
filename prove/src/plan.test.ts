import { describe, expect, it } from '@jest/globals';
import { killPoints, planRun, planWeather, victims } from './plan.ts';
import { seededRandom } from './seeded-random.ts';

const seed = seededRandom(1);
const plans = Array.from({ length: 500 }, (_, run) => planRun(seed.fork(run), run));
const weathers = Array.from({ length: 500 }, (_, wave) => planWeather(seed.fork(`wave ${wave}`)));

describe('500 plans of one seed', () => {
  it('are the same again', () => {
    expect(planRun(seededRandom(1).fork(17), 17)).toEqual(plans[17]);
  });

  it('try every currency, every kind of card and every way to give up', () => {
    expect(new Set(plans.map(({ currency }) => currency)).size).toBe(3);
    expect(new Set(plans.flatMap(({ cards }) => cards)).size).toBe(7);
    expect(new Set(plans.map(({ cancel }) => cancel)).size).toBe(3);
    expect(new Set(plans.flatMap(({ forgeries }) => forgeries)).size).toBe(5);
    expect(plans.some(({ tabs, completions }) => tabs === 2 && completions > 1)).toBe(true);
  });

  it('end with a card that can be charged', () => {
    for (const { cards } of plans) expect(['declined', 'poor', 'rejected']).not.toContain(cards.at(-1));
  });

  it('kill every process at every point', () => {
    const kills = new Set(
      weathers.flatMap((weather) => weather.kills.map(({ point, victim }) => `${point} ${victim}`)),
    );
    expect(kills.size).toBe(killPoints.length * victims.length);
  });
});
