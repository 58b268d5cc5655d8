import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Panel } from "./panel.tsx";

export interface FormSectionProps {
  readonly title: string;
  readonly description?: string;
  readonly children: ReactNode;
}

export function FormSection({ title, description, children }: FormSectionProps) {
  return (
    <Panel title={title} {...(description && { description })}>
      <Stack gap="md">{children}</Stack>
    </Panel>
  );
}
