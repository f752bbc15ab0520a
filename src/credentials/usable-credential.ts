import { type DelegationState, delegationFold } from '../delegations/delegations.state.js';
import type { Decisions } from '../event-sourcing/decisions.js';
import { usableOf } from './credentials.guards.js';
import { type Credential, credentialFold } from './credentials.state.js';

/** Asked of the streams, as at the gate (C4): the read table may not know yet that it died. @throws Rejection where it is dead or sleeps */
export async function usableCredential(
  decisions: Decisions,
  of: { readonly fileId: string; readonly serial: string },
): Promise<{ readonly credential: Credential; readonly delegation: DelegationState }> {
  const { state } = await decisions.fold(credentialFold, of.fileId);
  const delegation = await decisions.fold(delegationFold, state.file.opened?.delegationId ?? '');
  return { credential: usableOf(state, delegation.state, of), delegation: delegation.state };
}
