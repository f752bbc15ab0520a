import type { CredentialFact } from '../credentials/credentials.events.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { Ready } from '../event-sourcing/command.js';
import type { AccreditationCommand } from './accreditation.commands.js';
import type { AccreditationFact, FileOpened, Stage } from './accreditation.events.js';
import {
  type AccreditationContext,
  basisOf,
  checkCovered,
  checkDocumented,
  checkFits,
  checkOnList,
  checkPhoto,
  type ReadyFor,
} from './accreditation.guards.js';
import { completeProfile } from './accreditation.profile.decider.js';
import { reject, type SeparationCode } from './accreditation.rejections.js';
import { type Decision, separationOf } from './accreditation.separation.js';
import { fileFold, type FileState, INVITATION_DAYS, isFinal, livingInvitation } from './accreditation.state.js';

export const accreditation: Decider<
  FileState,
  AccreditationCommand,
  AccreditationFact | CredentialFact,
  AccreditationContext
> = {
  ...fileFold,
  decide,
};

function decide(
  command: Ready<AccreditationCommand, AccreditationContext>,
  state: FileState,
): readonly AccreditationFact[] {
  if (command.type === 'OpenFile') return openFile(command, state);
  const { opened } = state;
  if (opened === undefined) throw reject('file-unknown');
  switch (command.type) {
    case 'RenewInvitation':
      return renewInvitation(command, state);
    case 'RedeemInvitation':
      return redeemInvitation(command, state);
    case 'CompleteProfile':
      expectStage(state, 'nominated', 'returned');
      return completeProfile(command, opened);
    case 'AttachPhoto':
      return attachPhoto(command, state);
    case 'ReturnProfile':
      expectStage(state, 'submitted', 'verified');
      return refusedOr(command, state, opened, () => [
        {
          type: 'ProfileReturned',
          data: { ...basisOf(command), reasonCode: command.data.reasonCode, invitationId: command.context.newId },
          personal: reasonOf(command.data),
        },
      ]);
    case 'VerifyProfile':
      expectStage(state, 'submitted');
      return refusedOr(command, state, opened, () => verify(command, state, opened));
    case 'PlaceOnHold':
      expectStage(state, 'nominated', 'submitted', 'returned', 'verified', 'approved');
      return refusedOr(command, state, opened, () => [
        {
          type: 'FilePlacedOnHold',
          data: { ...basisOf(command), reasonCode: command.data.reasonCode },
          personal: reasonOf(command.data),
        },
      ]);
    case 'ResumeFile':
      if (!state.onHold) throw reject('file-not-on-hold');
      return refusedOr(command, state, opened, () => [
        { type: 'FileResumed', data: { ...basisOf(command), to: state.stage } },
      ]);
    case 'ApproveAccreditation':
      expectStage(state, 'verified');
      return refusedOr(command, state, opened, () => {
        checkOnList(command);
        checkCovered(command, opened);
        return [{ type: 'AccreditationApproved', data: { ...basisOf(command), invitationId: command.context.newId } }];
      });
    case 'RejectAccreditation':
      return rejectAccreditation(command, state, opened);
    case 'RevokeAccreditation':
      if (state.stage !== 'approved') throw reject('not-at-this-stage', { possible: ['approved'], stage: state.stage });
      return refusedOr(command, state, opened, () => [
        {
          type: 'AccreditationRevoked',
          data: { ...basisOf(command), reasonCode: command.data.reasonCode },
          personal: reasonOf(command.data),
        },
      ]);
    case 'CloseFile':
      return isFinal(state) ? [] : [{ type: 'FileClosed', data: { cause: command.data.cause } }];
  }
}

const reasonOf = ({
  fileId,
  reason,
}: {
  readonly fileId: string;
  readonly reason: string;
}): Record<string, { reason: string }> => ({
  [fileId]: { reason },
});

function expectStage({ stage, onHold }: FileState, ...possible: readonly Stage[]): void {
  if (!possible.includes(stage)) throw reject('not-at-this-stage', { possible, stage });
  if (onHold) throw reject('file-on-hold');
}

/** S2: an attempt against the separation of duties is a fact, and no decision. */
function refusedOr(
  command: Decision,
  state: FileState,
  opened: FileOpened['data'],
  decided: () => readonly AccreditationFact[],
): readonly AccreditationFact[] {
  const code: SeparationCode | null = separationOf(command, state, opened);
  if (code === null) return decided();
  const { rulesVersion } = command.context.meeting;
  return [{ type: 'DecisionRefused', data: { attempted: command.type, code, rule: 'S1', rulesVersion } }];
}

function openFile({ data, context }: ReadyFor<'OpenFile'>, state: FileState): readonly AccreditationFact[] {
  if (state.opened !== undefined) throw reject('file-already-opened');
  const { fileId, nominee, ...opened } = data;
  return [{ type: 'FileOpened', data: { ...opened, invitationId: context.newId }, personal: { [fileId]: nominee } }];
}

function redeemInvitation({ data, now }: ReadyFor<'RedeemInvitation'>, state: FileState): readonly AccreditationFact[] {
  const { invitationId } = data;
  if (livingInvitation(state, now)?.id !== invitationId)
    throw reject('invitation-not-valid', { days: INVITATION_DAYS });
  return [{ type: 'InvitationRedeemed', data: { invitationId } }];
}

/** A reminder is for a profile that somebody still has to fill in; a person may ask for a new link at any time. */
function renewInvitation(
  { data: { cause }, context }: ReadyFor<'RenewInvitation'>,
  state: FileState,
): readonly AccreditationFact[] {
  const isDone = state.onHold || (state.stage !== 'nominated' && state.stage !== 'returned');
  if (cause === 'reminder' && isDone) return [];
  expectStage(state, 'nominated', 'submitted', 'returned', 'verified', 'approved');
  return [{ type: 'InvitationRenewed', data: { invitationId: context.newId, cause } }];
}

/** I4: the officer verifies the photo that will stand on the badge, so it changes only before. */
function attachPhoto({ data, caller }: ReadyFor<'AttachPhoto'>, state: FileState): readonly AccreditationFact[] {
  expectStage(state, 'nominated', 'submitted', 'returned');
  const { sha256, width, height } = data;
  if (state.photo === sha256) return [];
  const { role } = caller.power;
  const attachedBy = role === 'delegate' || role === 'registration-officer' ? role : 'focal-point';
  return [{ type: 'PhotoAttached', data: { sha256, width, height, attachedBy } }];
}

function verify(
  command: ReadyFor<'VerifyProfile'>,
  state: FileState,
  opened: FileOpened['data'],
): readonly AccreditationFact[] {
  checkOnList(command);
  checkFits(command, state);
  checkPhoto(command, state);
  checkDocumented(command, state, opened);
  checkCovered(command, opened);
  return [{ type: 'ProfileVerified', data: basisOf(command) }];
}

function rejectAccreditation(
  command: ReadyFor<'RejectAccreditation'>,
  state: FileState,
  opened: FileOpened['data'],
): readonly AccreditationFact[] {
  expectStage(state, 'nominated', 'submitted', 'verified');
  if (state.stage === 'verified' && command.caller.power.role !== 'approving-officer')
    throw reject('rejection-needs-approving-officer');
  return refusedOr(command, state, opened, () => [
    {
      type: 'AccreditationRejected',
      data: { ...basisOf(command), reasonCode: command.data.reasonCode, from: state.stage },
      personal: reasonOf(command.data),
    },
  ]);
}
