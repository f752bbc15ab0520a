import { createHash } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import {
  type AccreditationCommand,
  ApproveAccreditation,
  AttachPhoto,
  CloseFile,
  CompleteProfile,
  OpenFile,
  PlaceOnHold,
  RedeemInvitation,
  RejectAccreditation,
  RenewInvitation,
  ResumeFile,
  ReturnProfile,
  RevokeAccreditation,
  VerifyProfile,
} from '../../src/accreditation/accreditation.commands.js';
import { accreditation } from '../../src/accreditation/accreditation.decider.js';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
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
} from '../../src/credentials/credentials.commands.js';
import { credentials } from '../../src/credentials/credentials.decider.js';
import type { CredentialFact } from '../../src/credentials/credentials.events.js';
import {
  AcceptEvidence,
  AdjustQuota,
  AppointFocalPoint,
  type DelegationCommand,
  EndFocalPoint,
  InviteDelegation,
  NominateDelegate,
  RefuseEvidence,
  ReleaseSlot,
  ReorderDelegation,
  SubmitEvidence,
  SubstituteDelegate,
  WithdrawNomination,
} from '../../src/delegations/delegations.commands.js';
import { delegations } from '../../src/delegations/delegations.decider.js';
import {
  type DelegationFact,
  HEAD_OF_DELEGATION,
  type Nominee,
  type Place,
} from '../../src/delegations/delegations.events.js';
import { delegationIdOf } from '../../src/delegations/delegations.state.js';
import type { Caller } from '../../src/event-sourcing/command.js';
import type { Fact, Recorded } from '../../src/event-sourcing/event.js';
import { callerOf } from '../../src/event-sourcing/testing/given.js';
import { MemoryLog } from '../../src/event-sourcing/testing/memory.js';
import {
  AdoptRules,
  AppointOfficer,
  CloseNominations,
  ConfigureRoom,
  ConfigureZone,
  ConveneMeeting,
  EndAppointment,
  ExtendDeadline,
  type MeetingCommand,
} from '../../src/meetings/meetings.commands.js';
import { meetings } from '../../src/meetings/meetings.decider.js';
import { officerRoles } from '../../src/meetings/meetings.events.js';
import { meetingFold } from '../../src/meetings/meetings.state.js';
import {
  type NotificationCommand,
  QueueNotification,
  RecordBounce,
  RecordNotificationFailed,
  RecordNotificationSent,
  ResendNotification,
  SuppressNotification,
} from '../../src/notifications/notifications.commands.js';
import { notifications } from '../../src/notifications/notifications.decider.js';
import { PublishSeatPlan, ReassignSeats, type SeatingCommand } from '../../src/seating/seating.commands.js';
import { seating } from '../../src/seating/seating.decider.js';
import { planIdOf } from '../../src/seating/seating.state.js';
import { panama, quotaOf } from './delegation.examples.js';
import { profile } from './accreditation.examples.js';
import { plenary } from './seating.examples.js';
import { convened, MEETING, rules, zone } from './meeting.examples.js';
import { type LetterScene, stepOfLetter, stepOfLetterhead } from './visa-letter.history.js';

const NAMES = '0d3c8f52-77a1-4b0e-9a6e-3c5d2e1f4b60';
const ENTITIES = ['PA', 'CR', 'EC'] as const;
const SHA = 'cd'.repeat(32);
const OFFICERS = ['nora', 'otto', 'pia', 'quim', 'rita'] as const;

/** Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003): the same seed gives the same history. */
function dice(seed: number): (sides: number) => number {
  let x = seed;
  return (sides) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % sides;
  };
}

/** A meeting of three delegations, made by the deciders; what reactions would send is sent at once. */
class Play {
  readonly log = new MemoryLog(MEETING);
  private readonly roll: (sides: number) => number;
  private readonly files: { readonly fileId: string; readonly delegationId: string }[] = [];
  private readonly points: { readonly delegationId: string; readonly appointmentId: string }[] = [];
  private count = 0;

  constructor(seed: number) {
    this.roll = dice(seed);
  }

  perform(length: number): readonly Recorded<Fact>[] {
    this.open();
    this.playOneBadge();
    while (this.log.facts.length < length) this.step();
    return this.log.facts;
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.roll(values.length)] as T;
  }

  private get now(): Date {
    return new Date(Date.parse('2025-08-01T12:00:00.000Z') + this.log.facts.length * 60_000);
  }

  private as(actorId: string, role: string): ReturnType<typeof callerOf> {
    return callerOf({ actorId, power: { role, meetingId: MEETING, appointmentId: `appointment of ${actorId}` } });
  }

  private newId(what: string): string {
    this.count += 1;
    return uuidv5(`${what} ${this.count}`, NAMES);
  }

  private get letters(): LetterScene {
    this.count += 1;
    const caller = this.as(this.pick(OFFICERS), 'protocol-officer');
    const { log, now, count } = this;
    return { log, now, count, caller, meetingId: MEETING, pick: (values) => this.pick(values) };
  }

  private meeting(command: MeetingCommand): void {
    this.log.send(meetings, MEETING, command, this.now, {
      newId: this.newId('appointment'),
      emailDigest: this.newId('digest'),
    });
  }

  private seat(command: SeatingCommand): void {
    const delegation =
      'delegationId' in command.data
        ? this.log.state(delegations, command.data.delegationId)
        : delegations.initialState;
    const stages = new Map(
      delegation.slots.map(({ fileId }) => [fileId, this.log.state(accreditation, fileId).stage] as const),
    );
    const room = this.log.state(meetingFold, MEETING).rooms.get(command.data.room);
    const context = { room, delegation, stages };
    this.log.send(seating, planIdOf(MEETING, command.data.room), command, this.now, context);
  }

  private delegation(command: DelegationCommand): readonly Recorded<DelegationFact>[] {
    const context = {
      meeting: this.log.state(meetingFold, MEETING),
      entity: panama,
      newId: this.newId('subject'),
      newSlotId: this.newId('slot'),
      emailDigest: this.newId('digest'),
      fileStored: true,
    };
    const facts = this.log.send(delegations, command.data.delegationId, command, this.now, context);
    for (const fact of facts) this.follow(fact, command.data.delegationId);
    this.lookAtSeats(command.data.delegationId);
    return facts;
  }

  private file(command: AccreditationCommand | CredentialCommand, delegationId: string): void {
    const context = {
      meeting: this.log.state(meetingFold, MEETING),
      delegation: this.log.state(delegations, delegationId),
    };
    const { fileId } = command.data;
    const facts: readonly Recorded<AccreditationFact | CredentialFact>[] = isOfCredential(command)
      ? this.log.send(credentials, fileId, command, this.now, {
          ...context,
          newSerial: this.newId('serial'),
          keyId: 'key-1',
          authorisationStored: true,
        })
      : this.log.send(accreditation, fileId, command, this.now, {
          ...context,
          newId: this.newId('invitation'),
          actorEmailDigests: [],
        });
    for (const fact of facts) this.tell(fact, fileId, delegationId);
    this.lookAtSeats(delegationId);
  }

  private lookAtSeats(delegationId: string): void {
    const system = this.as('reaction:allocate-seats', 'system');
    this.seat(new ReassignSeats({ meetingId: MEETING, room: 'plenary', delegationId }, system));
  }

  /** What the reactions to a delegation's facts send. */
  private follow({ type, data, personal, metadata }: Recorded<DelegationFact>, delegationId: string): void {
    const system = this.as('reaction:follow-delegation-list', 'system');
    const open = (place: Place, late: boolean, substitutesFileId: string | null): void => {
      const { fileId, slotId, capacity, language, emailDigest } = place;
      const nominee = (personal?.[fileId] ?? null) as Nominee | null;
      const of = { meetingId: MEETING, delegationId, slotId, category: 'member', capacity, language, emailDigest };
      this.files.push({ fileId, delegationId });
      this.file(
        new OpenFile({ fileId, ...of, nominatedBy: metadata.actorId, late, substitutesFileId, nominee }, system),
        delegationId,
      );
    };
    if (type === 'DelegateNominated') open(data, data.late, null);
    if (type === 'FocalPointAppointed') this.points.push({ delegationId, appointmentId: data.appointmentId });
    if (type === 'NominationWithdrawn')
      this.file(new CloseFile({ fileId: data.fileId, cause: 'withdrawn' }, system), delegationId);
    if (type !== 'DelegateSubstituted') return;
    this.file(new CloseFile({ fileId: data.predecessorFileId, cause: 'substituted' }, system), delegationId);
    open(data.successor, false, data.predecessorFileId);
  }

  /** What the reactions to a file's facts send. */
  private tell(
    { id, type, data }: Recorded<AccreditationFact | CredentialFact>,
    fileId: string,
    delegationId: string,
  ): void {
    const system = this.as('reaction', 'system');
    if (type === 'AccreditationRejected' || type === 'AccreditationRevoked') {
      this.delegation(
        new ReleaseSlot(
          { delegationId, fileId, cause: type === 'AccreditationRejected' ? 'rejected' : 'revoked' },
          system,
        ),
      );
    }
    const ofHold = { fileId, serial: null, cause: 'hold' } as const;
    if (type === 'FilePlacedOnHold')
      this.file(new SuspendCredential({ ...ofHold, reasonCode: data.reasonCode, reason: '' }, system), delegationId);
    if (type === 'FileResumed') this.file(new ResumeCredential(ofHold, system), delegationId);
    if (type === 'AccreditationRevoked' || type === 'FileClosed') {
      this.file(
        new RevokeCredential({ fileId, serial: null, reasonCode: 'file-ended', reason: '' }, system),
        delegationId,
      );
      stepOfLetter(this.letters, fileId, delegationId, true);
    }
    const kinds = {
      FileOpened: 'invitation',
      ProfileReturned: 'returned',
      AccreditationApproved: 'approved',
      AccreditationRejected: 'rejected',
    } as const;
    if (!(type in kinds)) return;
    const messageId = uuidv5('message', id);
    const of = { messageId, meetingId: MEETING };
    const personal = {
      'focal point': { to: 'focal@example.org', recipientName: 'Ana Pérez' },
      [fileId]: { personName: 'Luz Ríos', reason: `text ${id}` },
    };
    const message = {
      kind: kinds[type as keyof typeof kinds],
      language: 'es' as const,
      templateVersion: 1,
      delegationId,
      fileId,
      capacity: 'delegate',
      recipientId: 'focal point',
      causeId: id,
      invitationId: 'invitationId' in data ? data.invitationId : null,
      reasonCode: null,
      details: {},
      personal,
    };
    const send = (command: NotificationCommand): void =>
      void this.log.send(notifications, messageId, command, this.now, {});
    send(new QueueNotification({ ...of, ...message }, system));
    if (type === 'AccreditationApproved') {
      const seat = {
        messageId: uuidv5('seat', id),
        kind: 'seat-assigned',
        details: { room: 'plenary', seat: 'T1' },
      } as const;
      const told = new QueueNotification({ ...of, ...message, ...seat }, system);
      this.log.send(notifications, seat.messageId, told, this.now, {});
    }
    const fails = this.roll(3) === 0;
    if (fails) send(new RecordNotificationFailed({ ...of, attempts: 5, reason: `no mailbox ${messageId}` }, system));
    if (!fails || this.roll(2) === 0)
      send(new RecordNotificationSent({ ...of, messageIdHeader: `<${messageId}@mail.test>`, attempt: 1 }, system));
    if (this.roll(4) === 0) {
      send(new RecordBounce({ messageId, statusCode: '5.1.1', reason: `moved ${messageId}` }, system));
      send(new ResendNotification(of, this.as('registrar', 'registration-officer')));
      send(new SuppressNotification({ ...of, because: 'superseded' }, system));
    }
  }

  private open(): void {
    const admin = this.as('admin', 'administrator');
    this.meeting(new ConveneMeeting({ meetingId: MEETING, ...convened.data }, admin));
    const free = {
      ...rules,
      categories: rules.categories.map((category) => ({
        ...category,
        evidence: { ...category.evidence, required: false },
      })),
    };
    this.meeting(new AdoptRules({ meetingId: MEETING, rules: free }, admin));
    for (const code of ['plenary', 'lounge'])
      this.meeting(new ConfigureZone({ meetingId: MEETING, ...zone(code).data }, admin));
    this.meeting(new ConfigureRoom({ meetingId: MEETING, ...plenary().data }, admin));
    for (const entity of ENTITIES) {
      const delegationId = delegationIdOf(MEETING, entity);
      const of = {
        delegationId,
        meetingId: MEETING,
        entity,
        described: null,
        category: 'member',
        language: 'es' as const,
      };
      this.delegation(
        new InviteDelegation({ ...of, quota: quotaOf(6), reasonCode: 'adopted', reason: `six for ${entity}` }, admin),
      );
    }
  }

  private step(): void {
    const chance = this.roll(20);
    if (chance === 0) this.stepOfMeeting();
    else if (chance < 8) this.stepOfDelegation();
    else this.stepOfFile();
  }

  private stepOfMeeting(): void {
    if (this.roll(4) === 0) return stepOfLetterhead(this.letters);
    const admin = this.as('admin', 'administrator');
    const of = { meetingId: MEETING, reason: `reason ${this.count}` };
    const personId = this.pick(OFFICERS);
    const contact = {
      name: `Officer ${personId} ${this.count}`,
      email: `${personId}@example.org`,
      language: 'es' as const,
    };
    if (this.roll(3) === 0) return this.seat(new PublishSeatPlan({ meetingId: MEETING, room: 'plenary' }, admin));
    const living = [...this.log.state(meetingFold, MEETING).officers.keys()];
    this.meeting(
      this.pick<MeetingCommand>([
        new AppointOfficer({ meetingId: MEETING, personId, role: this.pick(officerRoles), contact }, admin),
        new AppointOfficer({ meetingId: MEETING, personId, role: this.pick(officerRoles), contact }, admin),
        new EndAppointment({ ...of, appointmentId: living.length > 0 ? this.pick(living) : 'none' }, admin),
        new ConfigureZone(
          {
            meetingId: MEETING,
            ...zone(this.pick(['plenary', 'press']), { travelDocumentRequired: this.roll(2) === 0 }).data,
          },
          admin,
        ),
        new ExtendDeadline(
          {
            ...of,
            deadline: this.pick(['nominations', 'substitutions']),
            until: `2025-09-21T18:00:${String(this.roll(60)).padStart(2, '0')}Z`,
          },
          admin,
        ),
        new CloseNominations(of, admin),
        new ConfigureRoom(
          { meetingId: MEETING, ...plenary({ patterns: { member: { table: 1, behind: this.roll(2) } } }).data },
          admin,
        ),
      ]),
    );
  }

  private stepOfDelegation(): void {
    const delegationId = delegationIdOf(MEETING, this.pick(ENTITIES));
    const { slots, evidence } = this.log.state(delegations, delegationId);
    const focal = this.as(`focal of ${delegationId}`, 'focal-point');
    const registrar = this.as('registrar', 'registration-officer');
    const reason = { reasonCode: 'asked', reason: `reason ${this.count}` };
    const fileId = slots.length > 0 ? this.pick(slots).fileId : 'none';
    const evidenceId = evidence.size > 0 ? this.pick([...evidence.keys()]) : 'none';
    const capacity = this.pick([HEAD_OF_DELEGATION, 'delegate', 'adviser']);
    const nominee: Nominee = {
      givenNames: `Luz ${this.count}`,
      familyNames: 'Ríos',
      honorific: null,
      functionalTitle: 'Directora',
      email: 'luz@example.org',
    };
    const contact = { name: `Focal ${this.count}`, email: 'focal@example.org', language: 'en' as const };
    const nominate = new NominateDelegate(
      { delegationId, nominee, language: 'es', coveredBy: null, capacity, lateReason: `late ${this.count}` },
      registrar,
    );
    const point = this.points.length > 0 ? this.pick(this.points) : { delegationId, appointmentId: 'none' };
    this.delegation(
      this.pick<DelegationCommand>([
        nominate,
        nominate,
        nominate,
        nominate,
        new SubstituteDelegate(
          {
            delegationId,
            fileId,
            capacity: null,
            becomesHead: false,
            nominee,
            language: 'en',
            coveredBy: null,
            ...reason,
          },
          focal,
        ),
        new WithdrawNomination({ delegationId, fileId, ...reason }, focal),
        new ReorderDelegation(
          { delegationId, order: [...slots.slice(0, 1), ...slots.slice(1).toReversed()].map((slot) => slot.fileId) },
          focal,
        ),
        new AdjustQuota({ delegationId, quota: quotaOf(4 + this.roll(6)), ...reason }, focal),
        new SubmitEvidence(
          {
            delegationId,
            form: 'note-verbale',
            issuedOn: '2025-07-20',
            issuer: `Ministry ${this.count}`,
            sha256: createHash('sha256').update(`evidence ${this.count}`).digest('hex'),
            lines: slots
              .slice(0, 2)
              .map((slot) => ({ capacity: slot.capacity, name: `Luz ${slot.slotId}`, fileId: slot.fileId })),
          },
          focal,
        ),
        new AcceptEvidence({ delegationId, evidenceId, reason: `seen ${this.count}` }, registrar),
        new RefuseEvidence({ delegationId, evidenceId, ...reason }, registrar),
        new AppointFocalPoint(
          {
            delegationId,
            personId: `focal ${this.roll(4)} of ${delegationId}`,
            contact,
            act: { form: 'letter', date: '2025-07-20' },
          },
          registrar,
        ),
        new EndFocalPoint({ ...point, reason: `moved ${this.count}` }, registrar),
      ]),
    );
  }

  /** Few files come as far as a badge, so one of them goes the whole way. */
  private playOneBadge(): void {
    while (this.files.length === 0) this.stepOfDelegation();
    const [{ fileId, delegationId } = { fileId: '', delegationId: '' }] = this.files;
    const otto = this.as('otto', 'verifying-officer');
    const pia = this.as('pia', 'approving-officer');
    const why = { fileId, reasonCode: 'because', reason: `reason ${this.count}` };
    const titleAndDeclarations = { functionalTitleCode: 'director', declarations: ['experience', 'power-to-decide'] };
    const take = (command: AccreditationCommand | CredentialCommand): void => this.file(command, delegationId);
    take(new CompleteProfile({ fileId, ...titleAndDeclarations, profile }, this.as(fileId, 'delegate')));
    take(new AttachPhoto({ fileId, sha256: SHA, width: 413, height: 531 }, this.as(fileId, 'delegate')));
    take(new VerifyProfile({ fileId }, otto));
    take(new ApproveAccreditation({ fileId }, pia));
    // Issued, printed, handed over and activated.
    for (let done = 0; done < 4; done += 1) take(this.nextOfCredential(fileId, this.as('quim', 'credentials-officer')));
    take(new PlaceOnHold(why, otto));
    take(new ResumeFile({ fileId }, otto));
    take(new RevokeAccreditation(why, pia));
  }

  /** What a badge needs next: once it is out and active, it is suspended or printed again. */
  private nextOfCredential(fileId: string, officer: Caller): CredentialCommand {
    const { credential } = this.log.state(credentials, fileId);
    if (credential === undefined || credential.status === 'revoked') return new IssueCredential({ fileId }, officer);
    const { serial, suspended, copies, handedOver, status } = credential;
    const because = { fileId, serial, reasonCode: 'because', reason: `reason ${this.count}` };
    const print = new PrintCredential({ ...because, printer: `desk-${this.roll(3)}` }, officer);
    const to = { to: 'other', receiver: 'Ana Ríos', authorisation: SHA } as const;
    if (suspended !== null) return new ResumeCredential({ fileId, serial, cause: 'officer' }, officer);
    if (copies === 0) return print;
    if (!handedOver) return new HandOverCredential({ fileId, serial, ...to }, officer);
    if (status === 'issued') return new ActivateCredential({ fileId, serial }, officer);
    return this.pick([print, new SuspendCredential({ ...because, cause: 'officer' }, officer)]);
  }

  private stepOfFile(): void {
    if (this.files.length === 0) return;
    const { fileId, delegationId } = this.pick(this.files);
    const { stage, onHold, invitation } = this.log.state(accreditation, fileId);
    const officer = this.as(this.pick(OFFICERS), 'approving-officer');
    const why = { fileId, reasonCode: 'because', reason: `reason ${this.count}` };
    if (onHold && this.roll(2) === 0) return this.file(new ResumeFile({ fileId }, officer), delegationId);
    if (stage === 'approved') stepOfLetter(this.letters, fileId, delegationId);
    const commands: Readonly<Record<string, readonly (AccreditationCommand | CredentialCommand)[]>> = {
      nominated: [
        new CompleteProfile(
          {
            fileId,
            functionalTitleCode: 'director',
            declarations: ['experience', 'power-to-decide'],
            profile: { ...profile, phone: `+507 ${this.count}` },
          },
          this.as(fileId, 'delegate'),
        ),
        new AttachPhoto(
          { fileId, sha256: createHash('sha256').update(`photo ${this.count}`).digest('hex'), width: 413, height: 531 },
          this.as(fileId, 'delegate'),
        ),
        new RenewInvitation({ fileId, cause: 'asked' }, officer),
        new RedeemInvitation({ fileId, invitationId: invitation?.id ?? '' }, officer),
      ],
      submitted: [
        new VerifyProfile({ fileId }, officer),
        new VerifyProfile({ fileId }, officer),
        new ReturnProfile(why, officer),
      ],
      verified: [
        new ApproveAccreditation({ fileId }, officer),
        new ApproveAccreditation({ fileId }, officer),
        new ReturnProfile(why, officer),
      ],
      approved: [
        this.nextOfCredential(fileId, officer),
        this.nextOfCredential(fileId, officer),
        new RevokeCredential({ ...why, serial: null }, officer),
        new RevokeAccreditation(why, officer),
      ],
    };
    const seldom = this.pick([
      new PlaceOnHold(why, officer),
      new PlaceOnHold(why, officer),
      new RejectAccreditation(why, officer),
      new RevokeAccreditation(why, officer),
    ]);
    const usual = commands[stage === 'returned' ? 'nominated' : stage] ?? [seldom];
    this.file(this.roll(8) === 0 ? seldom : this.pick(usual), delegationId);
  }
}

const isOfCredential = (command: AccreditationCommand | CredentialCommand): command is CredentialCommand =>
  credentialCommands.some((known) => command instanceof known);

/** At least `length` facts of one meeting, as deciders allow them, in the order in which they happened. */
export const lawfulHistory = (seed: number, length: number): readonly Recorded<Fact>[] =>
  new Play(seed).perform(length);
