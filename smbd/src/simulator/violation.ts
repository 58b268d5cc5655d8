/** Something that no client may ever see happened. Thrown by a checker, caught by the campaign. */
export class Violation extends Error {
  readonly checker: string;
  /** Names of the clients, files and opens whose story explains it. */
  readonly subjects: readonly string[];

  constructor(checker: string, message: string, subjects: readonly string[] = []) {
    super(message);
    this.checker = checker;
    this.subjects = subjects;
  }
}
