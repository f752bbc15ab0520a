import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document that a fact names, by its SHA-256. */
@Entity({ schema: 'read', name: 'documents' })
export class NamedDocument {
  @PrimaryColumn('text') readonly id: string;
  /** Type of the fact that named it first. */
  @Column('text') readonly namedBy: string;
  @Column('text') readonly namedAt: string;
}
