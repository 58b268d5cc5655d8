import type { Problem, ProblemCode } from "@larder/server/contract";
import { ApiError } from "./api-error.ts";

/** The problem document of an error that has one. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof ApiError ? error.problem : undefined;
}

export function hasCode(error: unknown, code: ProblemCode): boolean {
  return problemOf(error)?.code === code;
}
