import { belongsTo } from '../delegations/delegations.state.js';
import type { FileOpened } from './accreditation.events.js';
import type { ReadyFor } from './accreditation.guards.js';
import type { SeparationCode } from './accreditation.rejections.js';
import type { FileState } from './accreditation.state.js';

/** What an officer decides on a file. */
export type Decision = ReadyFor<
  | 'ReturnProfile'
  | 'VerifyProfile'
  | 'PlaceOnHold'
  | 'ResumeFile'
  | 'ApproveAccreditation'
  | 'RejectAccreditation'
  | 'RevokeAccreditation'
>;

/** S1: why this person may not take this decision, whatever their roles; null when they may. */
export function separationOf(command: Decision, state: FileState, opened: FileOpened['data']): SeparationCode | null {
  const { caller, context } = command;
  const { actorId } = caller;
  if (context.actorEmailDigests.includes(opened.emailDigest)) return 'decides-on-themselves';
  if (belongsTo(context.delegation, actorId, context.actorEmailDigests)) return 'belongs-to-delegation';
  if (opened.nominatedBy === actorId) return 'nominated-this-person';
  if (isApproval(command, state) && state.verifiers.includes(actorId)) return 'verified-this-file';
  if (command.type === 'VerifyProfile' && state.approvers.includes(actorId)) return 'approved-this-file';
  return null;
}

/** A rejection of a verified file, and a revocation, weigh as much as an approval. */
function isApproval(command: Decision, { stage }: FileState): boolean {
  switch (command.type) {
    case 'ApproveAccreditation':
    case 'RevokeAccreditation':
      return true;
    case 'RejectAccreditation':
      return stage === 'verified';
    case 'ReturnProfile':
    case 'VerifyProfile':
    case 'PlaceOnHold':
    case 'ResumeFile':
      return false;
  }
}
