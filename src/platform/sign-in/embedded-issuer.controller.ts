import { Body, Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { JSONWebKeySet } from 'jose';
import { EmbeddedIssuer } from './embedded-issuer.js';
import { TokenRequestBody } from './token-request.dto.js';

export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

@ApiExcludeController()
@Controller('dev/issuer')
export class EmbeddedIssuerController {
  constructor(private readonly issuer: EmbeddedIssuer) {}

  @Get('jwks')
  jwks(): JSONWebKeySet {
    return this.issuer.jwks;
  }

  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async token(@Body() { as: sub, expiresIn = 3600 }: TokenRequestBody): Promise<IssuedToken> {
    const token = await this.issuer.sign({ sub, expiresInSeconds: expiresIn });
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn };
  }
}
