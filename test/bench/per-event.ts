import type { PoolClient } from 'pg';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import { personalOf, type Recorded } from '../../src/event-sourcing/event.js';
import { BEGIN_LAZILY } from '../../src/event-sourcing/checkpoints.js';
import { inTransaction } from '../../src/event-sourcing/consumer.js';
import { PAGE_SIZE } from '../../src/event-sourcing/follower.js';
import type { KernelNode } from '../setup/kernel.js';

/** The table of files, as one statement per fact makes it. */
export const PER_EVENT = 'files_per_event';

/** Reads pages as we do, and awaits one statement per fact in the transaction of its page. */
export async function projectPerEvent({ store, codec, pool, checkpoints }: KernelNode, from: string): Promise<string> {
  let position = from;
  for (;;) {
    const page = await store.readAll(position, PAGE_SIZE);
    if (page.facts.length === 0) return position;
    const facts = (await codec.openAll(page.facts)) as readonly Recorded<AccreditationFact>[];
    const write = async (client: PoolClient): Promise<void> => {
      for (const fact of facts) await upsert(client, fact);
      await checkpoints.moveWith(client, { name: PER_EVENT, partition: 0 }, position, page.upTo);
    };
    await inTransaction(pool, write, BEGIN_LAZILY);
    position = page.upTo;
  }
}

async function upsert(client: PoolClient, fact: Recorded<AccreditationFact>): Promise<void> {
  const id = fact.stream.slice('accreditation-'.length);
  const { revision } = fact;
  const at = fact.metadata.recordedAt;
  switch (fact.type) {
    case 'FileOpened': {
      const { data } = fact;
      const nominee = personalOf(fact);
      await client.query({
        name: 'per-event opened',
        text: `insert into read.${PER_EVENT} (id, meeting_id, delegation_id, slot_id, category, capacity, stage, on_hold, language,
                 nominee, declarations, late, substitutes_file_id, nominated_by, opened_at, sort_name, revision, updated_at)
               values ($1, $2, $3, $4, $5, $6, 'nominated', false, $7, $8, '[]', $9, $10, $11, $12, $13, $14, $12)
               on conflict (id) do update set revision = excluded.revision`,
        values: [
          id,
          data.meetingId,
          data.delegationId,
          data.slotId,
          data.category,
          data.capacity,
          data.language,
          JSON.stringify(nominee),
          data.late,
          data.substitutesFileId,
          data.nominatedBy,
          at,
          nominee === null ? '' : `${nominee.familyNames}, ${nominee.givenNames}`,
          revision,
        ],
      });
      return;
    }
    case 'ProfileCompleted': {
      const { functionalTitleCode, declarations, document } = fact.data;
      await client.query({
        name: 'per-event completed',
        text: `update read.${PER_EVENT} set stage = 'submitted', on_hold = false, profile = $2, functional_title_code = $3,
                 declarations = $4, document_type = $5, revision = $6, updated_at = $7 where id = $1`,
        values: [
          id,
          JSON.stringify(personalOf(fact)),
          functionalTitleCode,
          JSON.stringify(declarations),
          document.type,
          revision,
          at,
        ],
      });
      return;
    }
    case 'FilePlacedOnHold': {
      const reason = { fact: fact.type, code: fact.data.reasonCode, text: personalOf(fact)?.reason ?? null, at };
      await client.query({
        name: 'per-event held',
        text: `update read.${PER_EVENT} set on_hold = true, last_reason = $2, revision = $3, updated_at = $4 where id = $1`,
        values: [id, JSON.stringify(reason), revision, at],
      });
      return;
    }
    case 'FileResumed':
      await client.query({
        name: 'per-event resumed',
        text: `update read.${PER_EVENT} set on_hold = false, revision = $2, updated_at = $3 where id = $1`,
        values: [id, revision, at],
      });
      return;
    case 'ProfileVerified':
      await client.query({
        name: 'per-event verified',
        text: `update read.${PER_EVENT} set stage = 'verified', on_hold = false, revision = $2, updated_at = $3 where id = $1`,
        values: [id, revision, at],
      });
      return;
    default:
      throw new Error(`The bench writes no ${fact.type}.`);
  }
}
