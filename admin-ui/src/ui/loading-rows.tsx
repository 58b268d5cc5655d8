import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";

export interface LoadingRowsProps {
  readonly what: string;
  readonly rows?: number;
}

export function LoadingRows({ what, rows = 4 }: LoadingRowsProps) {
  return (
    <Stack gap="sm" p="lg" role="status" aria-busy="true">
      <VisuallyHidden>Loading {what}…</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={28} width={`${100 - ((index * 13) % 37)}%`} radius="sm" />
      ))}
    </Stack>
  );
}
