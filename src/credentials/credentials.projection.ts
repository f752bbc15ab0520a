import type { Projection } from '../event-sourcing/projection.js';
import { Credential } from './credentials.entity.js';
import type { CredentialFact } from './credentials.events.js';

export const credentialsProjection: Projection<Credential, CredentialFact> = {
  name: 'credentials',
  version: 1,
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
      };
    },
    CredentialActivated: (row, { metadata }) => row && { ...row, status: 'active', activatedAt: metadata.recordedAt },
    CredentialRevoked: (row, { data, metadata }) =>
      row && { ...row, status: 'revoked', revokedAt: metadata.recordedAt, reasonCode: data.reasonCode },
  },
};
