import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { v5 as uuidv5 } from 'uuid';
import type { NominationBody } from './body.js';
import { type Keys, seal } from './keys.js';
import { append, readTails } from './log.js';
import {
  type Delegation,
  foldDelegation,
  foldMeeting,
  fullWhere,
  type Meeting,
  newDelegation,
  newMeeting,
} from './states.js';

export interface Caller {
  readonly personId: string;
  readonly commandId: string;
  readonly requestHash: string;
  readonly correlationId: string;
}

export interface Nominated {
  readonly fileId: string;
  readonly revision: number;
  readonly position: string;
}

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

const TRIES = 10;

/** The one use case: read what is new, check, encrypt, insert behind what was read. */
export class Nominations {
  private readonly delegations = new Map<string, Delegation>();
  private readonly meetings = new Map<string, Meeting>();

  constructor(
    private readonly pool: Pool,
    private readonly keys: Keys,
  ) {}

  async nominate(delegationId: string, body: NominationBody, caller: Caller): Promise<Nominated> {
    const meetingId = delegationId.slice(0, delegationId.indexOf('.'));
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { delegation, meeting } = await this.load(delegationId, meetingId);
      const again = delegation.commands.get(caller.commandId);
      if (again !== undefined && again.hash !== caller.requestHash) throw new Refused(422, 'idempotency-key-reused');
      if (again !== undefined) return again;
      const appointmentId = delegation.focalPoints.get(caller.personId);
      if (appointmentId === undefined) throw new Refused(403, 'forbidden');
      check(delegation, meeting, body.capacity);
      const answer = await this.store(delegationId, meetingId, body, caller, delegation, meeting, appointmentId);
      if (answer !== undefined) return answer;
    }
    throw new Refused(503, 'log-unavailable');
  }

  private async load(
    delegationId: string,
    meetingId: string,
  ): Promise<{ readonly delegation: Delegation; readonly meeting: Meeting }> {
    const delegation = this.delegations.get(delegationId) ?? newDelegation();
    const meeting = this.meetings.get(meetingId) ?? newMeeting();
    const streams = [`delegation-${delegationId}`, `meeting-${meetingId}`] as const;
    const facts = await readTails(this.pool, [
      { stream: streams[0], revision: delegation.revision },
      { stream: streams[1], revision: meeting.revision },
    ]);
    for (const fact of facts) {
      if (fact.stream === streams[0]) foldDelegation(delegation, fact);
      else foldMeeting(meeting, fact);
    }
    if (delegation.meetingId === undefined) throw new Refused(404, 'not-found');
    this.delegations.set(delegationId, delegation);
    this.meetings.set(meetingId, meeting);
    return { delegation, meeting };
  }

  private async store(
    delegationId: string,
    meetingId: string,
    { nominee, capacity, language }: NominationBody,
    { personId, commandId, requestHash, correlationId }: Caller,
    { revision: last, listRevision }: Delegation,
    { revision: meetingRevision }: Meeting,
    appointmentId: string,
  ): Promise<Nominated | undefined> {
    const stream = `delegation-${delegationId}`;
    const id = randomUUID();
    const fileId = uuidv5('subject', commandId);
    const [key, emailDigest] = await Promise.all([
      this.keys.keyOf(fileId),
      this.keys.digestOf(meetingId, nominee.email),
    ]);
    const slotId = uuidv5('slot', commandId);
    const place = { fileId, slotId, capacity, language, emailDigest, coveredBy: null };
    const revision = last + 1;
    const position = await append(this.pool, {
      id,
      stream,
      revision,
      type: 'DelegateNominated',
      data: JSON.stringify({ ...place, late: false, listRevision: listRevision + 1 }),
      personal: JSON.stringify({
        [fileId]: seal(key, JSON.stringify({ honorific: null, ...nominee }), `${id} ${stream}`),
      }),
      metadata: JSON.stringify({
        actorId: personId,
        power: { role: 'focal-point', meetingId, delegationId, appointmentId },
        commandId,
        requestHash,
        correlationId,
        meetingId,
        consulted: { [`meeting-${meetingId}`]: meetingRevision },
        recordedAt: new Date().toISOString(),
      }),
      command_id: commandId,
      request_hash: requestHash,
    });
    return position === undefined ? undefined : { fileId, revision, position };
  }
}

function check(delegation: Delegation, meeting: Meeting, capacity: string): void {
  if (!meeting.capacities.includes(capacity)) throw new Refused(422, 'capacity-unknown');
  const now = Date.now();
  if (now < meeting.opens || now >= meeting.closes) throw new Refused(409, 'nominations-closed');
  if (fullWhere(delegation, capacity) !== undefined) throw new Refused(409, 'quota-exceeded');
}
