import type { Fact, FactCatalogue, FactMetadata, FactSchema, Recorded } from './event.js';
import type { NewFact, StoredFact } from './event-store.js';
import { decryptText, encrypt, type SubjectKeys } from './subject-keys.js';

/** A type that nobody defined, or a version newer than this program: the reader stops. */
export class UnreadableFact extends Error {}

interface Shape {
  readonly data: unknown;
  readonly personal?: Readonly<Record<string, unknown>>;
}

/** Facts to texts and back: personal blocks encrypted per subject and bound to the fact's id and stream, old shapes raised to the present one. */
export class FactCodec {
  constructor(
    private readonly catalogue: FactCatalogue,
    private readonly keys: SubjectKeys,
  ) {}

  async seal(
    stream: string,
    facts: readonly (Fact & { readonly id: string })[],
    metadata: FactMetadata,
  ): Promise<readonly NewFact[]> {
    const subjects = [...new Set(facts.flatMap((fact) => Object.keys(fact.personal ?? {})))];
    const keys = await this.keys.forWriting(subjects);
    return facts.map(({ id, type, data, personal }) => ({
      id,
      type,
      version: this.schemaOf(type).upcasters.length + 1,
      data: JSON.stringify(data),
      personal: personal === undefined ? null : JSON.stringify(this.sealBlocks(personal, keys, `${id} ${stream}`)),
      metadata: JSON.stringify(metadata),
    }));
  }

  /** Without the personal blocks: for deciders, which never need them. */
  openBare(stored: StoredFact): Recorded<Fact> {
    return this.open(stored, undefined);
  }

  async openAll(stored: readonly StoredFact[]): Promise<readonly Recorded<Fact>[]> {
    const sealed = stored.map(({ personal }) =>
      personal === null ? [] : Object.entries(JSON.parse(personal) as Record<string, string>),
    );
    const subjects = new Set<string>();
    for (const blocks of sealed) for (const [subject] of blocks) subjects.add(subject);
    const keys = await this.keys.forReading([...subjects]);
    return stored.map((fact, index) =>
      this.open(fact, openBlocks(sealed[index] ?? [], keys, `${fact.id} ${fact.stream}`)),
    );
  }

  private open(stored: StoredFact, personal: Readonly<Record<string, unknown>> | undefined): Recorded<Fact> {
    const { upcasters } = this.schemaOf(stored.type);
    if (stored.version > upcasters.length + 1) {
      throw new UnreadableFact(
        `${stored.type} at ${stored.position} has version ${stored.version}, newer than this program knows.`,
      );
    }
    const data = JSON.parse(stored.data) as unknown;
    let shape: Shape = personal === undefined ? { data } : { data, personal };
    for (let version = stored.version; version <= upcasters.length; version += 1)
      shape = { ...shape, ...upcasters[version - 1]?.(shape) };
    const { id, stream, revision, position, type } = stored;
    const metadata = JSON.parse(stored.metadata) as FactMetadata;
    return { id, stream, revision, position, type, ...shape, metadata };
  }

  private schemaOf(type: string): FactSchema {
    const schema = this.catalogue.get(type);
    if (schema === undefined) throw new UnreadableFact(`No capability defines the fact ${type}.`);
    return schema;
  }

  private sealBlocks(
    personal: Readonly<Record<string, unknown>>,
    keys: ReadonlyMap<string, Buffer>,
    context: string,
  ): Readonly<Record<string, string>> {
    const sealed = Object.entries(personal).map(([subject, block]): [string, string] => {
      const key = keys.get(subject);
      if (key === undefined) throw new Error(`No key for ${subject}.`);
      return [subject, encrypt(key, Buffer.from(JSON.stringify(block)), context)];
    });
    return Object.fromEntries(sealed);
  }
}

/** Undefined where there are none; a block whose key is destroyed is null. */
function openBlocks(
  sealed: readonly (readonly [string, string])[],
  keys: ReadonlyMap<string, Buffer | null>,
  context: string,
): Readonly<Record<string, unknown>> | undefined {
  if (sealed.length === 0) return undefined;
  const personal: Record<string, unknown> = {};
  for (const [subject, text] of sealed) {
    const key = keys.get(subject);
    personal[subject] = key == null ? null : JSON.parse(decryptText(key, text, context));
  }
  return personal;
}
