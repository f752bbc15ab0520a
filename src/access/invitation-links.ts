import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** The token of an invitation link names file and invitation and carries their HMAC, so that the same link can be sent again and none is stored. */
@Injectable()
export class InvitationLinks {
  private readonly key: Buffer;

  constructor(keys: SubjectKeys) {
    this.key = keys.derive('invitation links');
  }

  tokenOf(fileId: string, invitationId: string): string {
    const ids = Buffer.from(`${fileId}${invitationId}`.replaceAll('-', ''), 'hex');
    return Buffer.concat([ids, this.mac(ids)]).toString('base64url');
  }

  /** Null where the token was not made here. */
  read(token: string): { readonly fileId: string; readonly invitationId: string } | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 64 || bytes.toString('base64url') !== token) return null;
    const ids = bytes.subarray(0, 32);
    if (!timingSafeEqual(bytes.subarray(32), this.mac(ids))) return null;
    const [fileId, invitationId] = [uuidOf(ids.subarray(0, 16)), uuidOf(ids.subarray(16))];
    return UUID.test(fileId) && UUID.test(invitationId) ? { fileId, invitationId } : null;
  }

  private mac(ids: Buffer): Buffer {
    return createHmac('sha256', this.key).update(ids).digest();
  }
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
