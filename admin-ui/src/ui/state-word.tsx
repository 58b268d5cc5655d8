import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconInfoCircle,
} from "@tabler/icons-react";
import classes from "./state-word.module.css";

export type StateTone = "good" | "busy" | "quiet" | "bad" | "note";

export interface StateWordProps {
  readonly tone: StateTone;
  readonly children: string;
}

const looks = {
  good: { color: "sage", Icon: IconCircleCheck },
  busy: { color: "blue", Icon: IconCircleDashed },
  quiet: { color: "gray", Icon: IconCircleMinus },
  bad: { color: "red", Icon: IconAlertTriangle },
  note: { color: "yellow", Icon: IconInfoCircle },
} as const;

/** Up to here a state stays in one line, also where there is little room. */
const WORD_CHARACTERS_MAX = 24;

/** A state in a word and a shape; the colour only repeats what both say. */
export function StateWord({ tone, children }: StateWordProps) {
  const { color, Icon } = looks[tone];
  return (
    <Badge
      color={color}
      variant="light"
      radius="sm"
      size="md"
      tt="none"
      fw={550}
      className={(children.length > WORD_CHARACTERS_MAX ? classes.sentence : classes.word) ?? ""}
      leftSection={<Icon size={13} aria-hidden />}
    >
      {children}
    </Badge>
  );
}
