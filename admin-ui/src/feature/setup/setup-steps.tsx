import { VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { t } from "../../i18n/t.ts";
import classes from "./setup-steps.module.css";

export const setupSteps = [
  { id: "code", label: t("Code") },
  { id: "administrator", label: t("Administrator") },
  { id: "user", label: t("First user") },
  { id: "share", label: t("First share") },
  { id: "review", label: t("Review") },
  { id: "connect", label: t("Connect") },
] as const;

export type SetupStep = (typeof setupSteps)[number]["id"];

export interface SetupStepsProps {
  readonly current: SetupStep;
}

export function SetupSteps({ current }: SetupStepsProps) {
  const now = setupSteps.findIndex((step) => step.id === current);
  return (
    <ol className={classes.steps} aria-label={t("Steps")}>
      {setupSteps.map((step, index) => (
        <li
          key={step.id}
          className={classes.step}
          data-state={index === now ? "now" : index < now ? "done" : "later"}
          {...(index === now && { "aria-current": "step" as const })}
        >
          <span>
            {index < now && <IconCheck size={12} aria-hidden />} {step.label}
            <VisuallyHidden>{index < now && ` ${t("(done)")}`}</VisuallyHidden>
          </span>
        </li>
      ))}
    </ol>
  );
}
