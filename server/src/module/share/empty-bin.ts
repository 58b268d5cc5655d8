import type { Job } from "../../contract/job.ts";
import { JobInterrupted, type JobWork } from "../../job/running-job.ts";
import { counted } from "../counted.ts";
import type { Services } from "../services.ts";

/** Asks the engine, which removes so much at a time, until nothing more of the bin can be removed. */
export async function emptyBin(
  { link }: Pick<Services, "link">,
  shareId: string,
  user: string | null,
  work: JobWork,
): Promise<string> {
  let count = 0;
  let bytes = 0;
  for (;;) {
    if (work.signal.aborted) return "";
    const done = await link.emptyBin(shareId, user);
    if (done === null) throw new JobInterrupted("The file server cannot be reached.");
    if (!done.ok || done.bin === undefined) {
      throw new JobInterrupted(`The file server stopped: ${done.reason}.`);
    }
    const { removedCount, removedBytes, isComplete, failed } = done.bin;
    count += removedCount;
    bytes += removedBytes;
    work.done(removedCount);
    // A step that ended early sees what could not go once more with the next one.
    if (isComplete) for (const { path, status } of failed) work.failed(path, reasonOf(status));
    if (isComplete || removedCount === 0) break;
  }
  return `${counted(count, "file")} removed, ${Math.round(bytes / 1_048_576)} MiB free again.`;
}

function reasonOf(status: string): string {
  return status === "STATUS_SHARING_VIOLATION" ? "Somebody has it open." : status;
}

export function binTitle(shareName: string, user: string | null): Job["title"] {
  return user === null
    ? `Empty the recycle bin in ${shareName}`
    : `Empty the recycle bin of ${user} in ${shareName}`;
}
