import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Headers, Inject, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Language, languageOf, languages } from '../../platform/edge/languages.js';
import { OneOf, Optional } from '../../platform/edge/shapes.js';
import { SERVICES, type Services } from '../../platform/services.js';
import { Settings } from '../../platform/settings.js';
import { renderPage } from './page.js';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

class PageLanguage {
  @Optional() @OneOf(languages) readonly lang?: Language;
}

const script = readFileSync(join(__dirname, 'in-browser.mjs'), 'utf8');
const style = readFileSync(join(__dirname, 'page.css'), 'utf8');

/** The page of operations: it holds no data, and asks for them with the token that is given to it. */
@ApiExcludeController()
@Controller('operations')
export class PageController {
  constructor(
    private readonly settings: Settings,
    @Inject(SERVICES) private readonly services: Services,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', policy)
  @Header('Cache-Control', 'no-store')
  @Header('Vary', 'accept-language')
  page(@Query() { lang }: PageLanguage, @Headers('accept-language') accepted?: string): string {
    const hasTestPersons = !this.settings.production && this.services.issuer.kind === 'embedded';
    return renderPage(lang ?? languageOf(accepted), hasTestPersons);
  }

  @Get('page.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  script(): string {
    return script;
  }

  @Get('page.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  style(): string {
    return style;
  }
}
