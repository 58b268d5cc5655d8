import { Code, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SetupCard } from "./setup-card.tsx";

export interface CodeStepProps {
  readonly initial: string;
  /** Why the code that was given before did not do. */
  readonly problem: unknown;
  readonly onNext: (code: string) => void;
}

export function CodeStep({ initial, problem, onNext }: CodeStepProps) {
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
      title="Welcome to Larder"
      description="In a few minutes a folder of this box is on your network, for the people you choose."
      verb="Continue"
      onSubmit={submit}
    >
      {problem !== null && <ProblemAlert error={problem} title="The code was not accepted" />}
      <TextInput
        label="Setup code"
        description={
          <>
            It stands in the terminal in which Larder was started, and in the file{" "}
            <Code>setup-code</Code> of its state folder. It proves that this box is yours.
          </>
        }
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={code}
        error={isMissing && "The code is needed"}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </SetupCard>
  );
}
