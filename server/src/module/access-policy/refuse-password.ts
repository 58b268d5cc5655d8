import type { AccessPolicy } from "../../contract/access-policy.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";

/** Throws "invalid" with the reason at the field, where the box's rules refuse a new password. */
export function refusePassword(
  policy: AccessPolicy,
  names: readonly string[],
  password: string,
): void {
  const fault = passwordFault(policy, names, password);
  if (fault !== null) throw refusedPassword(fault);
}

/** Why the box's rules refuse a password, or null. */
export function passwordFault(
  policy: AccessPolicy,
  names: readonly string[],
  password: string,
): string | null {
  if ([...password].length < policy.passwordLengthMin) {
    return `At least ${policy.passwordLengthMin} characters`;
  }
  if (!policy.passwordWithoutName) return null;
  const folded = fold(password);
  const found = names
    .map(fold)
    .some((name) => name.length >= NAME_LENGTH_MIN && folded.includes(name));
  return found ? "It may not hold the name" : null;
}

export function refusedPassword(fault: string): ProblemAnswer {
  return new ProblemAnswer("invalid", `The password is refused: ${fault.toLowerCase()}.`, {
    fields: [{ path: "password", message: fault }],
  });
}

/** A name of one or two letters is in many good passwords. */
const NAME_LENGTH_MIN = 3;

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
