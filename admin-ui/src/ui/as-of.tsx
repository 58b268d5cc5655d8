import { Alert } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { When } from "./when.tsx";

export interface AsOfProps {
  readonly isCurrent: boolean;
  readonly asOfMs: number | null;
}

/** Said where a live list is not live, because the file server cannot be asked. */
export function AsOf({ isCurrent, asOfMs }: AsOfProps) {
  if (isCurrent) return null;
  return (
    <Alert
      variant="light"
      color="yellow"
      role="status"
      icon={<IconClockPause aria-hidden />}
      title="This list is not live"
    >
      The file server cannot be asked at the moment.{" "}
      {asOfMs === null ? (
        "It has not reported anything yet."
      ) : (
        <>
          What you see is from <When timeMs={asOfMs} />.
        </>
      )}
    </Alert>
  );
}
