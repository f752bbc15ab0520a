import { categoryOf } from '../meetings/meetings.state.js';
import { type DelegationFact, subjectOfLine } from './delegations.events.js';
import { checkCapacity, type ReadyFor, refusedFor } from './delegations.guards.js';
import { reject } from './delegations.rejections.js';
import { type DelegationState, type Evidence, isNamed } from './delegations.state.js';

/** E1: evidence is submitted, then accepted or refused by an officer. */
export function decideEvidence(
  command: ReadyFor<'SubmitEvidence'> | ReadyFor<'AcceptEvidence'> | ReadyFor<'RefuseEvidence'>,
  state: DelegationState,
  category: string,
): readonly DelegationFact[] {
  switch (command.type) {
    case 'SubmitEvidence':
      return submit(command, state);
    case 'AcceptEvidence': {
      const refused = refusedFor(command, state);
      if (refused !== null) return [refused];
      const { evidenceId, delegationId, reason } = command.data;
      const { form } = undecided(state, evidenceId);
      const accepted = categoryOf(command.context.meeting, category)?.evidence.forms ?? [];
      if (!accepted.includes(form)) throw reject('evidence-form-not-accepted', { form, category, accepted });
      const data = { evidenceId, rulesVersion: command.context.meeting.rulesVersion };
      return [{ type: 'EvidenceAccepted', data, personal: { [delegationId]: { reason } } }];
    }
    case 'RefuseEvidence': {
      const refused = refusedFor(command, state);
      if (refused !== null) return [refused];
      const { evidenceId, delegationId, reasonCode, reason } = command.data;
      undecided(state, evidenceId);
      const data = { evidenceId, reasonCode, rulesVersion: command.context.meeting.rulesVersion };
      return [{ type: 'EvidenceRefused', data, personal: { [delegationId]: { reason } } }];
    }
  }
}

function submit({ data, context }: ReadyFor<'SubmitEvidence'>, state: DelegationState): readonly DelegationFact[] {
  const { delegationId, form, issuedOn, issuer, sha256 } = data;
  if (!context.fileStored && !isNamed(state, sha256)) throw reject('evidence-file-unknown');
  const evidenceId = context.newId;
  const lines = data.lines.map(({ capacity, fileId }, index) => ({ line: index + 1, capacity, fileId }));
  for (const { line, capacity, fileId } of lines) {
    checkCapacity(context.meeting, capacity);
    if (fileId === null) continue;
    const slot = state.slots.find((living) => living.fileId === fileId);
    if (slot === undefined) throw reject('evidence-names-unknown-person', { line });
    if (slot.capacity !== capacity) throw reject('evidence-line-does-not-fit', { capacity: slot.capacity });
  }
  const names = data.lines.map(({ name, fileId }, index): [string, { name: string }] => [
    subjectOfLine(evidenceId, { line: index + 1, fileId }),
    { name },
  ]);
  return [
    {
      type: 'EvidenceSubmitted',
      data: { evidenceId, form, issuedOn, sha256, lines },
      personal: { ...Object.fromEntries(names), [delegationId]: { issuer } },
    },
  ];
}

function undecided(state: DelegationState, evidenceId: string): Evidence {
  const evidence = state.evidence.get(evidenceId);
  if (evidence === undefined) throw reject('evidence-unknown');
  if (evidence.status !== 'submitted') throw reject('evidence-already-decided', { decision: evidence.status });
  return evidence;
}
