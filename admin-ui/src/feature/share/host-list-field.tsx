import { Textarea } from "@mantine/core";
import { useState } from "react";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import type { ShareFormState } from "./share-form.tsx";

export interface HostListFieldProps {
  readonly form: ShareFormState;
  readonly name: "hostsAllow" | "hostsDeny";
  readonly label: string;
  readonly description: string;
}

/** One address or network a line. */
export function HostListField({ form, name, label, description }: HostListFieldProps) {
  // What is being typed need not be a list yet: the lines are the field's own.
  const [text, setText] = useState((form.getValues(name) ?? []).join("\n"));
  const problem = form.formState.errors[name];
  const wrong = Array.isArray(problem)
    ? problem.map((one, index) => (one ? linesOf(text)[index] : undefined)).find(Boolean)
    : undefined;
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <Textarea
          label={label}
          description={description}
          placeholder="192.168.1.0/24"
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          error={
            problem
              ? t("{wrong} is no address and no network like 192.168.1.0/24", {
                  wrong: wrong ?? "One of them",
                })
              : undefined
          }
          value={text}
          onBlur={field.onBlur}
          onChange={(event) => {
            setText(event.currentTarget.value);
            field.onChange(linesOf(event.currentTarget.value));
          }}
        />
      )}
    />
  );
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
