import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { refuseThrottled } from "../logon/throttled.ts";
import type { Services } from "../services.ts";
import { isSetupCode } from "./setup-code.ts";

/** null: the box has no administrator yet, and whoever calls has its code or its socket. */
export async function provenSetup(
  { db, throttle }: Pick<Services, "db" | "throttle">,
  cx: RequestCx,
  code: string | undefined,
): Promise<ProblemAnswer | null> {
  if ((await db.administrator.count()) > 0) {
    return new ProblemAnswer("setup-complete", "There is an administrator already; sign in.");
  }
  if (cx.caller?.kind === "socket") return null;
  const refusal = refuseThrottled(throttle, cx);
  if (refusal !== null) return refusal;
  const { setupCodeHash } = await db.appliance.findUniqueOrThrow({ where: { id: 1 } });
  if (code === undefined || !(await isSetupCode(setupCodeHash, code))) {
    throttle.failed(cx.address, cx.nowMs);
    return new ProblemAnswer(
      "setup-code-wrong",
      "Look for the code where the server was started, or in setup-code in its state folder.",
      { fields: [{ path: "code", message: "This is not the setup code" }] },
    );
  }
  throttle.succeeded(cx.address);
  return null;
}
