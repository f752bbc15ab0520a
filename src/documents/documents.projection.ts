import type { PhotoAttached } from '../accreditation/accreditation.events.js';
import type { CredentialHandedOver } from '../credentials/credentials.events.js';
import type { EvidenceSubmitted } from '../delegations/delegations.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import type { VisaLetterIssued } from '../visa-letters/visa-letters.events.js';
import { NamedDocument } from './documents.entity.js';

/** Every fact that names a document: one that is missing here would lose its documents to the sweep. */
export type NamingFact = EvidenceSubmitted | PhotoAttached | VisaLetterIssued | CredentialHandedOver;

const named = (row: NamedDocument | undefined, { type, metadata }: Recorded<NamingFact>, id: string): NamedDocument =>
  row ?? { id, namedBy: type, namedAt: metadata.recordedAt };

/** By SHA-256 alone, whoever it belongs to: rather one orphan too many than a document too few. */
export const documentsProjection: Projection<NamedDocument, NamingFact> = {
  name: 'documents',
  version: 1,
  entity: NamedDocument,
  keys: ({ data }) => {
    if ('sha256' in data) return [data.sha256];
    return data.authorisation === null ? [] : [data.authorisation];
  },
  fold: {
    EvidenceSubmitted: named,
    PhotoAttached: named,
    VisaLetterIssued: named,
    CredentialHandedOver: named,
  },
};
