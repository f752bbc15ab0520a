import { personalOf } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { VisaLetter } from './visa-letters.entity.js';
import type { VisaLetterFact } from './visa-letters.events.js';

export const visaLettersProjection: Projection<VisaLetter, VisaLetterFact> = {
  name: 'visa_letters',
  version: 2,
  entity: VisaLetter,
  keys: ({ data }) => [data.letterId],
  fold: {
    VisaLetterRequested: (_, fact, id) => {
      const { data, metadata } = fact;
      const { letterId: _letterId, ...requested } = data;
      const application = personalOf(fact);
      return {
        ...requested,
        consulate: application?.consulate ?? null,
        stay: application?.stay ?? null,
        id,
        requestedAt: metadata.recordedAt,
        status: 'requested',
        signedAt: null,
        authorisationId: null,
        number: null,
        sha256: null,
        issuedAt: null,
        cancelledAt: null,
        reasonCode: null,
        attempts: 0,
        retries: 0,
      };
    },
    VisaLetterSigned: (row, { data, metadata }) =>
      row && { ...row, status: 'signed', signedAt: metadata.recordedAt, authorisationId: data.authorisationId },
    VisaLetterIssued: (row, { data, metadata }) =>
      row && {
        ...row,
        status: 'issued',
        number: data.number,
        sha256: data.sha256,
        issuedAt: metadata.recordedAt,
      },
    VisaLetterFailed: (row, { data }) =>
      row && { ...row, status: 'failed', reasonCode: data.reasonCode, attempts: data.attempts },
    VisaLetterRetried: (row) => row && { ...row, status: 'signed', reasonCode: null, retries: row.retries + 1 },
    VisaLetterCancelled: (row, { data, metadata }) =>
      row && { ...row, status: 'cancelled', reasonCode: data.reasonCode, cancelledAt: metadata.recordedAt },
  },
};
