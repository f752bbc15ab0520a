import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import { categoryOf, inZoneOf, type MeetingState } from '../meetings/meetings.state.js';
import type { DelegationCommand } from './delegations.commands.js';
import { type DelegationFact, HEAD_OF_DELEGATION, type Place, type Quota } from './delegations.events.js';
import { decideEvidence } from './delegations.evidence.decider.js';
import {
  checkCapacity,
  checkCover,
  type DelegationContext,
  type ReadyFor,
  refusedFor,
  slotOf,
} from './delegations.guards.js';
import { reject } from './delegations.rejections.js';
import { delegationFold, type DelegationState } from './delegations.state.js';
import { decideSubstitution } from './delegations.substitution.decider.js';

export const delegations: Decider<DelegationState, DelegationCommand, DelegationFact, DelegationContext> = {
  ...delegationFold,
  decide,
};

function decide(
  command: Ready<DelegationCommand, DelegationContext>,
  state: DelegationState,
): readonly DelegationFact[] {
  if (command.context.meeting.rules === undefined) throw reject('meeting-not-ready');
  if (command.type === 'InviteDelegation') return invite(command, state);
  if (state.invited === undefined) throw reject('delegation-unknown', { delegationId: command.data.delegationId });
  switch (command.type) {
    case 'AppointFocalPoint':
      return appointFocalPoint(command, state);
    case 'EndFocalPoint':
      return endFocalPoint(command, state);
    case 'AdjustQuota':
      return adjustQuota(command, state);
    case 'NominateDelegate':
      return nominate(command, state, state.invited.category);
    case 'ReorderDelegation':
      return reorder(command, state);
    case 'WithdrawNomination': {
      const { fileId, slotId } = slotOf(state, command.data.fileId);
      const { delegationId: _, reasonCode, reason } = command.data;
      const data = { fileId, slotId, reasonCode, listRevision: state.listRevision + 1 };
      return [{ type: 'NominationWithdrawn', data, personal: { [fileId]: { reason } } }];
    }
    case 'ReleaseSlot': {
      const { fileId, cause } = command.data;
      const slot = state.slots.find((living) => living.fileId === fileId);
      if (slot === undefined) return [];
      return [
        { type: 'SlotReleased', data: { fileId, slotId: slot.slotId, cause, listRevision: state.listRevision + 1 } },
      ];
    }
    case 'SubstituteDelegate':
      return decideSubstitution(command, state);
    case 'SubmitEvidence':
    case 'AcceptEvidence':
    case 'RefuseEvidence':
      return decideEvidence(command, state, state.invited.category);
  }
}

function invite({ data, context }: ReadyFor<'InviteDelegation'>, state: DelegationState): readonly DelegationFact[] {
  const { delegationId, meetingId, category, language, quota, reasonCode, reason } = data;
  if (state.invited !== undefined) throw reject('delegation-already-invited', { entity: data.entity });
  const described = context.entity ?? (data.described === null ? null : { ...data.described, iso3166: null });
  if (described === null) throw reject('entity-unknown', { entity: data.entity });
  if (categoryOf(context.meeting, category) === undefined) {
    throw reject('category-unknown', {
      category,
      known: context.meeting.rules?.categories.map(({ code }) => code) ?? [],
    });
  }
  checkQuota(quota, context.meeting);
  const entity = { code: data.entity, kind: described.kind, iso3166: described.iso3166, names: described.names };
  return [
    {
      type: 'DelegationInvited',
      data: { delegationId, meetingId, entity, category, language, quota, quotaReasonCode: reasonCode },
      personal: { [delegationId]: { reason } },
    },
  ];
}

function appointFocalPoint(
  { data, context }: ReadyFor<'AppointFocalPoint'>,
  state: DelegationState,
): readonly DelegationFact[] {
  const { personId, contact, act } = data;
  if ([...state.focalPoints.values()].some((point) => point.personId === personId))
    throw reject('focal-point-already-appointed');
  const { newId: appointmentId, emailDigest } = context;
  return [
    {
      type: 'FocalPointAppointed',
      data: { appointmentId, personId, emailDigest, language: contact.language, act },
      personal: { [personId]: contact },
    },
  ];
}

function endFocalPoint({ data }: ReadyFor<'EndFocalPoint'>, state: DelegationState): readonly DelegationFact[] {
  const { appointmentId, delegationId, reason } = data;
  const point = state.focalPoints.get(appointmentId);
  if (point === undefined) throw reject('focal-point-unknown');
  return [
    {
      type: 'FocalPointEnded',
      data: { appointmentId, personId: point.personId },
      personal: { [delegationId]: { reason } },
    },
  ];
}

function adjustQuota({ data, context }: ReadyFor<'AdjustQuota'>, state: DelegationState): readonly DelegationFact[] {
  const { delegationId, quota, reasonCode, reason } = data;
  checkQuota(quota, context.meeting);
  const { total, byCapacity } = state.quota;
  return [
    {
      type: 'QuotaAdjusted',
      data: { from: { total, byCapacity }, to: quota, reasonCode },
      personal: { [delegationId]: { reason } },
    },
  ];
}

function nominate(
  command: ReadyFor<'NominateDelegate'>,
  state: DelegationState,
  category: string,
): readonly DelegationFact[] {
  const { capacity, language, nominee, coveredBy, lateReason } = command.data;
  const { newId: fileId, newSlotId: slotId, emailDigest, meeting } = command.context;
  checkCapacity(meeting, capacity);
  const late = checkWindow(command, category);
  const refused = late ? refusedFor(command, state) : null;
  if (refused !== null) return [refused];
  if (capacity === HEAD_OF_DELEGATION && hasHead(state)) throw reject('head-already-nominated');
  checkRoom(state, capacity);
  checkCover(state, coveredBy, capacity);
  const place: Place = { fileId, slotId, capacity, language, emailDigest, coveredBy };
  return [
    {
      type: 'DelegateNominated',
      data: { ...place, late, listRevision: state.listRevision + 1 },
      personal: { [fileId]: late && lateReason !== null ? { ...nominee, lateReason } : nominee },
    },
  ];
}

function reorder({ data }: ReadyFor<'ReorderDelegation'>, state: DelegationState): readonly DelegationFact[] {
  const { order } = data;
  const present = new Set(state.slots.map(({ fileId }) => fileId));
  const isSame =
    order.length === present.size &&
    new Set(order).size === order.length &&
    order.every((fileId) => present.has(fileId));
  if (!isSame) throw reject('order-does-not-match', { count: present.size, listRevision: state.listRevision });
  const head = state.slots.find(({ capacity }) => capacity === HEAD_OF_DELEGATION);
  if (head !== undefined && order[0] !== head.fileId) throw reject('head-comes-first');
  if (state.slots.every(({ fileId }, index) => fileId === order[index])) return [];
  return [{ type: 'DelegationReordered', data: { order, listRevision: state.listRevision + 1 } }];
}

/** D4: whether the nomination is late, and may be. */
function checkWindow({ data, now, caller, context }: ReadyFor<'NominateDelegate'>, category: string): boolean {
  const { meeting } = context;
  const { nominationsOpen = '', nominationsClose = '' } = meeting.rules?.windows ?? {};
  if (now < new Date(nominationsOpen))
    throw reject('nominations-not-open', { opens: inZoneOf(meeting, nominationsOpen) });
  const deadlines = [meeting.deadlines?.nominations ?? nominationsClose, meeting.nominationsClosedAt ?? []].flat();
  const closedAt = deadlines.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? '';
  if (now < new Date(closedAt)) return false;
  const deadline = inZoneOf(meeting, closedAt);
  if (categoryOf(meeting, category)?.latePolicy !== 'with-reason')
    throw reject('nominations-closed', { deadline, category });
  if (caller.power.role !== 'registration-officer' || data.lateReason === null)
    throw reject('late-nomination-needs-reason', { deadline });
  return true;
}

/** Q1: a free place in the total and, where the quota is split, in the capacity. */
function checkRoom({ slots, quota }: DelegationState, capacity: string): void {
  const { reasonCode, reason } = quota;
  if (slots.length >= quota.total) {
    throw reject('quota-exceeded', { quota: quota.total, scope: 'total', used: slots.length, reasonCode, reason });
  }
  const most = quota.byCapacity[capacity];
  const used = slots.filter((slot) => slot.capacity === capacity).length;
  if (most !== undefined && used >= most)
    throw reject('quota-exceeded', { quota: most, scope: capacity, used, reasonCode, reason });
}

function checkQuota({ total, byCapacity }: Quota, meeting: MeetingState): void {
  for (const [capacity, of] of Object.entries(byCapacity)) {
    checkCapacity(meeting, capacity);
    if (of > total) throw reject('quota-split-over-total', { capacity, of, total });
  }
}

const hasHead = ({ slots }: DelegationState): boolean => slots.some(({ capacity }) => capacity === HEAD_OF_DELEGATION);
