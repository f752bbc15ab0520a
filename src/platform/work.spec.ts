import { PinoLogger } from 'nestjs-pino';
import { pino } from 'pino';
import { pauseAfter, Rounds } from './work.js';

const logger = new PinoLogger({ pinoHttp: { logger: pino({ level: 'silent' }) } });

describe('rounds', () => {
  it('that fail come again soon, and with every failure later, but never less often than their own time', () => {
    expect([0, 1, 2, 3, 4, 5].map((failures) => pauseAfter(failures, 5_000))).toEqual([
      5_000, 1_000, 2_000, 4_000, 5_000, 5_000,
    ]);
    expect([0, 1, 2].map((failures) => pauseAfter(failures, 500))).toEqual([500, 500, 500]);
  });

  it('are told when the process stops, which waits for them to end', async () => {
    const rounds = new Rounds(true, logger);
    let ended = false;
    rounds.every(60_000, 'long', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended = true;
    });
    rounds.onApplicationBootstrap();
    await rounds.beforeApplicationShutdown();
    expect(ended).toBe(true);
  });
});
