import { ApiProperty } from '@nestjs/swagger';
import type { Texts } from './languages.js';

const texts = { type: 'object', properties: { en: { type: 'string' }, es: { type: 'string' } } } as const;

/** A code that a problem can bear. */
export class DescribedProblem {
  @ApiProperty() readonly type: string;
  @ApiProperty() readonly code: string;
  @ApiProperty() readonly status: number;
  @ApiProperty({ required: false, description: 'The number of the rule that says no' }) readonly rule?: string;
  @ApiProperty(texts) readonly title: Texts;
  @ApiProperty({ ...texts, description: 'Values in braces stand in the problem itself' }) readonly detail: Texts;
}
