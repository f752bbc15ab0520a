import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Metadata } from '@grpc/grpc-js';

/** One case as it was recorded of a real server: what was sent, and what came back. */
export interface RecordedCase {
  readonly group: string;
  readonly case: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly outcome: 'success' | 'error' | 'observed';
  readonly result?: unknown;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly observed?: Readonly<Record<string, unknown>>;
}

/** Some cases take seconds each: unless asked for, others stand for them. */
export const tryAll = process.env['RECORDED_CASES'] === 'all';

export const recordedCases: readonly RecordedCase[] = readFileSync(join(__dirname, 'recorded-cases.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedCase);

/** The cases of a group; those of one name carry a number. */
export function casesOf(group: string, matching = /./u): readonly (readonly [name: string, recorded: RecordedCase])[] {
  const times = new Map<string, number>();
  return recordedCases
    .filter((recorded) => recorded.group === group && matching.test(recorded.case))
    .map((recorded) => {
      const time = (times.get(recorded.case) ?? 0) + 1;
      times.set(recorded.case, time);
      const expected = recorded.request['expected'];
      const detail = typeof expected === 'string' ? ` expecting ${expected}` : time > 1 ? ` #${time}` : '';
      return [`${recorded.case}${detail}`, recorded] as const;
    });
}

/** The outcome of a call in the form of the recording. */
export async function settle(call: Promise<unknown>): Promise<Pick<RecordedCase, 'outcome' | 'result' | 'error'>> {
  try {
    return { outcome: 'success', result: plain(await call) };
  } catch (error) {
    return { outcome: 'error', error: plainError(error) };
  }
}

/** Numbers of any length as text, and positions without their number, which is another in each log. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.map(([key, field]) => [key, key === 'commit' || key === 'prepare' ? '<pos>' : plain(field)]),
  );
}

const SHOWN = [
  'message',
  'code',
  'type',
  'streamName',
  'expectedVersion',
  'actualVersion',
  'maxAppendSize',
  'errorMessage',
  'details',
];

export function plainError(error: unknown): Readonly<Record<string, unknown>> {
  const raised = error as Error &
    Readonly<Record<string, unknown>> & { readonly _raw?: { readonly metadata?: Metadata } };
  const shown = SHOWN.map((key) => [key, plain(raised[key])] as const).filter(([, value]) => value !== undefined);
  const trailers = (raised._raw?.metadata ?? (raised['metadata'] as Metadata | undefined))?.getMap() ?? {};
  const told = Object.entries(trailers).filter(([key]) => !['content-type', 'content-length', 'date'].includes(key));
  return {
    class: raised.constructor.name,
    ...Object.fromEntries(shown),
    ...(told.length > 0 && { trailers: Object.fromEntries(told) }),
  };
}

/** Compares an outcome with the recorded one; the stream has another name here. */
export function expectAsRecorded(recorded: RecordedCase, actual: Awaited<ReturnType<typeof settle>>): void {
  const { streamName: _, inStream: __, ...error } = recorded.error ?? {};
  const { streamName: ___, ...found } = actual.error ?? {};
  expect({ outcome: actual.outcome, result: actual.result, error: found }).toEqual({
    outcome: recorded.outcome,
    result: recorded.outcome === 'success' ? recorded.result : undefined,
    error,
  });
}
