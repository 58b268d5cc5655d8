/** We are wrong: ends the connection it happened on, is counted, and in tests ends the run. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}
