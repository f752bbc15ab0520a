import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PlatformProblem, type ProblemText } from './platform-problems.js';
import { ProblemCatalogue } from './problem-catalogue.js';
import { DescribedProblem } from './problems.dto.js';

/** What the type of a problem leads to. */
@ApiTags('problems')
@Controller('problems')
export class ProblemsController {
  constructor(private readonly catalogue: ProblemCatalogue) {}

  @Get()
  @ApiOperation({ summary: 'All problem codes, with their texts in both languages', security: [] })
  @ApiOkResponse({ type: [DescribedProblem] })
  list(): readonly DescribedProblem[] {
    return this.catalogue.entries().map(([code, text]) => this.describe(code, text));
  }

  @Get(':code')
  @ApiOperation({ summary: 'One problem code', security: [] })
  @ApiOkResponse({ type: DescribedProblem })
  one(@Param('code') code: string): DescribedProblem {
    const text = this.catalogue.get(code);
    if (text === undefined) throw new PlatformProblem('not-found');
    return this.describe(code, text);
  }

  private describe(code: string, text: ProblemText): DescribedProblem {
    return { type: this.catalogue.typeOf(code), code, ...text };
  }
}
