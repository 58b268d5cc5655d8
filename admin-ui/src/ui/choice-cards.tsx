import { Text } from "@mantine/core";
import { useId } from "react";
import classes from "./choice-cards.module.css";

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly title: string;
  readonly text: string;
}

export interface ChoiceCardsProps<Value extends string> {
  /** Said to who does not see the cards. */
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few things that need a sentence each: the browser's own radio buttons, in cards. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const { label, choices, value, onChange } = props;
  const id = useId();
  return (
    <fieldset className={classes.cards} aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} className={classes.card}>
          <input
            type="radio"
            name={id}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            aria-labelledby={`${id}-${choice.value}`}
            aria-describedby={`${id}-${choice.value}-text`}
          />
          <span>
            <Text component="span" display="block" size="sm" fw={600} id={`${id}-${choice.value}`}>
              {choice.title}
            </Text>
            <Text
              component="span"
              display="block"
              size="xs"
              c="dimmed"
              id={`${id}-${choice.value}-text`}
            >
              {choice.text}
            </Text>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
