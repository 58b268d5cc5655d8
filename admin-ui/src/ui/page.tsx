import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

export interface PageProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Reading width for forms; the full width for tables. */
  readonly width?: "full" | "form";
}

let hasArrived = false;

/** A place: names the tab, says where one is to a screen reader, and holds the place's actions. */
export function Page({ title, description, actions, children, width = "full" }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Larder`;
  }, [title]);
  useEffect(() => {
    // A new place is announced by focus on its name; the first one begins at the top, as any page does.
    if (hasArrived) heading.current?.focus({ preventScroll: true });
    hasArrived = true;
  }, []);
  return (
    <Stack gap="lg" maw={width === "form" ? 760 : 1240} mx="auto" w="100%">
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} flex="1 1 16rem">
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {description && (
            <Text c="dimmed" maw={720}>
              {description}
            </Text>
          )}
        </Stack>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
