import type { Fact, FactCatalogue, FactMetadata, FactSchema, Recorded } from './event.js';
import type { NewFact, StoredFact } from './event-store.js';
import { decrypt, encrypt, type SubjectKeys } from './subject-keys.js';

/** A type that nobody defined, or a version newer than this program: the reader stops. */
export class UnreadableFact extends Error {}

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
    const blocks = stored.map((fact) =>
      fact.personal === null ? {} : (JSON.parse(fact.personal) as Record<string, string>),
    );
    const keys = await this.keys.forReading([...new Set(blocks.flatMap((block) => Object.keys(block)))]);
    return stored.map((fact, index) => {
      const sealed = Object.entries(blocks[index] ?? {});
      if (sealed.length === 0) return this.open(fact, undefined);
      const context = `${fact.id} ${fact.stream}`;
      const personal = sealed.map(([subject, text]): [string, unknown] => {
        const key = keys.get(subject);
        return [subject, key == null ? null : JSON.parse(decrypt(key, text, context).toString('utf8'))];
      });
      return this.open(fact, Object.fromEntries(personal));
    });
  }

  private open(stored: StoredFact, personal: Readonly<Record<string, unknown>> | undefined): Recorded<Fact> {
    const { upcasters } = this.schemaOf(stored.type);
    if (stored.version > upcasters.length + 1) {
      throw new UnreadableFact(
        `${stored.type} at ${stored.position} has version ${stored.version}, newer than this program knows.`,
      );
    }
    let shape = { data: JSON.parse(stored.data) as unknown, ...(personal === undefined ? {} : { personal }) };
    for (const upcast of upcasters.slice(stored.version - 1)) shape = { ...shape, ...upcast(shape) };
    const { id, stream, revision, position, type } = stored;
    return { id, stream, revision, position, type, ...shape, metadata: JSON.parse(stored.metadata) as FactMetadata };
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
