import { Body, Controller, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door, Issued } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { CodedReasonBody } from '../platform/edge/bodies.dto.js';
import { download } from '../platform/edge/downloads.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { drawQrPng, drawQrSvg } from './code/credential-image.js';
import {
  ActivateCredential,
  HandOverCredential,
  IssueCredential,
  PrintCredential,
  ResumeCredential,
  RevokeCredential,
  SuspendCredential,
} from './credentials.commands.js';
import {
  CredentialCodeView,
  CredentialKeysView,
  CredentialStatusView,
  HandOverBody,
  PrintBody,
} from './credentials.dto.js';
import { Credential } from './credentials.entity.js';
import type { CredentialIssued } from './credentials.events.js';
import {
  type AuthorisationFile,
  GetAuthorisation,
  GetCredentialCode,
  GetCredentialStatus,
  ListCredentials,
} from './credentials.queries.js';
import { SigningKeys } from './signing-keys.js';

@ApiTags('credentials')
@Controller()
export class CredentialsController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
    private readonly keys: SigningKeys,
  ) {}

  @ApiOperation({ summary: 'The public keys: all that a gate needs to verify without a network', security: [] })
  @Get('.well-known/credence-keys.json')
  @Header('cache-control', 'public, max-age=300')
  async publicKeys(): Promise<CredentialKeysView> {
    return { keys: [...(await this.keys.publicKeys())] };
  }

  @Post('files/:fileId/credentials')
  @Operates('IssueCredential', 'Issue the credential of an approved file (C1)')
  issue(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Issued> {
    return this.door.send(new IssueCredential({ fileId }, caller), ([fact]: readonly CredentialIssued[]) => ({
      serial: fact?.data.serial ?? '',
    }));
  }

  @Get('files/:fileId/credentials')
  @Operates('GetCredential', 'The credentials of a file')
  @Reads('credentials')
  list(@Param('fileId') fileId: string): Promise<Credential[]> {
    return this.queries.execute(new ListCredentials(fileId));
  }

  @Post('files/:fileId/credentials/:serial/prints')
  @Operates('PrintCredential', 'Record a print; from the second one of a generation on with its reason (C7)')
  print(
    @Param('fileId') fileId: string,
    @Param('serial') serial: string,
    @Body() body: PrintBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    const { printer, reasonCode = null, reason = null } = body;
    return this.door.send(new PrintCredential({ fileId, serial, printer, reasonCode, reason }, caller));
  }

  @Post('files/:fileId/credentials/:serial/hand-over')
  @HttpCode(200)
  @Operates('HandOverCredential', 'Hand the printed badge over, to its holder or with a written authorisation (C7)')
  handOver(
    @Param('fileId') fileId: string,
    @Param('serial') serial: string,
    @Body() body: HandOverBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    const { to, receiver = null, authorisation = null } = body;
    return this.door.send(new HandOverCredential({ fileId, serial, to, receiver, authorisation }, caller));
  }

  @Get('files/:fileId/credentials/:serial/authorisation')
  @Header('cache-control', 'no-store')
  @ApiProduces('application/pdf', 'image/jpeg', 'image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetAuthorisation', 'The written authorisation with which another person collected the newest copy (C7)')
  async authorisation(@Param('fileId') fileId: string, @Param('serial') serial: string): Promise<StreamableFile> {
    const { bytes, name }: AuthorisationFile = await this.queries.execute(new GetAuthorisation(fileId, serial));
    return download(bytes, name);
  }

  @Post('files/:fileId/credentials/:serial/activation')
  @HttpCode(200)
  @Operates('ActivateCredential', 'Activate a credential')
  activate(@Param('fileId') fileId: string, @Param('serial') serial: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new ActivateCredential({ fileId, serial }, caller));
  }

  @Post('files/:fileId/credentials/:serial/suspension')
  @HttpCode(200)
  @Operates('SuspendCredential', 'Suspend a credential, until an officer resumes it (C4)')
  suspend(
    @Param('fileId') fileId: string,
    @Param('serial') serial: string,
    @Body() body: CodedReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new SuspendCredential({ fileId, serial, cause: 'officer', ...body }, caller));
  }

  @Post('files/:fileId/credentials/:serial/resumption')
  @HttpCode(200)
  @Operates('ResumeCredential', 'Resume a suspended credential (C4)')
  resume(@Param('fileId') fileId: string, @Param('serial') serial: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new ResumeCredential({ fileId, serial, cause: 'officer' }, caller));
  }

  @Post('files/:fileId/credentials/:serial/revocation')
  @HttpCode(200)
  @Operates('RevokeCredential', 'Revoke a credential')
  revoke(
    @Param('fileId') fileId: string,
    @Param('serial') serial: string,
    @Body() body: CodedReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new RevokeCredential({ fileId, serial, ...body }, caller));
  }

  @Get('credentials/:serial/status')
  @Reads('credentials')
  @Header('cache-control', 'no-store')
  @Operates('GetCredentialStatus', 'Whether a serial opens doors now (C4)')
  status(@Param('serial') serial: string): Promise<CredentialStatusView> {
    return this.queries.execute(new GetCredentialStatus(serial));
  }

  @Get('credentials/:serial/code')
  @Reads('credentials')
  @Header('cache-control', 'no-store')
  @Operates('GetCredentialImage', 'The signed code (C2)')
  async code(@Param('serial') serial: string): Promise<CredentialCodeView> {
    return { serial, code: await this.queries.execute(new GetCredentialCode(serial)) };
  }

  @Get('credentials/:serial/qr.png')
  @Reads('credentials')
  @Header('cache-control', 'no-store')
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetCredentialImage', 'The signed code as a QR, PNG')
  async png(@Param('serial') serial: string): Promise<StreamableFile> {
    const code: string = await this.queries.execute(new GetCredentialCode(serial));
    return new StreamableFile(await drawQrPng(code), {
      type: 'image/png',
      disposition: `inline; filename="${serial}.png"`,
    });
  }

  @Get('credentials/:serial/qr.svg')
  @Reads('credentials')
  @Header('cache-control', 'no-store')
  @ApiProduces('image/svg+xml')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetCredentialImage', 'The signed code as a QR, SVG')
  async svg(@Param('serial') serial: string): Promise<StreamableFile> {
    const code: string = await this.queries.execute(new GetCredentialCode(serial));
    const image = Buffer.from(await drawQrSvg(code));
    return new StreamableFile(image, { type: 'image/svg+xml', disposition: `inline; filename="${serial}.svg"` });
  }
}
