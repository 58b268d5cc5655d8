import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./panel.module.css";

export interface PanelProps {
  readonly title?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Tables reach the panel's edge. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Panel({ title, description, actions, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes.panel} {...(title && { "aria-labelledby": id })}>
      {title && (
        <Group className={classes.head ?? ""} justify="space-between" gap="sm" wrap="wrap">
          <Stack gap={2}>
            <Title order={2} id={id}>
              {title}
            </Title>
            {description && (
              <Text size="sm" c="dimmed">
                {description}
              </Text>
            )}
          </Stack>
          {actions}
        </Group>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
