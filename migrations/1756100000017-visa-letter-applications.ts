import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of an erased person nobody knows the consulate and the days. */
export class VisaLetterApplications1756100000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table read.visa_letters alter column consulate drop not null, alter column stay drop not null`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
