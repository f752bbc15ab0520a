import { randomUUID } from 'node:crypto';
import type { Caller, Command } from '../../src/event-sourcing/command.js';
import type { Decider } from '../../src/event-sourcing/decider.js';
import type { Consultation } from '../../src/event-sourcing/decisions.js';
import { current, catalogueOf, type Fact, type FactCatalogue } from '../../src/event-sourcing/event.js';
import type { NewFact } from '../../src/event-sourcing/event-store.js';
import { Rejection } from '../../src/event-sourcing/rejection.js';

/* A toy capability: parcels on shelves, with notes that may be erased. */

export type ShelfFact =
  | Fact<'ParcelStored', { readonly parcelId: string; readonly weight: number }>
  | Fact<'ParcelTaken', { readonly parcelId: string }>
  | Fact<'NoteLeft', { readonly about: string }, { readonly note: string }>;

export type ShelfCommand =
  | Command<'StoreParcels', { readonly weights: readonly number[] }>
  | Command<'LeaveNote', { readonly personId: string; readonly note: string }>;

export interface Shelf {
  readonly weights: readonly number[];
  readonly sawPersonal: boolean;
}

export const shelfCatalogue: FactCatalogue = catalogueOf([
  { ParcelStored: current, ParcelTaken: current, NoteLeft: current },
]);

export const shelfDecider: Decider<Shelf, ShelfCommand, ShelfFact, null> = {
  name: 'shelf',
  category: 'shelf',
  initialState: { weights: [], sawPersonal: false },
  evolve: (state, fact): Shelf => {
    switch (fact.type) {
      case 'ParcelStored':
        return { ...state, weights: [...state.weights, fact.data.weight] };
      case 'ParcelTaken':
        return state;
      case 'NoteLeft':
        return { ...state, sawPersonal: state.sawPersonal || fact.personal !== undefined };
    }
  },
  decide: (command, state): readonly ShelfFact[] => {
    switch (command.type) {
      case 'StoreParcels': {
        if (command.data.weights.some((weight) => weight > 100)) throw new Rejection('parcel-too-heavy');
        const start = state.weights.length;
        return command.data.weights.map((weight, index) => ({
          type: 'ParcelStored',
          data: { parcelId: `parcel-${start + index}`, weight },
        }));
      }
      case 'LeaveNote': {
        const { personId, note } = command.data;
        return [{ type: 'NoteLeft', data: { about: personId }, personal: { [personId]: { note } } }];
      }
    }
  },
};

export const alone = (): Promise<Consultation<null>> =>
  Promise.resolve({ context: null, consulted: {}, meetingId: 'meeting' });

export const callerOf = (changed: Partial<Caller> = {}): Caller => ({
  actorId: 'somebody',
  power: { role: 'keeper' },
  commandId: randomUUID(),
  requestHash: 'request',
  correlationId: 'correlation',
  ...changed,
});

export const storeParcels = (weights: readonly number[], changed: Partial<Caller> = {}): ShelfCommand => ({
  type: 'StoreParcels',
  data: { weights },
  caller: callerOf(changed),
});

export const leaveNote = (personId: string, note: string): ShelfCommand => ({
  type: 'LeaveNote',
  data: { personId, note },
  caller: callerOf(),
});

/** A fact ready for the log. */
export const sealed = (changed: Partial<NewFact> = {}): NewFact => ({
  id: randomUUID(),
  type: 'ParcelStored',
  version: 1,
  data: '{"parcelId":"parcel","weight":1}',
  personal: null,
  metadata: '{"commandId":"none"}',
  ...changed,
});

export const sealedMany = (count: number): readonly NewFact[] =>
  Array.from({ length: count }, (_, index) => sealed({ data: `{"parcelId":"parcel-${index}","weight":${index}}` }));

let shelves = 0;

/** The id of a shelf that nobody used before. */
export const newShelf = (): string => `${process.pid}-${(shelves += 1)}`;
