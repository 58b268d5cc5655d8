import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { t } from "../i18n/t.ts";

export interface LoadingRowsProps {
  readonly what: string;
  readonly rows?: number;
}

/** Uneven, as text is. */
const widths = ["100%", "87%", "74%", "93%", "81%", "68%"];

export function LoadingRows({ what, rows = 4 }: LoadingRowsProps) {
  return (
    <Stack gap="sm" p="lg" role="status" aria-busy="true">
      <VisuallyHidden>{t("Loading {what}…", { what })}</VisuallyHidden>
      {widths.slice(0, rows).map((width) => (
        <Skeleton key={width} height={28} width={width} radius="sm" />
      ))}
    </Stack>
  );
}
