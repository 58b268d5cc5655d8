import { Box } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { t } from "../i18n/t.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

export interface PageErrorProps {
  readonly error: unknown;
}

export function PageError({ error }: PageErrorProps) {
  const router = useRouter();
  return (
    <Box maw={640} mx="auto" mt="xl" p="md">
      <ProblemAlert
        error={error}
        title={t("This page could not be opened")}
        onRetry={() => void router.invalidate()}
      />
    </Box>
  );
}
