import { Injectable } from '@nestjs/common';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold, type DelegationState } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Power } from '../event-sourcing/event.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { type Identity, SignIn } from './sign-in.js';

/** What a request is about, as its route names it. */
export interface Scope {
  readonly meetingId?: string | undefined;
  readonly delegationId?: string | undefined;
  readonly fileId?: string | undefined;
}

/** With all that a scope lies in, and the delegation where it was read on the way. */
interface Widened extends Scope {
  readonly exists: boolean;
  readonly delegation?: DelegationState;
}

/** Powers are facts: who was appointed to what, and has not ended. */
@Injectable()
export class Powers {
  constructor(
    private readonly decisions: Decisions,
    private readonly signIn: SignIn,
  ) {}

  /** Every power that somebody holds over what a request is about. */
  async of(identity: Identity, scope: Scope): Promise<readonly Power[]> {
    const { personId, fileId } = identity;
    const { meetingId, delegationId, delegation, exists } = await this.widen(scope);
    if (!exists) return [];
    if (fileId !== null) {
      return fileId === scope.fileId ? [{ role: 'delegate', ...(meetingId === undefined ? {} : { meetingId }) }] : [];
    }
    const installation: Power[] = this.signIn.isAdministrator(identity) ? [{ role: 'administrator' }] : [];
    const [officer, focalPoint] = await Promise.all([
      meetingId === undefined ? [] : this.asOfficer(personId, meetingId),
      meetingId === undefined || delegationId === undefined
        ? []
        : this.asFocalPoint(personId, meetingId, delegationId, delegation),
    ]);
    return [...officer, ...focalPoint, ...installation];
  }

  /** A file lies in a delegation, a delegation in a meeting. */
  private async widen(scope: Scope): Promise<Widened> {
    if (scope.delegationId !== undefined) {
      const { state: delegation } = await this.decisions.fold(delegationFold, scope.delegationId);
      const { invited } = delegation;
      return { ...scope, meetingId: invited?.meetingId, delegation, exists: invited !== undefined };
    }
    if (scope.fileId === undefined) return { ...scope, exists: true };
    const { opened } = (await this.decisions.fold(fileFold, scope.fileId)).state;
    return { ...scope, meetingId: opened?.meetingId, delegationId: opened?.delegationId, exists: opened !== undefined };
  }

  private async asOfficer(personId: string, meetingId: string): Promise<readonly Power[]> {
    const { officers } = (await this.decisions.fold(meetingFold, meetingId)).state;
    return [...officers.values()]
      .filter((officer) => officer.personId === personId)
      .map(({ role, appointmentId }) => ({ role, meetingId, appointmentId }));
  }

  private async asFocalPoint(
    personId: string,
    meetingId: string,
    delegationId: string,
    known?: DelegationState,
  ): Promise<readonly Power[]> {
    const { focalPoints } = known ?? (await this.decisions.fold(delegationFold, delegationId)).state;
    return [...focalPoints]
      .filter(([, point]) => point.personId === personId)
      .map(([appointmentId]) => ({ role: 'focal-point', meetingId, delegationId, appointmentId }));
  }
}
