import type { AccreditationFact } from '../../accreditation/accreditation.events.js';
import { personalOf } from '../../event-sourcing/event.js';
import type { Projection } from '../../event-sourcing/projection.js';
import { BadgeHolder } from './badge-holders.entity.js';

export const badgeHoldersProjection: Projection<BadgeHolder, AccreditationFact> = {
  name: 'badge_holders',
  version: 1,
  entity: BadgeHolder,
  keys: ({ stream }) => [stream.slice('accreditation-'.length)],
  fold: {
    FileOpened: (_, fact, id) => {
      const { meetingId, delegationId } = fact.data;
      const nominee = personalOf(fact);
      const sortName = nominee === null ? '' : sortable(`${nominee.familyNames}, ${nominee.givenNames}`);
      return { id, meetingId, delegationId, badgeName: null, latinName: null, photo: null, sortName };
    },
    ProfileCompleted: (row, fact) => {
      const profile = personalOf(fact);
      return row && { ...row, badgeName: profile?.badgeName ?? null, latinName: profile?.latinName ?? null };
    },
    PhotoAttached: (row, { data }) => row && { ...row, photo: data.sha256 },
  },
};

/** Accents of Latin letters are passed over; the signs of other scripts belong to their letters. */
const sortable = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC')
    .toLowerCase();
