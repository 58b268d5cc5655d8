import type { SharePermission } from "@larder/server/contract";
import { SegmentedControl } from "@mantine/core";
import { rights, rightWords } from "../lib/right-words.ts";

export interface RightChoiceProps {
  /** "Rights of anna" */
  readonly label: string;
  readonly value: SharePermission["right"];
  readonly onChange: (right: SharePermission["right"]) => void;
  readonly isDisabled?: boolean;
}

const data = rights.map((right) => ({ value: right, label: rightWords[right].label }));

export function RightChoice({ label, value, onChange, isDisabled = false }: RightChoiceProps) {
  return (
    <SegmentedControl
      aria-label={label}
      data={data}
      value={value}
      onChange={onChange}
      disabled={isDisabled}
      size="xs"
      color="sage"
      autoContrast
      styles={{ root: { flexWrap: "nowrap" } }}
    />
  );
}
