import { setTimeout as sleep } from 'node:timers/promises';
import { clockFrom, systemClock } from './clock.js';

describe('clock', () => {
  it('tells the time of the system', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000);
  });

  it('starts at the chosen instant and runs on from there', async () => {
    const start = new Date('2031-05-01T08:00:00Z');
    const clock = clockFrom(start);
    const first = clock.now().getTime();
    await sleep(30);
    const second = clock.now().getTime();

    expect(first - start.getTime()).toBeGreaterThanOrEqual(0);
    expect(first - start.getTime()).toBeLessThan(1000);
    expect(second - first).toBeGreaterThanOrEqual(25);
  });

  it('does not follow a change of the system time', () => {
    const clock = clockFrom(new Date('2031-05-01T08:00:00Z'));
    jest.spyOn(Date, 'now').mockReturnValue(0);

    expect(clock.now().toISOString()).toMatch(/^2031-05-01T08:00/);
    jest.restoreAllMocks();
  });
});
