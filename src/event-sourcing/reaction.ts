import { v5 as uuidv5 } from 'uuid';
import type { Caller } from './command.js';
import type { Fact, Recorded } from './event.js';

/**
 * Turns a fact into a command or a job. It is called at least once per fact and never in a rebuild, so what it sends carries an id
 * that derives from the fact. A `Rejection` is an outcome; any other error parks the stream for this reaction, visibly.
 */
export interface Reaction<F extends Fact = Fact> {
  readonly name: string;
  readonly handles: readonly F['type'][];
  react(fact: Recorded<F>): Promise<void>;
}

/** The caller of a command that a reaction sends: the same fact gives the same command id. `part` tells several commands of one fact apart. */
export const callerFor = (reaction: string, fact: Recorded<Fact>, part = ''): Caller => ({
  actorId: `reaction:${reaction}`,
  power: { role: 'system', meetingId: fact.metadata.meetingId },
  commandId: uuidv5(`${reaction} ${part}`, fact.id),
  requestHash: '',
  correlationId: fact.metadata.correlationId,
  causationId: fact.id,
});
