import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { firstValueFrom, of } from 'rxjs';
import type { Checkpoints } from '../../event-sourcing/checkpoints.js';
import { Reads, ReadsInterceptor } from './reads.interceptor.js';

class Queries {
  @Reads('files', 'delegations')
  list(): void {
    return undefined;
  }

  other(): void {
    return undefined;
  }
}

function askWith(
  level: boolean,
  after: string | undefined,
  handler: () => void,
): { asked: unknown[]; headers: Record<string, string>; answer: Promise<unknown> } {
  const asked: unknown[] = [];
  const headers: Record<string, string> = {};
  const checkpoints = { waitFor: (...words: unknown[]) => Promise.resolve(asked.push(...words) > 0 && level) };
  const interceptor = new ReadsInterceptor(new Reflector(), checkpoints as unknown as Checkpoints);
  const context = {
    getHandler: () => handler,
    getClass: () => Queries,
    switchToHttp: () => ({
      getRequest: () => ({ headers: after === undefined ? {} : { 'credence-after': after } }),
      getResponse: () => ({ header: (name: string, value: string) => (headers[name] = value) }),
    }),
  } as unknown as ExecutionContext;
  const next: CallHandler = { handle: () => of('rows') };
  return { asked, headers, answer: interceptor.intercept(context, next).then((rows) => firstValueFrom(rows)) };
}

describe('a query that reads projections', () => {
  it('waits for all of them up to the position of the caller', async () => {
    const { asked, headers, answer } = askWith(true, 'abc-1', Queries.prototype.list);
    expect(await answer).toBe('rows');
    expect(asked).toEqual([['files', 'delegations'], 'abc-1', 2_000]);
    expect(headers).toEqual({});
  });

  it('answers with what it has when the time is up, and says so', async () => {
    const { headers, answer } = askWith(false, 'abc-1', Queries.prototype.list);
    expect(await answer).toBe('rows');
    expect(headers).toEqual({ 'credence-stale': 'true' });
  });

  it('waits for nothing that nobody asked for', async () => {
    const nobody = askWith(true, undefined, Queries.prototype.list);
    await nobody.answer;
    const nothing = askWith(true, 'abc-1', Queries.prototype.other);
    await nothing.answer;
    expect([...nobody.asked, ...nothing.asked]).toEqual([]);
  });

  it('refuses a position that is none', async () => {
    await expect(askWith(true, "a' or 1=1", Queries.prototype.list).answer).rejects.toThrow('malformed-position');
  });
});
