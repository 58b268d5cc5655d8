import { VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import classes from "./setup-steps.module.css";

export const setupSteps = [
  { id: "code", label: "Code" },
  { id: "administrator", label: "Administrator" },
  { id: "user", label: "First user" },
  { id: "share", label: "First share" },
  { id: "review", label: "Review" },
  { id: "connect", label: "Connect" },
] as const;

export type SetupStep = (typeof setupSteps)[number]["id"];

export interface SetupStepsProps {
  readonly current: SetupStep;
}

export function SetupSteps({ current }: SetupStepsProps) {
  const now = setupSteps.findIndex((step) => step.id === current);
  return (
    <ol className={classes.steps} aria-label="Steps">
      {setupSteps.map((step, index) => (
        <li
          key={step.id}
          className={classes.step}
          data-state={index === now ? "now" : index < now ? "done" : "later"}
          {...(index === now && { "aria-current": "step" as const })}
        >
          <span>
            {index < now && <IconCheck size={12} aria-hidden />} {step.label}
            <VisuallyHidden>{index < now ? " (done)" : ""}</VisuallyHidden>
          </span>
        </li>
      ))}
    </ol>
  );
}
