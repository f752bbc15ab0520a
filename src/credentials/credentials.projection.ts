import type { Projection } from '../event-sourcing/projection.js';
import { Credential } from './credentials.entity.js';
import type { CredentialFact } from './credentials.events.js';

export const credentialsProjection: Projection<Credential, CredentialFact> = {
  name: 'credentials',
  version: 2,
  entity: Credential,
  keys: ({ data }) => [data.serial],
  fold: {
    CredentialIssued: (_, { data, metadata, stream }, id) => {
      const { serial: _serial, activationRequired, rulesVersion: _version, ...issued } = data;
      return {
        ...issued,
        id,
        fileId: stream.slice('accreditation-'.length),
        status: activationRequired ? 'issued' : 'active',
        issuedAt: metadata.recordedAt,
        issuedBy: metadata.actorId,
        activatedAt: activationRequired ? null : metadata.recordedAt,
        revokedAt: null,
        reasonCode: null,
        copies: 0,
        printedAt: null,
        handedOverAt: null,
        handedOverTo: null,
        suspended: null,
      };
    },
    CredentialActivated: (row, { metadata }) => row && { ...row, status: 'active', activatedAt: metadata.recordedAt },
    CredentialPrinted: (row, { data, metadata }) =>
      row && {
        ...row,
        copies: data.copy,
        printedAt: metadata.recordedAt,
        handedOverAt: null,
        handedOverTo: null,
      },
    CredentialHandedOver: (row, { data, metadata }) =>
      row && { ...row, handedOverAt: metadata.recordedAt, handedOverTo: data.to },
    CredentialSuspended: (row, { data }) => row && { ...row, suspended: data.cause },
    CredentialResumed: (row) => row && { ...row, suspended: null },
    CredentialRevoked: (row, { data, metadata }) =>
      row && { ...row, status: 'revoked', revokedAt: metadata.recordedAt, reasonCode: data.reasonCode },
  },
};
