import { routes } from "@larder/server/contract";
import { IconLoader2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { counted } from "../lib/counted.ts";
import { reading } from "../lib/reading.ts";
import { ButtonLink } from "../ui/button-link.tsx";

/** While something runs that was begun on some page, every page says so and leads to it. */
export function JobIsland() {
  const jobs = useQuery(reading(routes.job.list, {})).data?.items ?? [];
  const running = jobs.filter((job) => job.state === "running");
  if (running.length === 0) return null;
  const [first] = running;
  const share =
    running.length === 1 && first?.totalCount
      ? ` (${Math.min(100, Math.round((100 * first.doneCount) / first.totalCount))} %)`
      : "";
  return (
    <ButtonLink
      to="/jobs"
      size="compact-sm"
      variant="light"
      leftSection={<IconLoader2 size={14} aria-hidden />}
    >
      {`${counted(running.length, "job")}${share}`}
    </ButtonLink>
  );
}
