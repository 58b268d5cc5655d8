import { type SubmitEventHandler, useState } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import { showProblem } from "../lib/form-problem.ts";
import { useUnsavedGuard } from "./use-unsaved-guard.ts";

export interface FormSave {
  readonly save: SubmitEventHandler<HTMLFormElement>;
  /** What no field could show; for the top of the form. */
  readonly problem: unknown;
}

/** Sends a form once it is valid, brings the server's word to the fields, and guards unsaved edits. */
export function useFormSave<Input extends FieldValues, Output extends FieldValues>(
  form: UseFormReturn<Input, unknown, Output>,
  send: (values: Output) => Promise<unknown>,
): FormSave {
  const [problem, setProblem] = useState<unknown>(null);
  const isSaved = useUnsavedGuard(form.formState.isDirty);
  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    isSaved.current = true;
    try {
      await send(values);
      form.reset(form.getValues());
    } catch (error) {
      isSaved.current = false;
      if (!showProblem(form, error)) setProblem(error);
    }
  });
  return { save: (event) => void submit(event), problem };
}
