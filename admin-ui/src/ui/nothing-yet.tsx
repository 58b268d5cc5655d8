import { Center, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

export interface NothingYetProps {
  readonly icon: ReactNode;
  readonly title: string;
  /** 1 where it is all there is on the page. */
  readonly titleOrder?: 1 | 2;
  readonly description: ReactNode;
  /** Leads on: usually the button that creates the first one. */
  readonly action?: ReactNode;
}

export function NothingYet({ icon, title, titleOrder = 2, description, action }: NothingYetProps) {
  return (
    <Center py={56} px="lg">
      <Stack align="center" gap="xs" maw={460}>
        <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={titleOrder} size="h2" ta="center" mt="xs">
          {title}
        </Title>
        <Text c="dimmed" ta="center" style={{ textWrap: "balance" }}>
          {description}
        </Text>
        {action && <Group mt="sm">{action}</Group>}
      </Stack>
    </Center>
  );
}
