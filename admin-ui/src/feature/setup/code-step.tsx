import { Button, Code, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SetupCard } from "./setup-card.tsx";

export interface CodeStepProps {
  readonly initial: string;
  /** Why the code that was given before did not do. */
  readonly problem: unknown;
  readonly onNext: (code: string) => void;
  readonly onRestore: (code: string) => void;
}

export function CodeStep({ initial, problem, onNext, onRestore }: CodeStepProps) {
  const [code, setCode] = useState(initial);
  const [isMissing, setIsMissing] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = code.trim();
    setIsMissing(given === "");
    if (given !== "") onNext(given);
  };
  return (
    <SetupCard
      title={t("Welcome to Larder")}
      description={t(
        "In a few minutes a folder of this box is on your network, for the people you choose.",
      )}
      verb={t("Continue")}
      onSubmit={submit}
      aside={
        <Button variant="default" onClick={() => onRestore(code.trim())}>
          {t("Restore from a backup")}
        </Button>
      }
    >
      {problem !== null && <ProblemAlert error={problem} title={t("The code was not accepted")} />}
      <TextInput
        label={t("Setup code")}
        description={parts(
          "It stands in the terminal in which Larder was started, and in the file {code} of its state folder. It proves that this box is yours.",
          { code: <Code>setup-code</Code> },
        )}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={code}
        error={isMissing && t("The code is needed")}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </SetupCard>
  );
}
