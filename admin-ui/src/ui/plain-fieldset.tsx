import { Stack } from "@mantine/core";
import type { ReactNode } from "react";

export interface PlainFieldsetProps {
  readonly isDisabled: boolean;
  readonly children: ReactNode;
}

/** Switches a whole form off for viewers, in the browser's own way. */
export function PlainFieldset({ isDisabled, children }: PlainFieldsetProps) {
  return (
    <fieldset disabled={isDisabled} style={{ border: 0, margin: 0, padding: 0, minInlineSize: 0 }}>
      <Stack gap="lg">{children}</Stack>
    </fieldset>
  );
}
