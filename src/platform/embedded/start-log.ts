/** What the start needs of a logger; pino's fits. */
export interface StartLog {
  info(message: string): void;
  error(message: string): void;
}
