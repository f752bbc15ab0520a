import { Controller, Get, Header, Headers, NotFoundException, UnauthorizedException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Settings } from '../settings.js';
import { mayScrape } from './scraping.js';
import { StandingMetrics } from './standing-metrics.js';

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: StandingMetrics,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  text(@Headers('authorization') authorization?: string): Promise<string> {
    switch (mayScrape(this.settings, authorization)) {
      case 'yes':
        return this.metrics.text();
      case 'no':
        throw new UnauthorizedException();
      case 'closed':
        throw new NotFoundException();
    }
  }
}
