import { ActionIcon, Checkbox, Group, Input, Stack } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useId } from "react";
import { t } from "../i18n/t.ts";

export interface OrderedChoiceProps<Value extends string> {
  readonly label: string;
  readonly description: string;
  readonly options: readonly Value[];
  /** The chosen ones, best first. */
  readonly value: readonly Value[];
  readonly onChange: (value: Value[]) => void;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

/** Some of a few, in an order: chosen ones first, moved up and down with buttons. */
export function OrderedChoice<Value extends string>(props: OrderedChoiceProps<Value>) {
  const { label, description, options, value, onChange, error, isDisabled = false } = props;
  const id = useId();
  const rest = options.filter((option) => !value.includes(option));
  const swap = (index: number, other: number) => {
    const next = [...value];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(other, 0, moved);
    onChange(next);
  };
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      labelElement="div"
      labelProps={{ id }}
    >
      <Stack gap={6} mt="xs" role="group" aria-labelledby={id}>
        {value.map((option, index) => (
          <Group key={option} gap="xs">
            <Checkbox
              label={`${index + 1}. ${option}`}
              checked
              disabled={isDisabled}
              onChange={() => onChange(value.filter((other) => other !== option))}
              w={190}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("Move {option} up", { option })}
              disabled={isDisabled || index === 0}
              onClick={() => swap(index, index - 1)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("Move {option} down", { option })}
              disabled={isDisabled || index === value.length - 1}
              onClick={() => swap(index, index + 1)}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {rest.map((option) => (
          <Checkbox
            key={option}
            label={option}
            checked={false}
            disabled={isDisabled}
            onChange={() => onChange([...value, option])}
          />
        ))}
      </Stack>
    </Input.Wrapper>
  );
}
