/**
 * Whether bytes look encrypted. Compressed ones do as well, and no sample tells them apart: that is why single files
 * mean nothing, and only many of them in a minute do.
 */
export function isScrambled(bytes: Uint8Array): boolean {
  if (bytes.length < SAMPLE_BYTES) return false;
  counts.fill(0);
  // From four places, since a header may be left as it was.
  const stride = Math.floor((bytes.length - RUN_BYTES) / (RUN_COUNT - 1));
  for (let run = 0; run < RUN_COUNT; run++) {
    const start = run * stride;
    for (let i = start; i < start + RUN_BYTES; i++) {
      const value = bytes[i] as number;
      counts[value] = (counts[value] as number) + 1;
    }
  }
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += PARTS[counts[value] as number] as number;
  return LOG2_SAMPLE - sum / SAMPLE_BYTES >= ENTROPY_MIN;
}

/** Less than this says too little. */
export const SAMPLE_BYTES = 1024;
const RUN_COUNT = 4;
const RUN_BYTES = SAMPLE_BYTES / RUN_COUNT;
const LOG2_SAMPLE = Math.log2(SAMPLE_BYTES);
/** Bits to a byte. A thousand random bytes have 7.8, machine code 6.5, text 4.5. */
const ENTROPY_MIN = 7.6;

const counts = new Uint16Array(256);
/** n log2 n, which the entropy is made of. */
const PARTS = Float64Array.from({ length: SAMPLE_BYTES + 1 }, (_, n) =>
  n === 0 ? 0 : n * Math.log2(n),
);
