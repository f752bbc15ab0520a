import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/setup/database.js';
import { movableClock } from '../../test/setup/movable-clock.js';
import { migrate } from '../platform/database.js';
import { TooManyRequests } from '../platform/edge/platform-problems.js';
import { LetterChecks } from './letter-checks.js';

describe('the questions about a letter', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  const clock = movableClock('2025-09-01T12:00:00.000Z');

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate({ databaseUrl: database.url, keysDatabaseUrl: database.keysUrl });
    pool = new pg.Pool({ connectionString: database.url });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const isWrong = (answer: string): boolean => answer === 'wrong';
  const ask = (number: string, answer: string): Promise<string> =>
    new LetterChecks(pool, clock).ask(number, () => Promise.resolve(answer), isWrong);
  const wrongly = async (number: string, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) expect(await ask(number, 'wrong')).toBe('wrong');
  };

  it('V4 end for a day after ten wrong answers, whatever was right between them', async () => {
    await wrongly('N-1', 9);
    for (let time = 0; time < 5; time += 1) expect(await ask('N-1', 'right')).toBe('right');
    await wrongly('N-1', 1);
    await expect(ask('N-1', 'right')).rejects.toThrow(TooManyRequests);
    expect(await ask('N-2', 'right')).toBe('right');
    clock.jump('2025-09-02T11:50:00.000Z');
    const refused = await ask('N-1', 'right').catch((error: unknown) => error as TooManyRequests);
    expect((refused as TooManyRequests).seconds).toBeGreaterThan(590);
    expect((refused as TooManyRequests).seconds).toBeLessThan(690);
    clock.jump('2025-09-02T12:02:00.000Z');
    expect(await ask('N-1', 'right')).toBe('right');
    await wrongly('N-1', 10);
    await expect(ask('N-1', 'wrong')).rejects.toThrow(TooManyRequests);
  });
});
