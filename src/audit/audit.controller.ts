import { Controller, Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply } from 'fastify';
import { Operates } from '../access/access.guard.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { DecisionPage, DossierView, FactCountView, ListDecisionsQuery } from './audit.dto.js';
import { GetDossier, ListDecisions } from './audit.queries.js';
import { CountFacts } from './count-facts.js';

const columns = [
  'at',
  'kind',
  'code',
  'actorId',
  'role',
  'appointmentId',
  'meetingId',
  'delegationId',
  'fileId',
  'reasonCode',
  'reason',
  'rulesVersion',
  'evidence',
  'id',
];

@ApiTags('audit')
@Controller()
export class AuditController {
  constructor(private readonly queries: QueryBus) {}

  @Get('files/:fileId/dossier')
  @Operates('GetDossier', 'The dossier of a file: every fact, who, when, under which power, on which evidence')
  @Reads('messages', 'people')
  dossier(@Param('fileId') fileId: string): Promise<DossierView> {
    return this.queries.execute(new GetDossier(fileId));
  }

  /** `format=csv` gives the same page as a table whose cells no spreadsheet executes; the next page stands in the header `Credence-Next`. */
  @Get('meetings/:meetingId/decisions')
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: DecisionPage })
  @Operates('ListDecisions', 'Decisions by actor, kind and time, refused attempts included')
  @Reads('decisions')
  async decisions(
    @Param('meetingId') meetingId: string,
    @Query() query: ListDecisionsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionPage | StreamableFile> {
    const found: DecisionPage = await this.queries.execute(new ListDecisions(meetingId, query));
    if (query.format !== 'csv') return found;
    if (found.next !== null) void reply.header('credence-next', found.next);
    const table = stringify(found.items, {
      header: true,
      columns,
      escape_formulas: true,
      bom: true,
      record_delimiter: 'windows',
    });
    return new StreamableFile(Buffer.from(table), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="decisions-${meetingId}.csv"`,
    });
  }

  @Get('meetings/:meetingId/facts')
  @Operates('CountFacts', 'How many facts the log holds about a meeting, by type')
  facts(@Param('meetingId') meetingId: string): Promise<FactCountView> {
    return this.queries.execute(new CountFacts(meetingId));
  }
}
