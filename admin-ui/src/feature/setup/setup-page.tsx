import { Stack } from "@mantine/core";
import { useState } from "react";
import { useMe } from "../../lib/me.ts";
import type { NewUser } from "../../lib/new-user.ts";
import { useLiveEvents } from "../../lib/use-live-events.ts";
import { QuietPage } from "../../ui/quiet-page.tsx";
import { AdministratorStep } from "./administrator-step.tsx";
import { CodeStep } from "./code-step.tsx";
import { ConnectStep } from "./connect-step.tsx";
import { RestoreCard } from "./restore-card.tsx";
import { ReviewStep } from "./review-step.tsx";
import type { FirstShare } from "./setup-plan.ts";
import { type SetupStep, SetupSteps } from "./setup-steps.tsx";
import { ShareStep } from "./share-step.tsx";
import { UserStep } from "./user-step.tsx";

const noUser: NewUser = { name: "", fullName: "", password: "" };
const noShare: FirstShare = {
  name: "",
  path: "",
  createFolder: true,
  encryptionRequired: false,
  userRight: "change",
  everyoneRight: "none",
};

/** From a fresh box to a share somebody can connect to. Nothing is made before the review. */
export function SetupPage() {
  const me = useMe();
  const [step, setStep] = useState<SetupStep>(me ? "user" : "code");
  const [code, setCode] = useState("");
  const [codeProblem, setCodeProblem] = useState<unknown>(null);
  const [user, setUser] = useState(noUser);
  const [share, setShare] = useState(noShare);
  const [revision, setRevision] = useState<number>();
  const [isRestoring, setIsRestoring] = useState(false);
  useLiveEvents(me !== undefined);
  if (isRestoring) {
    return (
      <QuietPage width={680}>
        <RestoreCard initialCode={code} onBack={() => setIsRestoring(false)} />
      </QuietPage>
    );
  }
  return (
    <QuietPage width={680}>
      <Stack gap="lg">
        <SetupSteps current={step} />
        {step === "code" && (
          <CodeStep
            initial={code}
            problem={codeProblem}
            onNext={(next) => {
              setCode(next);
              setCodeProblem(null);
              setStep("administrator");
            }}
            onRestore={(given) => {
              setCode(given);
              setIsRestoring(true);
            }}
          />
        )}
        {step === "administrator" && (
          <AdministratorStep
            code={code}
            onBack={() => setStep("code")}
            onWrongCode={(problem) => {
              setCodeProblem(problem);
              setStep("code");
            }}
            onNext={() => setStep("user")}
          />
        )}
        {step === "user" && (
          <UserStep
            initial={user}
            onNext={(next) => {
              setUser(next);
              setStep("share");
            }}
          />
        )}
        {step === "share" && (
          <ShareStep
            initial={share}
            userName={user.name}
            onBack={(draft) => {
              setShare(draft);
              setStep("user");
            }}
            onNext={(next) => {
              setShare(next);
              setStep("review");
            }}
          />
        )}
        {step === "review" && (
          <ReviewStep
            user={user}
            share={share}
            onBack={() => setStep("share")}
            onDone={(live) => {
              setRevision(live);
              setStep("connect");
            }}
          />
        )}
        {step === "connect" && revision !== undefined && (
          <ConnectStep revision={revision} user={user} share={share} />
        )}
      </Stack>
    </QuietPage>
  );
}
