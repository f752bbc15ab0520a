import type { Fact, Recorded } from '../event-sourcing/event.js';
import { SharedRuns } from './shared-runs.js';

const factAt = (position: string): Recorded<Fact> => ({
  type: 'AccreditationApproved',
  data: {},
  id: position,
  stream: 'accreditation-1',
  revision: 0,
  position,
  metadata: {
    actorId: '',
    power: { role: 'test' },
    commandId: '',
    requestHash: '',
    meetingId: '',
    correlationId: '',
    consulted: {},
    recordedAt: '',
  },
});

describe('runs that are shared', () => {
  it('begin one after another, and whoever comes while one waits shares it under the name of the newest', async () => {
    const runs = new SharedRuns();
    const begun: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const work = async ({ position }: Recorded<Fact>): Promise<void> => {
      begun.push(position);
      await gate;
    };
    const first = runs.run('key', factAt('1'), work);
    await Promise.resolve();
    const others = ['2', '4', '3'].map((position) => runs.run('key', factAt(position), work));
    const elsewhere = runs.run('other key', factAt('5'), work);
    await Promise.resolve();
    expect(begun).toEqual(['1', '5']);
    open();
    await Promise.all([first, elsewhere, ...others]);
    expect(begun).toEqual(['1', '5', '4']);
    await runs.run('key', factAt('6'), work);
    expect(begun).toEqual(['1', '5', '4', '6']);
  });

  it('fail for everybody who shares them, and the next one begins all the same', async () => {
    const runs = new SharedRuns();
    const failing = (): Promise<void> => Promise.reject(new Error('no database'));
    const shared = [runs.run('key', factAt('1'), failing), runs.run('key', factAt('2'), failing)];
    const results = await Promise.allSettled(shared);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const begun: string[] = [];
    await runs.run('key', factAt('3'), async ({ position }) => void begun.push(position));
    expect(begun).toEqual(['3']);
  });
});
