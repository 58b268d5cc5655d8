/** What scripts can rely on. */
export const ExitCode = {
  done: 0,
  /** The server refused; the sentence on standard error says why. */
  refused: 1,
  /** The command line made no sense. */
  usage: 2,
  /** Nothing answers on the socket. */
  notRunning: 3,
  /** Saved, but the engine does not serve it yet. */
  notLive: 4,
} as const;

/** Ends the command with a sentence and an exit code. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
