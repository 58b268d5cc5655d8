/** Payload that a transport moves straight into the client's memory, or out of it. [MS-SMBD] 3.1.4.3, 3.1.4.4. */

/** A part of the client's memory, as its descriptor names it: all three go to the device as they came. */
export interface RemoteBuffer {
  readonly offset: bigint;
  readonly token: number;
  readonly length: number;
}

/** Memory that the device reaches, for one payload. */
export interface PlacementSlab {
  readonly bytes: Uint8Array;
  /** Once, when neither file system nor device uses it any more. */
  release(): void;
}

export interface Placement {
  /** The longest message that the client takes; what is longer has to be placed. */
  readonly messageBytesMax: number;
  /** Calls back with memory for `byteCount` bytes, at once or when there is some; null when there never is. */
  acquire(byteCount: number, ready: (slab: PlacementSlab | null) => void): void;
  /**
   * Moves the first `byteCount` bytes of the slab into `target`, which has room for them. What is sent on the connection
   * from now on arrives after them, and never where they cannot be placed: then the connection ends. `done`: no device
   * touches the slab any more.
   */
  write(
    slab: PlacementSlab,
    byteCount: number,
    target: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void;
  /** Fills the slab's first `byteCount` bytes from `source`. */
  read(
    slab: PlacementSlab,
    byteCount: number,
    source: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void;
}
