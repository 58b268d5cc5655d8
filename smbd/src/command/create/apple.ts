/**
 * What macOS asks of a server with its first CREATE, and holds for true of all shares of the connection: so every
 * share answers. Only what is done is claimed: FLUSH reaches the disk, which Time Machine insists on; listings carry
 * no Apple attributes.
 */
import {
  AAPL_CASE_SENSITIVE,
  AAPL_FULL_SYNC,
  AAPL_MODEL_INFO,
  AAPL_SERVER_CAPS,
  AAPL_UNIX_BASED,
  AAPL_VOLUME_CAPS,
  decodeAaplRequest,
  encodeAaplResponse,
} from "../../wire/context/aapl.ts";
import {
  CREATE_AAPL,
  type CreateContext,
  createContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import type { CommandContext } from "../context.ts";

/** The picture that Finder shows. */
const MODEL = "RackMac";

/** The server's answer; null: nothing was asked that it knows. */
export function appleResponse(
  cx: CommandContext,
  asked: readonly CreateContext[],
): CreateContext | null {
  const context = findCreateContext(asked, CREATE_AAPL);
  if (context === null) return null;
  const request = decodeAaplRequest(context);
  if (request.command !== "server-query") return null;
  const isCaseSensitive = cx.tree.share?.caseSensitive === true;
  return createContext(CREATE_AAPL, encodeAaplResponse, {
    bitmap: request.bitmap & (AAPL_SERVER_CAPS | AAPL_VOLUME_CAPS | AAPL_MODEL_INFO),
    serverCaps: AAPL_UNIX_BASED,
    volumeCaps: AAPL_FULL_SYNC | (isCaseSensitive ? AAPL_CASE_SENSITIVE : 0n),
    model: MODEL,
  });
}
