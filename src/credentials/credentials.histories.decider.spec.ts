import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accepted,
  appointed,
  invited,
  nominated,
  nominee,
  submitted,
} from '../../test/examples/delegation.examples.js';
import { opened, profile } from '../../test/examples/accreditation.examples.js';
import { MEETING, meetingAfter } from '../../test/examples/meeting.examples.js';
import {
  type AccreditationCommand,
  ApproveAccreditation,
  CloseFile,
  CompleteProfile,
  OpenFile,
  PlaceOnHold,
  RejectAccreditation,
  ResumeFile,
  ReturnProfile,
  RevokeAccreditation,
  VerifyProfile,
} from '../accreditation/accreditation.commands.js';
import { accreditation } from '../accreditation/accreditation.decider.js';
import type { AccreditationFact, Stage } from '../accreditation/accreditation.events.js';
import { delegationFold, type DelegationState } from '../delegations/delegations.state.js';
import type { Caller } from '../event-sourcing/command.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerOf, stateAfter } from '../event-sourcing/testing/given.js';
import { MemoryLog } from '../event-sourcing/testing/memory.js';
import type { OfficerAppointed } from '../meetings/meetings.events.js';
import {
  ActivateCredential,
  type CredentialCommand,
  credentialCommands,
  HandOverCredential,
  IssueCredential,
  PrintCredential,
  ResumeCredential,
  RevokeCredential,
  SuspendCredential,
} from './credentials.commands.js';
import { credentials } from './credentials.decider.js';
import type { CredentialFact } from './credentials.events.js';
import { credentialFold, deadBecause } from './credentials.state.js';

const HISTORIES = 3_000;
const FILE = 'file-1';
const onList: DelegationState = stateAfter(delegationFold, [
  invited(),
  appointed('focal'),
  nominated(1),
  nominated(2),
  submitted(),
  accepted,
]);
const officer = (personId: string, emailDigest: string): OfficerAppointed => ({
  type: 'OfficerAppointed',
  data: { appointmentId: `appointment-${personId}`, personId, role: 'credentials-officer', emailDigest },
});
const meeting = meetingAfter(officer('eva', 'digest-1'), officer('max', 'digest-2'));
const offList: DelegationState = { ...onList, slots: onList.slots.slice(1) };

/** Everybody may hold every role. `eva` is the person of the file, `max` another member of the delegation, `nora` nominated her. */
const people = ['eva', 'max', 'nora', 'focal', 'otto', 'pia', 'quim'] as const;
const free = ['otto', 'pia', 'quim'] as const;
const digests: Readonly<Record<string, readonly string[]>> = { eva: ['digest-1'], max: ['digest-2'] };

const { invitationId: _, ...file } = opened({ nominatedBy: 'nora' }).data;
const why = { fileId: FILE, reasonCode: 'because', reason: '' };
const fileId = FILE;
type Step = AccreditationCommand | CredentialCommand | 'leave-list';
const isOfCredential = (command: AccreditationCommand | CredentialCommand): command is CredentialCommand =>
  credentialCommands.some((known) => command instanceof known);
const reaction = callerOf({ actorId: 'reaction:suspend-credentials', power: { role: 'system' } });
const title = { functionalTitleCode: 'director', declarations: ['experience', 'power-to-decide'], profile };

const steps: readonly ((caller: Caller, serial: string) => Step)[] = [
  (caller) => new CompleteProfile({ fileId, ...title }, caller),
  (caller) => new ReturnProfile(why, caller),
  (caller) => new VerifyProfile({ fileId }, caller),
  (caller) => new VerifyProfile({ fileId }, caller),
  (caller) => new PlaceOnHold(why, caller),
  (caller) => new ResumeFile({ fileId }, caller),
  (caller) => new ResumeFile({ fileId }, caller),
  (caller) => new ApproveAccreditation({ fileId }, caller),
  (caller) => new ApproveAccreditation({ fileId }, caller),
  (caller) => new ApproveAccreditation({ fileId }, caller),
  (caller) => new IssueCredential({ fileId }, caller),
  (caller) => new IssueCredential({ fileId }, caller),
  (caller, serial) => new ActivateCredential({ fileId, serial }, caller),
  (caller, serial) => new ActivateCredential({ fileId, serial }, caller),
  (caller) => new RevokeCredential({ ...why, serial: null }, caller),
];
const stepsOfBadge: typeof steps = [
  (caller, serial) => new PrintCredential({ ...why, serial, printer: 'desk' }, caller),
  (caller, serial) =>
    new HandOverCredential({ fileId, serial, to: 'holder', receiver: null, authorisation: null }, caller),
  (caller, serial) => new SuspendCredential({ ...why, serial, cause: 'officer' }, caller),
  (caller, serial) => new ResumeCredential({ fileId, serial, cause: 'officer' }, caller),
  // What the reaction to holds sends, at any time: late, early or twice.
  () => new SuspendCredential({ ...why, serial: null, cause: 'hold' }, reaction),
  () => new ResumeCredential({ fileId, serial: null, cause: 'hold' }, reaction),
];
/** What ends a file comes seldom, or no history would go far. */
const endings: typeof steps = [
  (caller) => new RejectAccreditation(why, caller),
  ...Array.from({ length: 6 }, () => (caller: Caller) => new RevokeAccreditation(why, caller)),
  (caller) => new RevokeAccreditation(why, caller),
  (caller) => new CloseFile({ fileId, cause: 'withdrawn' }, caller),
  () => 'leave-list',
];
const step = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...steps) },
  { weight: 10, arbitrary: fc.constantFrom(...stepsOfBadge) },
  { weight: 1, arbitrary: fc.constantFrom(...endings) },
);
const history = fc.array(fc.tuple(step, fc.constantFrom(...people, ...free, ...free)), {
  minLength: 20,
  maxLength: 60,
});

/** Few random histories come as far as a badge: half of them begin with one. */
const untilIssued: readonly (readonly [(typeof steps)[number], string])[] = [
  [(caller) => new CompleteProfile({ fileId, ...title }, caller), 'eva'],
  [(caller) => new VerifyProfile({ fileId }, caller), 'otto'],
  [(caller) => new ApproveAccreditation({ fileId }, caller), 'pia'],
  [(caller) => new IssueCredential({ fileId }, caller), 'quim'],
];

const lawful: Partial<
  Record<Recorded<AccreditationFact | CredentialFact>['type'], { readonly from: readonly Stage[]; readonly to: Stage }>
> = {
  ProfileCompleted: { from: ['nominated', 'returned'], to: 'submitted' },
  ProfileReturned: { from: ['submitted', 'verified'], to: 'returned' },
  ProfileVerified: { from: ['submitted'], to: 'verified' },
  AccreditationApproved: { from: ['verified'], to: 'approved' },
  AccreditationRejected: { from: ['nominated', 'submitted', 'returned', 'verified'], to: 'rejected' },
  AccreditationRevoked: { from: ['approved'], to: 'revoked' },
  FileClosed: { from: ['nominated', 'submitted', 'returned', 'verified', 'approved'], to: 'closed' },
};

/** The file as a reader of the facts would keep it, without the deciders' own folds. */
interface Model {
  stage: Stage;
  onHold: boolean;
  hasSlot: boolean;
  readonly verifiers: Set<string>;
  readonly approvers: Set<string>;
  living: {
    readonly serial: string;
    readonly isActive: boolean;
    readonly suspended: 'hold' | 'officer' | null;
    readonly copies: number;
    readonly waits: boolean;
  } | null;
  generation: number;
}

const ends: ReadonlySet<Stage> = new Set<Stage>(['rejected', 'revoked', 'closed']);
const decisions = new Set([
  'ProfileReturned',
  'ProfileVerified',
  'FilePlacedOnHold',
  'FileResumed',
  'AccreditationApproved',
  'AccreditationRejected',
  'AccreditationRevoked',
]);

function check(model: Model, { type, data, metadata }: Recorded<AccreditationFact | CredentialFact>): void {
  const { actorId } = metadata;
  if (decisions.has(type)) assert.ok(!['eva', 'max', 'nora', 'focal'].includes(actorId));
  const move = lawful[type];
  if (move !== undefined) {
    assert.ok(move.from.includes(model.stage));
    if (type !== 'FileClosed' && type !== 'AccreditationRevoked') assert.equal(model.onHold, false);
    model.stage = move.to;
    if (ends.has(move.to)) model.onHold = false;
  }
  if (type === 'FilePlacedOnHold') model.onHold = true;
  if (type === 'FileResumed') model.onHold = false;
  if (type === 'ProfileVerified') model.verifiers.add(actorId);
  if (type === 'AccreditationApproved') {
    model.approvers.add(actorId);
    assert.equal(model.hasSlot, true);
    assert.ok(new Set([...model.verifiers, ...model.approvers]).size >= 2);
  }
  assert.deepEqual(
    [...model.verifiers].filter((person) => model.approvers.has(person)),
    [],
  );
  if (type === 'CredentialIssued') {
    assert.deepEqual([model.stage, model.onHold, model.hasSlot, model.living], ['approved', false, true, null]);
    assert.equal(data.generation, model.generation + 1);
    assert.ok(![...model.approvers].includes(actorId));
    model.generation = data.generation;
    model.living = { serial: data.serial, isActive: false, suspended: null, copies: 0, waits: false };
  }
  if (type.startsWith('Credential')) assert.ok(!['eva', 'max', 'focal'].includes(actorId));
  const { living } = model;
  if (type === 'CredentialActivated') {
    assert.deepEqual([model.stage, model.onHold, model.hasSlot], ['approved', false, true]);
    if (living !== null) model.living = { ...living, isActive: true };
  }
  if (type === 'CredentialPrinted' || type === 'CredentialHandedOver') {
    assert.deepEqual([model.stage, model.onHold, model.hasSlot, living?.suspended], ['approved', false, true, null]);
    if (type === 'CredentialPrinted') assert.equal(data.copy, (living?.copies ?? 0) + 1);
    else assert.equal(living?.waits, true);
    const copies = (living?.copies ?? 0) + (type === 'CredentialPrinted' ? 1 : 0);
    if (living !== null) model.living = { ...living, copies, waits: type === 'CredentialPrinted' };
  }
  if (type === 'CredentialSuspended') {
    assert.notEqual(living?.suspended, 'officer');
    if (data.cause === 'hold') assert.deepEqual([model.onHold, living?.suspended], [true, null]);
    if (living !== null) model.living = { ...living, suspended: data.cause };
  }
  if (type === 'CredentialResumed') {
    assert.notEqual(living?.suspended ?? null, null);
    assert.equal(model.onHold, false);
    if (actorId.startsWith('reaction:')) assert.equal(living?.suspended, 'hold');
    if (living !== null) model.living = { ...living, suspended: null };
  }
  if (type === 'CredentialRevoked') model.living = null;
}

describe('any history of a file', () => {
  it('S1 C1 C4 has lawful stages, two persons behind an approval, and no living credential without it', () => {
    const seen = new Map<string, number>();
    const during = new Date('2025-09-24T15:00:00Z');
    fc.assert(
      fc.property(history, fc.boolean(), (random, isFarAlready) => {
        const sequence = isFarAlready ? [...untilIssued, ...random] : random;
        const log = new MemoryLog(MEETING);
        const model: Model = {
          stage: 'nominated',
          onHold: false,
          hasSlot: true,
          verifiers: new Set(),
          approvers: new Set(),
          living: null,
          generation: 0,
        };
        const take = (facts: readonly Recorded<AccreditationFact | CredentialFact>[]): void => {
          for (const fact of facts) {
            check(model, fact);
            seen.set(fact.type, (seen.get(fact.type) ?? 0) + 1);
          }
        };
        const now = new Date('2025-08-15T12:00:00Z');
        const open = new OpenFile({ fileId, ...file, nominee }, callerOf());
        take(
          log.send(accreditation, FILE, open, now, {
            meeting,
            delegation: onList,
            newId: 'invitation-0',
            actorEmailDigests: [],
          }),
        );
        for (const [number, [make, actorId]] of sequence.entries()) {
          const command = make(
            callerOf({ actorId, power: { role: 'approving-officer' } }),
            model.living?.serial ?? 'none',
          );
          if (command === 'leave-list') {
            model.hasSlot = false;
            continue;
          }
          const delegation = model.hasSlot ? onList : offList;
          const context = { meeting, delegation };
          take(
            isOfCredential(command)
              ? log.send(credentials, FILE, command, now, {
                  ...context,
                  newSerial: `serial-${number}`,
                  keyId: 'key',
                  authorisationStored: true,
                })
              : log.send(accreditation, FILE, command, now, {
                  ...context,
                  newId: `invitation-${number}`,
                  actorEmailDigests: digests[actorId] ?? [],
                }),
          );
          const isAlive =
            deadBecause(log.state(credentialFold, FILE), model.living?.serial ?? 'none', model.hasSlot, during) ===
            null;
          assert.equal(
            isAlive,
            model.stage === 'approved' &&
              !model.onHold &&
              model.hasSlot &&
              model.living?.isActive === true &&
              model.living.suspended === null,
          );
          assert.equal(log.state(accreditation, FILE).stage, model.stage);
        }
      }),
      { numRuns: HISTORIES },
    );
    // What never happened was not tested.
    for (const type of [
      ...Object.keys(lawful),
      'DecisionRefused',
      'CredentialIssued',
      'CredentialActivated',
      'CredentialPrinted',
      'CredentialHandedOver',
      'CredentialSuspended',
      'CredentialResumed',
      'CredentialRevoked',
    ]) {
      expect([type, (seen.get(type) ?? 0) > 50]).toEqual([type, true]);
    }
  });
});
