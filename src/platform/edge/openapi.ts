import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ProblemCatalogue } from './problem-catalogue.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const meanings: Readonly<Record<number, string>> = {
  400: 'The request is not well formed',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found, or not to be seen',
  409: 'A rule says no, as things stand',
  412: 'Changed since it was looked at',
  422: 'A rule refuses the content, or the Idempotency-Key was used for another request',
  428: 'If-Match is missing',
  503: 'The log or the database did not answer in time: send the same again',
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'Send the same request with the same key again, as often as needed: it has one effect and one answer.',
  schema: { type: 'string', maxLength: 255 },
};

/** The document at /docs-json, its page at /docs. */
export function serveDocument(app: NestFastifyApplication, catalogue: ProblemCatalogue): void {
  SwaggerModule.setup('docs', app, () => documentOf(app, catalogue), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'Credence',
    swaggerOptions: { persistAuthorization: true },
  });
}

export function documentOf(app: NestFastifyApplication, catalogue: ProblemCatalogue): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Credence')
    .setDescription('Registration and accreditation of delegates. What a problem code means: GET /problems')
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation !== undefined) addProblems(operation, path, method);
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema(catalogue) },
  };
  return document;
}

function addProblems(operation: Operation, path: string, method: (typeof methods)[number]): void {
  const writes = method !== 'get';
  const isPublic = operation.security?.length === 0;
  const parameters = operation.parameters ?? [];
  const takes = (name: string): boolean =>
    parameters.some((parameter) => 'name' in parameter && parameter.name.toLowerCase() === name);
  const statuses = [
    ...(writes || parameters.length > 0 ? [400] : []),
    ...(isPublic ? [] : [401, 403]),
    ...(path.includes('{') ? [404] : []),
    ...(writes ? [409, 422] : []),
    ...(takes('if-match') ? [412, 428] : []),
    503,
  ];
  if (method === 'post' && !isPublic) operation.parameters = [...parameters, idempotencyKey];
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const status of statuses) {
    operation.responses[status] = {
      description: meanings[status] ?? '',
      ...operation.responses[status],
      content: problem,
    };
  }
}

function problemSchema(
  catalogue: ProblemCatalogue,
): NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string] {
  const text = { type: 'string' };
  const fieldError = {
    type: 'object',
    required: ['field', 'rule', 'message'],
    properties: { field: text, rule: text, message: text },
  };
  const lines = catalogue.entries().map(([code, { status, rule, detail }]) => {
    return `- \`${code}\` (${status}${rule === undefined ? '' : `, ${rule}`}): ${detail.en}`;
  });
  return {
    type: 'object',
    description: `A problem of RFC 9457. Its values stand beside these fields.\n\n${lines.join('\n')}`,
    required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'correlationId'],
    properties: {
      type: { ...text, format: 'uri-reference', description: 'Leads to the description of the code' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { ...text, enum: catalogue.entries().map(([code]) => code) },
      rule: { ...text, description: 'The number of the rule that said no' },
      instance: text,
      correlationId: text,
      errors: { type: 'array', items: fieldError },
    },
    additionalProperties: true,
  };
}
