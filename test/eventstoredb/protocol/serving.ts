import { type Metadata, type ServiceError } from '@grpc/grpc-js';
import { type EventLog } from '../event-log.js';
import { type Faults } from '../faults.js';
import { notLeader } from './failures.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A node as its neighbours see it. */
export interface Member {
  readonly endpoint: Endpoint;
  readonly isAlive: boolean;
  readonly isLeader: boolean;
}

/** What the calls of one node are answered from. */
export interface Serving {
  readonly log: EventLog;
  readonly faults: Faults;
  /** Milliseconds after which an append that is not stored is answered as timed out. */
  readonly commitTimeout: number;
  readonly members: () => readonly Member[];
  readonly isLeader: () => boolean;
  /** Resets the connection that a call came by. */
  readonly cut: (peer: string) => void;
}

export function leaderOf({ members }: Serving): Endpoint {
  const known = members();
  return (known.find(({ isLeader }) => isLeader) ?? known[0]!).endpoint;
}

/** A follower serves what does not insist on the leader; it hands appends on. */
export function refusal(serving: Serving, metadata: Metadata): ServiceError | null {
  const requiresLeader = metadata.get('requires-leader')[0] === 'true';
  return requiresLeader && !serving.isLeader() ? notLeader(leaderOf(serving)) : null;
}
