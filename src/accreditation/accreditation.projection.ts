import type { CredentialFact } from '../credentials/credentials.events.js';
import { personalOf, type Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { AccreditationFile } from './accreditation.entity.js';
import type {
  AccreditationFact,
  AccreditationRejected,
  AccreditationRevoked,
  FilePlacedOnHold,
  ProfileReturned,
  Stage,
} from './accreditation.events.js';

type Row = AccreditationFile | undefined;
type AnyFact = Recorded<AccreditationFact | CredentialFact>;

const touched = (row: Row, { revision, metadata }: AnyFact): Row =>
  row && { ...row, revision, updatedAt: metadata.recordedAt };

const at =
  (stage: Stage) =>
  (row: Row, fact: AnyFact): Row =>
    row && { ...row, stage, onHold: false, revision: fact.revision, updatedAt: fact.metadata.recordedAt };

const because = (
  row: Row,
  fact: Recorded<ProfileReturned | FilePlacedOnHold | AccreditationRejected | AccreditationRevoked>,
): Row =>
  row && {
    ...row,
    lastReason: {
      fact: fact.type,
      code: fact.data.reasonCode,
      text: personalOf(fact)?.reason ?? null,
      at: fact.metadata.recordedAt,
    },
  };

export const filesProjection: Projection<AccreditationFile, AccreditationFact | CredentialFact> = {
  name: 'files',
  version: 2,
  entity: AccreditationFile,
  keys: ({ stream }) => [stream.slice('accreditation-'.length)],
  fold: {
    FileOpened: (_, fact, id) => {
      const { meetingId, delegationId, slotId, category, capacity, language, late } = fact.data;
      const nominee = personalOf(fact);
      const { recordedAt } = fact.metadata;
      return {
        id,
        meetingId,
        delegationId,
        slotId,
        category,
        capacity,
        stage: 'nominated',
        onHold: false,
        language,
        nominee,
        profile: null,
        functionalTitleCode: null,
        declarations: [],
        documentType: null,
        photo: null,
        late,
        substitutesFileId: fact.data.substitutesFileId,
        nominatedBy: fact.data.nominatedBy,
        openedAt: recordedAt,
        sortName: nominee === null ? '' : `${nominee.familyNames}, ${nominee.givenNames}`,
        lastReason: null,
        revision: fact.revision,
        updatedAt: recordedAt,
      };
    },
    ProfileCompleted: (row, fact) => {
      const { functionalTitleCode, declarations, document } = fact.data;
      const completed = at('submitted')(row, fact);
      return (
        completed && {
          ...completed,
          profile: personalOf(fact),
          functionalTitleCode,
          declarations,
          documentType: document.type,
        }
      );
    },
    PhotoAttached: (row, fact) => row && { ...row, ...touched(row, fact), photo: fact.data.sha256 },
    ProfileReturned: (row, fact) => because(at('returned')(row, fact), fact),
    ProfileVerified: at('verified'),
    FilePlacedOnHold: (row, fact) => because(row && { ...row, ...touched(row, fact), onHold: true }, fact),
    FileResumed: (row, fact) => row && { ...row, ...touched(row, fact), onHold: false },
    AccreditationApproved: at('approved'),
    AccreditationRejected: (row, fact) => because(at('rejected')(row, fact), fact),
    AccreditationRevoked: (row, fact) => because(at('revoked')(row, fact), fact),
    FileClosed: at('closed'),
    InvitationRenewed: touched,
    InvitationRedeemed: touched,
    DecisionRefused: touched,
    CredentialIssued: touched,
    CredentialPrinted: touched,
    CredentialHandedOver: touched,
    CredentialActivated: touched,
    CredentialSuspended: touched,
    CredentialResumed: touched,
    CredentialRevoked: touched,
  },
};
