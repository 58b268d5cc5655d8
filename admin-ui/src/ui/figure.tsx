import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** One number that matters, with its name. */
export function Figure({ label, value, note }: FigureProps) {
  return (
    <Stack gap={2}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={22} fw={650} lh={1.2} style={{ fontVariantNumeric: "tabular-nums" }}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Stack>
  );
}
