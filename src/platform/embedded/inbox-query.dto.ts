import { IsOptional, IsString, MaxLength } from 'class-validator';

export class InboxQuery {
  /** Only messages to this address. */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  readonly to?: string;
}
