import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { serverWords } from "../i18n/server-words.ts";
import { Cancelled } from "./cancelled.ts";
import { problemOf } from "./problem-of.ts";

/**
 * Puts the server's field errors where the fields are. True: every part of the problem has found its
 * field, so that nothing is left to be said at the top of the form.
 */
export function showProblem<Input extends FieldValues, Output>(
  form: UseFormReturn<Input, unknown, Output>,
  error: unknown,
): boolean {
  if (error instanceof Cancelled) return true;
  const fields = problemOf(error)?.fields ?? [];
  const known = form.getValues();
  const shown = fields.filter((field) => (field.path.split(".")[0] ?? "") in known);
  shown.forEach((field, index) => {
    form.setError(
      // The names of the form's values are the names of the contract's fields.
      field.path.split(".")[0] as Path<Input>,
      { type: "server", message: serverWords(field.message) },
      { shouldFocus: index === 0 },
    );
  });
  return fields.length > 0 && shown.length === fields.length;
}
