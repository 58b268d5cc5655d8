import { Switch } from "@mantine/core";
import { type Control, Controller, type FieldPath, type FieldValues } from "react-hook-form";

export interface SwitchFieldProps<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly name: FieldPath<Values>;
  readonly label: string;
  readonly description: string;
}

/** A yes or no of a form. Controlled: Mantine draws a switch from its property, not from the input. */
export function SwitchField<Values extends FieldValues, Output>(
  props: SwitchFieldProps<Values, Output>,
) {
  const { control, name, label, description } = props;
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Switch
          label={label}
          description={description}
          ref={field.ref}
          name={field.name}
          checked={Boolean(field.value)}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(event.currentTarget.checked)}
        />
      )}
    />
  );
}
