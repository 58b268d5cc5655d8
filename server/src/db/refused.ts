/** This program must not touch the database that it was given; the message says what to do. */
export class DatabaseRefused extends Error {
  override readonly name = "DatabaseRefused";
}
