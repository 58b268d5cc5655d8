import { absolutePathSchema, routes } from "@larder/server/contract";
import { Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { serverWords } from "../i18n/server-words.ts";
import { t } from "../i18n/t.ts";
import { bytesInWords } from "../lib/bytes.ts";
import { call } from "../lib/call.ts";

export interface PathFindingsProps {
  readonly path: string;
  readonly shareId: string | undefined;
  readonly createFolder: boolean;
}

/** Says, before anything is saved, whether a folder can be shared and what to mind. */
export function PathFindings({ path, shareId, createFolder }: PathFindingsProps) {
  const [settled] = useDebouncedValue(path.trim(), 250);
  const check = useQuery({
    queryKey: ["folders", "check", settled, shareId, createFolder],
    queryFn: ({ signal }) =>
      call(
        routes.share.checkPath,
        { body: { path: settled, createFolder, ...(shareId !== undefined && { shareId }) } },
        signal,
      ),
    enabled: absolutePathSchema.safeParse(settled).success,
  }).data;
  if (!check || settled !== path.trim()) return <div role="status" />;
  const problems = check.usable ? [] : check.problems;
  return (
    <Stack gap={6} role="status">
      {problems.map(({ code, text }) => (
        <Group key={code} gap="xs" wrap="nowrap" align="flex-start" c="var(--mantine-color-error)">
          <IconAlertTriangle size={16} aria-hidden style={{ flex: "none", marginTop: 2 }} />
          <Text size="sm">{serverWords(text)}</Text>
        </Group>
      ))}
      {check.warnings.map(({ code, text }) => (
        <Group key={code} gap="xs" wrap="nowrap" align="flex-start">
          <IconInfoCircle size={16} aria-hidden style={{ flex: "none", marginTop: 2 }} />
          <Text size="sm">{serverWords(text)}</Text>
        </Group>
      ))}
      {/* That it will be made is among the warnings. */}
      {check.usable && check.exists && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconCircleCheck size={16} aria-hidden style={{ flex: "none", marginTop: 2 }} />
          <Text size="sm" c="dimmed">
            {t("This folder can be shared")}
            {check.freeBytes !== null &&
              t("; {size} free", { size: bytesInWords(check.freeBytes) })}
            .
          </Text>
        </Group>
      )}
    </Stack>
  );
}
