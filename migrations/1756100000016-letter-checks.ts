import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wrong answers about the travel document of a letter, by the number of the letter. It grows with the letters, as only their codes are counted. */
export class LetterChecks1756100000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table progress.letter_checks (
      number text primary key,
      since timestamptz not null,
      wrong int not null
    )`);
    await runner.query(`grant select, insert, update, delete on progress.letter_checks to credence_app`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
