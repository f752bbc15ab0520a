export class WhoAmI {
  /** UUID made of the issuer and the subject of the token: what appears in the log. */
  readonly personId: string;
  readonly subject: string;
  /** Set for a delegate who came in by an invitation link. */
  readonly fileId: string | null;
  readonly administrator: boolean;
}
