/** Memory that the RDMA helper gets a descriptor of: one mapping, made once for each helper. */
import { native } from "../native.ts";

export interface SharedMemory {
  readonly bytes: Uint8Array;
  readonly fd: number;
}

/** In huge pages where the machine has enough of them; null where there is not even ordinary memory. */
export function createSharedMemory(byteCount: number): SharedMemory | null {
  return mapped(byteCount, true) ?? mapped(byteCount, false);
}

function mapped(byteCount: number, hugePages: boolean): SharedMemory | null {
  const fd = native.sharedMemoryOpen(byteCount, hugePages);
  if (fd < 0) return null;
  const memory = native.sharedMemoryMap(fd, byteCount);
  if (memory !== null) return { bytes: new Uint8Array(memory), fd };
  native.close(fd);
  return null;
}
