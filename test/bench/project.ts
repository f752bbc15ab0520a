import { AccreditationFile } from '../../src/accreditation/accreditation.entity.js';
import { accreditationFacts } from '../../src/accreditation/accreditation.events.js';
import { filesProjection } from '../../src/accreditation/accreditation.projection.js';
import { PAGE_SIZE } from '../../src/event-sourcing/follower.js';
import { catalogueOf } from '../../src/event-sourcing/event.js';
import { BEGINNING, type StoredFact } from '../../src/event-sourcing/event-store.js';
import { settledEnd } from '../../src/event-sourcing/log-walk.js';
import { type Kernel, type KernelNode, startKernel } from '../setup/kernel.js';
import { FileFacts, putInLog, STEPS } from './example-files.js';
import type { Options } from './options.js';
import { PER_EVENT, PerEvent } from './per-event.js';
import { Profiler, profileTable } from './profile.js';
import { mediansOf, type Report } from './report.js';
import { figureOf, rotated } from './rounds.js';

const FILES = 20_000;
const PIECES = 5;
const BY_SQL = 'files_by_sql';
const MOST_MS = 600_000;

/** The files of accreditation from their facts, after a piece of others that is not counted: folded by pages, written fact by fact, and copied by SQL alone. */
export async function project({ quick, profile }: Options, files = quick ? FILES / 50 : FILES): Promise<Report> {
  const kernel = await startKernel(catalogueOf([accreditationFacts]), [AccreditationFile]);
  try {
    for (const table of [PER_EVENT, BY_SQL])
      await kernel.owner.query(`create table read.${table} (like read.files including all)`);
    const facts = new FileFacts(files, kernel.codec);
    const projections = await open(kernel);
    const [ours, perEvent, bySql] = projections;
    const samples = new Map(projections.map(({ name }) => [name, [] as number[]]));
    const aPiece = (files * STEPS) / PIECES;
    await extend(kernel, await new FileFacts(files / PIECES, kernel.codec).next(aPiece));
    for (const { catchUp } of projections) await catchUp();
    for (let piece = 0; piece < PIECES; piece += 1) {
      const placed = await facts.next(aPiece);
      await extend(kernel, placed);
      // What SQL copies was written by ours.
      for (const { name, catchUp } of [...rotated([ours, perEvent], piece), bySql]) {
        const begun = performance.now();
        await catchUp();
        samples.get(name)?.push((placed.length * 1_000) / (performance.now() - begun));
      }
    }
    await expectEqual(kernel);
    const profiles = profile ? [await profileOf(kernel)] : [];
    const figures = Object.fromEntries([...samples].map(([name, values]) => [name, figureOf(values)]));
    const title = `project: ${files * STEPS} facts of ${files} files, with personal data, in pages of ${PAGE_SIZE} and ${PIECES} pieces`;
    return { json: mediansOf(figures), comparisons: [{ title, figures, goals: { perEvent: 5 } }], profiles };
  } finally {
    await kernel.stop();
  }
}

async function extend({ owner, store }: Kernel, facts: Parameters<typeof putInLog>[1]): Promise<void> {
  await putInLog(owner, facts);
  // Transactions of other databases of the server may hide them for a moment.
  await settledEnd(store);
}

/** Another node makes the table again. */
async function profileOf(kernel: Kernel): Promise<string> {
  const node = await kernel.node();
  await kernel.owner.query('truncate read.files');
  await kernel.owner.query(`update progress.checkpoints set position = '' where name = $1`, [filesProjection.name]);
  const profiler = new Profiler();
  await profiler.start();
  await follow(node);
  return profileTable('project, credence', await profiler.stop());
}

interface Projecting {
  readonly name: string;
  /** Up to the end of the log, the checkpoint too. */
  catchUp(): Promise<void>;
}

/** Each on a node of its own, so that nobody finds the keys of persons that another one has fetched. */
async function open(kernel: Kernel): Promise<readonly [Projecting, Projecting, Projecting]> {
  const [ours, perEvent, bySql] = [await kernel.node(), await kernel.node(), await kernel.node()];
  for (const name of [PER_EVENT, BY_SQL])
    await perEvent.checkpoints.open({ name, partition: 0 }, 'projection', 1, 1, () => BEGINNING);
  const rival = new PerEvent(perEvent, kernel.dataSource);
  let copied = BEGINNING;
  return [
    { name: 'credence', catchUp: () => follow(ours) },
    { name: 'perEvent', catchUp: () => rival.catchUp() },
    { name: 'sqlLimit', catchUp: async () => void (copied = await copyBySql(bySql, copied)) },
  ];
}

/** As a worker does it, from its start to the last fact. */
async function follow(node: KernelNode): Promise<void> {
  const head = await node.store.head();
  const consumers = node.consumers();
  consumers.project(filesProjection);
  consumers.start('projections');
  const isLevel = await node.checkpoints.waitFor([filesProjection.name], head, MOST_MS);
  await consumers.stop();
  if (!isLevel) throw new Error('The projection did not come to the end of the log.');
}

/** The rows of each page, once they are there, by one statement: nothing is read from the log, decrypted or folded. */
async function copyBySql({ store, pool, checkpoints }: KernelNode, from: string): Promise<string> {
  let position = from;
  for (;;) {
    const page = await store.readAll(position, PAGE_SIZE);
    if (page.facts.length === 0) return position;
    const copied = { text: copy, value: idsIn(page.facts) };
    await checkpoints.moveWith(pool, { name: BY_SQL, partition: 0 }, position, page.upTo, { version: 1, calls: 0 }, [
      copied,
    ]);
    position = page.upTo;
  }
}

const idsIn = (facts: readonly StoredFact[]): readonly string[] => [
  ...new Set(facts.map(({ stream }) => stream.slice('accreditation-'.length))),
];

const columns = `meeting_id, delegation_id, slot_id, category, capacity, stage, on_hold, language, nominee, profile,
  functional_title_code, declarations, document_type, photo, late, substitutes_file_id, nominated_by, opened_at, sort_name,
  last_reason, revision, updated_at`;
const copy = (value: string, moved: string): string =>
  `insert into read.${BY_SQL} (id, ${columns}) select id, ${columns} from read.files, ${moved} where id = any(${value})
  on conflict (id) do update set (${columns}) = row(${columns.replace(/\w+/gu, 'excluded.$&')})`;

/** All did the same work. */
async function expectEqual({ owner }: Kernel): Promise<void> {
  for (const table of [PER_EVENT, BY_SQL]) {
    const { rows } = await owner.query<{ same: boolean }>(
      `select not exists (
         (select id, ${columns} from read.files except select id, ${columns} from read.${table})
         union all (select id, ${columns} from read.${table} except select id, ${columns} from read.files)
       ) as same`,
    );
    if (rows[0]?.same !== true) throw new Error(`The table ${table} is not equal to ours.`);
  }
}
