/** The object id that a client gave a file, in an attribute that is no EA. */
import { type NtStatus, STATUS_SUCCESS } from "../../wire/status.ts";
import { native } from "../native.ts";
import { ENODATA, EOPNOTSUPP, statusOf } from "./errno.ts";

export function storedObjectId(node: number): Uint8Array | null | NtStatus {
  const length = native.getAttribute(node, OBJECT_ID_NAME, scratch);
  if (length === ENODATA || length === EOPNOTSUPP) return null;
  return length < 0 ? statusOf(length) : scratch.slice(0, length);
}

export function storeObjectId(node: number, objectId: Uint8Array | null): NtStatus {
  if (objectId !== null) {
    const stored = native.setAttribute(node, OBJECT_ID_NAME, objectId, 0);
    return stored < 0 ? statusOf(stored) : STATUS_SUCCESS;
  }
  const removed = native.removeAttribute(node, OBJECT_ID_NAME);
  return removed < 0 && removed !== ENODATA ? statusOf(removed) : STATUS_SUCCESS;
}

const OBJECT_ID_NAME = Buffer.from("user.larder.object-id");
/** FILE_OBJECTID_BUFFER. [MS-FSCC] 2.1.3 */
const OBJECT_ID_BYTES = 64;
const scratch = new Uint8Array(OBJECT_ID_BYTES);
