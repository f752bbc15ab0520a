import { coverOf, type DelegationState } from '../delegations/delegations.state.js';
import type { Cover } from '../delegations/delegations.events.js';
import type { Ready } from '../event-sourcing/command.js';
import { categoryOf, type MeetingState, zonesFor } from '../meetings/meetings.state.js';
import type { AccreditationCommand } from './accreditation.commands.js';
import type { FileOpened } from './accreditation.events.js';
import { reject } from './accreditation.rejections.js';
import type { FileState } from './accreditation.state.js';

/** What comes in from outside: the two streams that a file hangs on, a new id, and the digests of the actor's own mail addresses. */
export interface AccreditationContext {
  readonly meeting: MeetingState;
  readonly delegation: DelegationState;
  readonly newId: string;
  readonly actorEmailDigests: readonly string[];
}

export type ReadyFor<T extends AccreditationCommand['type']> = Ready<
  Extract<AccreditationCommand, { type: T }>,
  AccreditationContext
>;

/** S3: the version of the rules, and the evidence that a decision rests on. */
export function basisOf({
  context,
  data,
}: {
  readonly context: AccreditationContext;
  readonly data: { readonly fileId: string };
}): {
  readonly rulesVersion: number;
  readonly evidence: Cover | null;
} {
  return { rulesVersion: context.meeting.rulesVersion, evidence: coverOf(context.delegation, data.fileId) };
}

/** The slot is checked with the file, so that no withdrawal on its way is overtaken by a decision. */
export function checkOnList({
  context,
  data,
}: {
  readonly context: AccreditationContext;
  readonly data: { readonly fileId: string };
}): void {
  if (!context.delegation.slots.some(({ fileId }) => fileId === data.fileId)) throw reject('not-on-the-list');
}

/** E1: where the category requires evidence, an accepted line covers the person. */
export function checkCovered(
  { context, data }: { readonly context: AccreditationContext; readonly data: { readonly fileId: string } },
  { category }: FileOpened['data'],
): void {
  // A category that the present rules do not name asks for everything.
  const isRequired = categoryOf(context.meeting, category)?.evidence.required !== false;
  if (isRequired && coverOf(context.delegation, data.fileId) === null) throw reject('evidence-missing', { category });
}

/** D7: the functional title and all declarations that the meeting requires. */
export function checkFits({ context }: { readonly context: AccreditationContext }, { profile }: FileState): void {
  const { functionalTitles = [], declarations = [] } = context.meeting.rules?.profile ?? {};
  const titleFits = functionalTitles.length === 0 || functionalTitles.includes(profile?.functionalTitleCode ?? '');
  const missing = declarations.map(({ code }) => code).filter((code) => profile?.declarations.includes(code) !== true);
  if (titleFits && missing.length === 0) return;
  throw reject('profile-does-not-fit-meeting', { missing: titleFits ? missing : ['functional-title', ...missing] });
}

/** I2: whether somebody of this category and capacity has to show a travel document, by the present rules and zones. */
export const needsDocument = (meeting: MeetingState, { category, capacity }: FileOpened['data']): boolean =>
  categoryOf(meeting, category)?.travelDocumentRequired !== false ||
  zonesFor(meeting, category, capacity).some((zone) => zone.travelDocumentRequired);

/** I2: rules or zones may ask for a document since the profile was completed. */
export function checkDocumented(
  { context }: { readonly context: AccreditationContext },
  { profile }: FileState,
  opened: FileOpened['data'],
): void {
  const hasNone = profile === undefined || profile.document.type === null;
  if (hasNone && needsDocument(context.meeting, opened)) throw reject('travel-document-required');
}

/** I4: where the rules ask for a photo, an officer verifies the one that will stand on the badge. */
export function checkPhoto({ context }: { readonly context: AccreditationContext }, { photo }: FileState): void {
  if (context.meeting.rules?.profile.photoRequired === true && photo === undefined) throw reject('photo-missing');
}
