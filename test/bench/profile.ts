import { type Profiler as Cpu, Session } from 'node:inspector/promises';

/** A function, and the share of the time that was spent in it and not in what it calls. */
export interface SelfTime {
  readonly name: string;
  readonly place: string;
  readonly share: number;
}

const OFTEN_US = 200;

/** The CPU profile of this process. */
export class Profiler {
  private readonly session = new Session();

  async start(): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.setSamplingInterval', { interval: OFTEN_US });
    await this.session.post('Profiler.start');
  }

  async stop(): Promise<readonly SelfTime[]> {
    const { profile } = await this.session.post('Profiler.stop');
    this.session.disconnect();
    return selfTimes(profile);
  }
}

function selfTimes({ nodes, samples = [], timeDeltas = [] }: Cpu.Profile): readonly SelfTime[] {
  const known = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, { name: string; place: string; us: number }>();
  let all = 0;
  samples.forEach((id, index) => {
    const frame = known.get(id);
    // The inspector's own work, when it hands the profile over.
    if (frame === undefined || frame.functionName === 'dispatch') return;
    const us = timeDeltas[index] ?? 0;
    const name = frame.functionName || '(anonymous)';
    const place = frame.url === '' ? '' : `${shortened(frame.url)}:${frame.lineNumber + 1}`;
    const entry = times.get(`${name} ${place}`) ?? { name, place, us: 0 };
    entry.us += us;
    all += us;
    times.set(`${name} ${place}`, entry);
  });
  return [...times.values()]
    .map(({ name, place, us }) => ({ name, place, share: us / all }))
    .toSorted((a, b) => b.share - a.share);
}

/** `src/…` of ours, the package for what is installed. */
const shortened = (url: string): string =>
  url
    .replace(/^file:\/\//u, '')
    .replace(/^.*\/node_modules\//u, '')
    .replace(/^.*\/dist\/(src|test|migrations)\//u, '$1/');

/** Ours by file, others by package: where the time is spent on the whole. */
function owners(times: readonly SelfTime[]): readonly SelfTime[] {
  const shares = new Map<string, number>();
  for (const { name, place, share } of times) {
    const owner = ownerOf(name, place);
    shares.set(owner, (shares.get(owner) ?? 0) + share);
  }
  return [...shares].map(([name, share]) => ({ name, place: '', share })).toSorted((a, b) => b.share - a.share);
}

function ownerOf(name: string, place: string): string {
  if (place === '') return name.startsWith('(') ? name : '(native)';
  if (place.startsWith('node:')) return place.split(/[/:]/u).slice(0, 3).join(':');
  if (/^(?:src|test)\//u.test(place)) return place.replace(/:\d+$/u, '');
  return place.split('/', place.startsWith('@') ? 2 : 1).join('/');
}

export function profileTable(title: string, times: readonly SelfTime[], most = 20): string {
  const line = ({ name, place, share }: SelfTime): string =>
    `  ${(share * 100).toFixed(1).padStart(5)} %  ${name}${place === '' ? '' : `  ${place}`}`;
  return [
    `${title}: self time by function`,
    ...times.slice(0, most).map(line),
    `${title}: self time by file or package`,
    ...owners(times).slice(0, most).map(line),
    '',
  ].join('\n');
}
