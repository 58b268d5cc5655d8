/** The columns of the table of control codes. */
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import type { CommandContext, Outcome } from "../context.ts";

export interface IoctlRow {
  readonly name: string;
  /** What the FileId must name: a file or directory, a file with data, a pipe, or nothing (all ones). */
  readonly on: "file" | "data" | "pipe" | "none";
  /** Any one of these bits must be in Open.GrantedAccess; 0: none is needed. */
  readonly accessAny: number;
  /** It changes the open's data: whoever caches that is told first. */
  readonly changesData?: true;
  /** It changes what is stored about the file. Like `changesData`, it needs a right that a reader has not. */
  readonly changesMetadata?: true;
  readonly handle: (cx: CommandContext, request: IoctlRequest) => Outcome;
}
