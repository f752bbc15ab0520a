import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { LetterheadAdopted, LetterheadFact } from './visa-letters.events.js';

/** A standing authorisation, and under which appointment it was given. */
export interface Authorisation {
  readonly authorisationId: string;
  readonly actorId: string;
  readonly appointmentId: string;
}

export interface LetterheadState {
  readonly newest: LetterheadAdopted['data'] | undefined;
  /** Those that were not ended. */
  readonly authorisations: ReadonlyMap<string, Authorisation>;
}

export const letterheadFold: Fold<LetterheadState, LetterheadFact> = {
  name: 'letterheads',
  category: 'letterhead',
  initialState: { newest: undefined, authorisations: new Map() },
  evolve,
};

function evolve(state: LetterheadState, fact: Recorded<LetterheadFact>): LetterheadState {
  switch (fact.type) {
    case 'LetterheadAdopted':
      return { ...state, newest: fact.data };
    case 'SignatureAuthorised': {
      const { authorisationId } = fact.data;
      const { actorId, power } = fact.metadata;
      const authorisation = { authorisationId, actorId, appointmentId: power.appointmentId ?? '' };
      return { ...state, authorisations: new Map(state.authorisations).set(authorisationId, authorisation) };
    }
    case 'SignatureAuthorisationEnded': {
      const authorisations = new Map(state.authorisations);
      authorisations.delete(fact.data.authorisationId);
      return { ...state, authorisations };
    }
  }
}
