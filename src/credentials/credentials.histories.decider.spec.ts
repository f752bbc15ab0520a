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
import { ActivateCredential, IssueCredential, RevokeCredential } from './credentials.commands.js';
import { credentials } from './credentials.decider.js';
import type { CredentialFact } from './credentials.events.js';
import { credentialFold, deadBecause } from './credentials.state.js';

const HISTORIES = 3_000;
const FILE = 'file-1';
const meeting = meetingAfter();
const onList: DelegationState = stateAfter(delegationFold, [
  invited(),
  appointed('focal'),
  nominated(1),
  nominated(2),
  submitted(),
  accepted,
]);
const offList: DelegationState = { ...onList, slots: onList.slots.slice(1) };

/** Everybody may hold every role. `eva` is the person of the file, `max` another member of the delegation, `nora` nominated her. */
const people = ['eva', 'max', 'nora', 'focal', 'otto', 'pia', 'quim'] as const;
const free = ['otto', 'pia', 'quim'] as const;
const digests: Readonly<Record<string, readonly string[]>> = { eva: ['digest-1'], max: ['digest-2'] };

const { invitationId: _, ...file } = opened({ nominatedBy: 'nora' }).data;
const why = { fileId: FILE, reasonCode: 'because', reason: '' };
const fileId = FILE;
type Step =
  | AccreditationCommand
  | InstanceType<typeof IssueCredential | typeof ActivateCredential | typeof RevokeCredential>
  | 'leave-list';
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
/** What ends a file comes seldom, or no history would go far. */
const endings: typeof steps = [
  (caller) => new RejectAccreditation(why, caller),
  (caller) => new RevokeAccreditation(why, caller),
  (caller) => new RevokeAccreditation(why, caller),
  (caller) => new RevokeAccreditation(why, caller),
  (caller) => new CloseFile({ fileId, cause: 'withdrawn' }, caller),
  () => 'leave-list',
];
const step = fc.oneof(
  { weight: 25, arbitrary: fc.constantFrom(...steps) },
  { weight: 1, arbitrary: fc.constantFrom(...endings) },
);
const history = fc.array(fc.tuple(step, fc.constantFrom(...people, ...free, ...free)), {
  minLength: 20,
  maxLength: 60,
});

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
  living: { readonly serial: string; readonly isActive: boolean } | null;
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
    model.living = { serial: data.serial, isActive: false };
  }
  if (type === 'CredentialActivated') {
    assert.deepEqual([model.stage, model.onHold, model.hasSlot], ['approved', false, true]);
    model.living = { serial: data.serial, isActive: true };
  }
  if (type === 'CredentialRevoked') model.living = null;
}

describe('any history of a file', () => {
  it('S1 C1 C4 has lawful stages, two persons behind an approval, and no living credential without it', () => {
    const seen = new Map<string, number>();
    const during = new Date('2025-09-24T15:00:00Z');
    fc.assert(
      fc.property(history, (sequence) => {
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
          switch (command.type) {
            case 'IssueCredential':
            case 'ActivateCredential':
            case 'RevokeCredential':
              take(
                log.send(credentials, FILE, command, now, {
                  meeting,
                  delegation,
                  newSerial: `serial-${number}`,
                  keyId: 'key',
                  authorisationStored: true,
                }),
              );
              break;
            default:
              take(
                log.send(accreditation, FILE, command, now, {
                  meeting,
                  delegation,
                  newId: `invitation-${number}`,
                  actorEmailDigests: digests[actorId] ?? [],
                }),
              );
          }
          const isAlive =
            deadBecause(log.state(credentialFold, FILE), model.living?.serial ?? 'none', model.hasSlot, during) ===
            null;
          assert.equal(
            isAlive,
            model.stage === 'approved' && !model.onHold && model.hasSlot && model.living?.isActive === true,
          );
          assert.equal(log.state(accreditation, FILE).stage, model.stage);
        }
      }),
      { numRuns: HISTORIES, seed: 2025 },
    );
    // What never happened was not tested.
    for (const type of [
      ...Object.keys(lawful),
      'DecisionRefused',
      'CredentialIssued',
      'CredentialActivated',
      'CredentialRevoked',
    ]) {
      expect([type, (seen.get(type) ?? 0) > 50]).toEqual([type, true]);
    }
  });
});
