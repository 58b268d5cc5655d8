import { TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../i18n/t.ts";

export interface OctalFieldProps {
  readonly label: string;
  readonly description: string;
  readonly value: number;
  readonly onChange: (mode: number) => void;
}

/** A POSIX mode, in the four octal digits that people know. */
export function OctalField({ label, description, value, onChange }: OctalFieldProps) {
  const [text, setText] = useState(value.toString(8).padStart(4, "0"));
  const isValid = /^[0-7]{3,4}$/.test(text);
  return (
    <TextInput
      label={label}
      description={description}
      value={text}
      maxLength={4}
      inputMode="numeric"
      error={!isValid && t("Three or four digits from 0 to 7")}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        // NaN keeps the form from being sent while the digits are not a mode.
        onChange(/^[0-7]{3,4}$/.test(next) ? Number.parseInt(next, 8) : Number.NaN);
      }}
    />
  );
}
