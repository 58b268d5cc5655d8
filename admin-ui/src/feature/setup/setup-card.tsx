import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, type SubmitEventHandler, useEffect, useRef } from "react";
import { t } from "../../i18n/t.ts";
import { Panel } from "../../ui/panel.tsx";

export interface SetupCardProps {
  readonly title: string;
  readonly description: ReactNode;
  readonly verb: string;
  readonly isBusy?: boolean;
  readonly onSubmit: SubmitEventHandler<HTMLFormElement>;
  readonly onBack?: (() => void) | undefined;
  /** Another way on, such as leaving this for later. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** One step: a question, its fields, and the way on. */
export function SetupCard(props: SetupCardProps) {
  const { title, description, verb, isBusy = false, onSubmit, onBack, aside, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t("{title} · Larder set-up", { title });
    // Each step is a new place: its heading is read first, and Tab leads to its first field.
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate aria-label={title}>
        <Stack gap="lg">
          <div>
            <Title order={1} ref={heading} tabIndex={-1}>
              {title}
            </Title>
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          </div>
          {children}
          {/* Where both do not fit beside each other, the way on comes first. */}
          <Group justify="space-between" gap="sm" wrap="wrap-reverse">
            <Group gap="sm">
              {onBack && (
                <Button variant="default" onClick={onBack}>
                  {t("Back")}
                </Button>
              )}
              {aside}
            </Group>
            <Button type="submit" loading={isBusy} ms="auto">
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
