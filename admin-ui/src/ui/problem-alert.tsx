import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { t } from "../i18n/t.ts";
import { advise } from "../lib/advice.ts";

export interface ProblemAlertProps {
  readonly error: unknown;
  /** What was being tried: "Shares could not be loaded". */
  readonly title: string;
  readonly onRetry?: () => void;
}

/** An error says what failed, why, and what to do next; it never looks like emptiness. */
export function ProblemAlert({ error, title, onRetry }: ProblemAlertProps) {
  const advice = advise(error);
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={title}
    >
      <Text size="sm">{advice.what}</Text>
      {advice.next && (
        <Text size="sm" mt={4}>
          {advice.next}
        </Text>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("Try again")}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
