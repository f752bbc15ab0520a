import { IsInt, Matches, Max, Min } from 'class-validator';
import { Optional } from '../edge/shapes.js';

export class TokenRequestBody {
  /** Name of the test person: the subject of the token. */
  @Matches(/^[A-Za-z0-9._@-]{1,100}$/, { message: 'as must be 1 to 100 letters, digits or . _ @ -' })
  readonly as: string;

  /** Seconds; negative for a token that ran out. */
  @Optional()
  @IsInt()
  @Min(-86_400)
  @Max(86_400)
  readonly expiresIn?: number;
}
