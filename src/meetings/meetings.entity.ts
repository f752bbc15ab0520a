import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  Bilingual,
  Language,
  MeetingRules,
  OfficerRole,
  RoomConfigured,
  ZoneConfigured,
} from './meetings.events.js';

@Entity({ schema: 'read', name: 'meetings' })
export class Meeting {
  @PrimaryColumn('text') readonly id: string;
  @Column('jsonb') readonly title: Bilingual;
  @Column('jsonb') readonly city: Bilingual;
  @Column('text') readonly country: string;
  @Column('text') readonly timeZone: string;
  @Column('text') readonly startsOn: string;
  @Column('text') readonly endsOn: string;
  @Column('jsonb') readonly workingLanguages: readonly Language[];
  @Column('int') readonly rulesVersion: number;
  @Column('jsonb', { nullable: true }) readonly rules: MeetingRules | null;
  @Column('jsonb') readonly zones: readonly ZoneConfigured['data'][];
  @Column('jsonb') readonly rooms: readonly RoomConfigured['data'][];
  @Column('text', { nullable: true }) readonly nominationsClose: string | null;
  @Column('text', { nullable: true }) readonly substitutionsClose: string | null;
  @Column('text', { nullable: true }) readonly nominationsClosedAt: string | null;
  @Column('int') readonly revision: number;
}

@Entity({ schema: 'read', name: 'officers' })
export class Officer {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly personId: string;
  @Column('text') readonly role: OfficerRole;
  @Column('text', { nullable: true }) readonly name: string | null;
  @Column('text', { nullable: true }) readonly email: string | null;
  @Column('text', { nullable: true }) readonly language: Language | null;
  @Column('text') readonly appointedAt: string;
  @Column('text', { nullable: true }) readonly endedAt: string | null;
}
