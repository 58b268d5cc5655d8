/** What is true of an open's file and of its stream, put together. [MS-FSA] 2.1.5.12. */
import type { VfsNode, VfsStat } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import { shownAttributes } from "../../wire/fscc/attributes.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER } from "../../wire/status.ts";

export interface OpenStat extends VfsStat {
  /** Of the stream that is open; zero for a directory. */
  readonly endOfFile: number;
  readonly streamAllocationSize: number;
  /** With NORMAL where there is nothing else. */
  readonly shownAttributes: number;
}

export function statOfOpen(open: Open): OpenStat | NtStatus {
  if (open.node === null) return STATUS_INVALID_PARAMETER;
  const stat = open.node.stat();
  if (typeof stat === "number") return stat;
  const size = open.streamName === "" ? stat.size : streamSize(open, open.node);
  if (typeof size !== "number") return size.status;
  const allocation = open.streamName === "" ? stat.allocationSize : roundedUp(size);
  return {
    ...stat,
    endOfFile: open.isDirectory ? 0 : size,
    streamAllocationSize: open.isDirectory ? 0 : allocation,
    shownAttributes: shownAttributes(stat.attributes),
  };
}

/** An open for attributes alone has no data: the stream is looked at and let go. */
function streamSize(open: Open, node: VfsNode): number | { readonly status: NtStatus } {
  if (open.data !== null) return open.data.size();
  const stream = node.openStream(open.streamName, false, false);
  if (typeof stream === "number") return { status: stream };
  const size = stream.size();
  stream.close();
  return size;
}

const BLOCK_BYTES = 4096;

function roundedUp(size: number): number {
  return Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
}
