import type { Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { type SeatedPerson, SeatPlan, SeatTable } from './seating.entity.js';
import type { SeatingFact } from './seating.events.js';

const planIn = ({ stream }: Recorded<SeatingFact>): string => stream.slice('seating-'.length);

const without = (places: readonly SeatedPerson[], slotId: string): readonly SeatedPerson[] =>
  places.filter((place) => place.slotId !== slotId);

const placed = (row: SeatTable | undefined, place: SeatedPerson): SeatTable | undefined =>
  row && { ...row, places: [...without(row.places, place.slotId), place] };

export const seatTablesProjection: Projection<SeatTable, SeatingFact> = {
  name: 'seat_tables',
  version: 1,
  entity: SeatTable,
  keys: (fact) => ('delegationId' in fact.data ? [`${planIn(fact)} ${fact.data.delegationId}`] : []),
  fold: {
    TableAssigned: (row, fact, id) => ({
      id,
      planId: planIn(fact),
      delegationId: fact.data.delegationId,
      tableSeats: fact.data.table,
      behindSeats: fact.data.behind,
      places: row?.places ?? [],
    }),
    SeatAllocated: (row, { data: { slotId, fileId, seat } }) => placed(row, { slotId, fileId, seat }),
    SeatWaitlisted: (row, { data: { slotId, fileId } }) => placed(row, { slotId, fileId, seat: null }),
    SeatReleased: (row, { data }) => row && { ...row, places: without(row.places, data.slotId) },
    SeatsReassigned: (row, { data }) =>
      data.changes.reduce<SeatTable | undefined>(
        (before, { slotId, fileId, to }) => placed(before, { slotId, fileId, seat: to }),
        row,
      ),
  },
};

export const seatPlansProjection: Projection<SeatPlan, SeatingFact> = {
  name: 'seat_plans',
  version: 1,
  entity: SeatPlan,
  keys: (fact) => [planIn(fact)],
  fold: {
    SeatPlanPublished: (_, { data, metadata }, id) => ({
      id,
      version: data.version,
      publishedAt: metadata.recordedAt,
    }),
  },
};
