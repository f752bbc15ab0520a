import { Temporal } from 'temporal-polyfill';
import type { AccreditationFact, FileOpened, Profile } from './accreditation.events.js';
import { needsDocument, type ReadyFor } from './accreditation.guards.js';
import { reject } from './accreditation.rejections.js';

/** A profile is complete when its document serves (I2), its badge name fits (I3) and its codes are those of the rules (D7). */
export function completeProfile(
  command: ReadyFor<'CompleteProfile'>,
  opened: FileOpened['data'],
): readonly AccreditationFact[] {
  const { fileId, functionalTitleCode, declarations, profile } = command.data;
  const { rules, rulesVersion } = command.context.meeting;
  const titles = rules?.profile.functionalTitles ?? [];
  if (functionalTitleCode !== null && titles.length > 0 && !titles.includes(functionalTitleCode)) {
    throw reject('functional-title-not-listed', { known: titles });
  }
  const known = rules?.profile.declarations.map(({ code }) => code) ?? [];
  const unknown = declarations.find((code) => !known.includes(code));
  if (unknown !== undefined) throw reject('declaration-unknown', { code: unknown });
  const length = [...new Intl.Segmenter().segment(profile.badgeName)].length;
  const most = rules?.badgeNameMaxLength ?? 0;
  if (length > most) throw reject('badge-name-too-long', { length, most });
  const required = checkDocument(command, opened);
  return [
    {
      type: 'ProfileCompleted',
      data: {
        completedBy: command.caller.power.role === 'delegate' ? 'delegate' : 'focal-point',
        functionalTitleCode,
        declarations: [...new Set(declarations)],
        document: { required, type: profile.document?.type ?? null, rulesVersion },
      },
      personal: { [fileId]: profile },
    },
  ];
}

/** I2: asked of those who travel or enter a zone that needs it, and valid long enough. Says whether one was required. */
function checkDocument({ data, now, context }: ReadyFor<'CompleteProfile'>, opened: FileOpened['data']): boolean {
  const { meeting } = context;
  const required = needsDocument(meeting, opened);
  const { document } = data.profile;
  if (document === null) {
    if (required) throw reject('travel-document-required');
    return false;
  }
  checkDates(document, now);
  const endsOn = meeting.convened?.endsOn ?? '';
  const { passportValidityMonths = 0, identityCardsOf: accepted = [] } = meeting.rules?.travelDocument ?? {};
  if (document.type === 'identity-card') {
    if (!accepted.includes(document.issuingCountry)) {
      throw reject('identity-card-not-accepted', { country: document.issuingCountry, accepted });
    }
    if (document.expiresOn < endsOn) throw reject('document-expired', { expiresOn: document.expiresOn, endsOn });
    return required;
  }
  const validUntil = Temporal.PlainDate.from(endsOn).add({ months: passportValidityMonths }).toString();
  if (document.expiresOn < validUntil)
    throw reject('passport-validity-too-short', { expiresOn: document.expiresOn, validUntil });
  return required;
}

function checkDates({ issuedOn, expiresOn }: NonNullable<Profile['document']>, now: Date): void {
  // A day may have begun east of Greenwich that has not begun in UTC.
  const latestToday = new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
  if (issuedOn >= expiresOn || issuedOn > latestToday)
    throw reject('document-dates-out-of-order', { issuedOn, expiresOn });
}
