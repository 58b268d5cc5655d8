import { z } from "zod";

/**
 * The one table of API errors. Codes are stable: clients branch on them, never on titles.
 * Answers are RFC 9457 problem documents (`application/problem+json`).
 */
export const PROBLEMS = {
  invalid: { status: 400, title: "Some fields are not valid" },
  malformed: { status: 400, title: "The request could not be read" },
  "not-authenticated": { status: 401, title: "Sign in first" },
  "logon-failed": { status: 401, title: "The name or the password is wrong" },
  "second-factor-needed": { status: 401, title: "A code of the second factor is needed" },
  "second-factor-wrong": { status: 401, title: "The code is wrong" },
  "setup-code-wrong": { status: 401, title: "The setup code is wrong" },
  "not-allowed": { status: 403, title: "Your role may not do this" },
  "second-factor-required": { status: 403, title: "Set up a second factor first" },
  "csrf-failed": { status: 403, title: "The request did not come from this page" },
  "password-wrong": { status: 403, title: "The current password is wrong" },
  "not-found": { status: 404, title: "There is no such thing" },
  "method-not-allowed": { status: 405, title: "This address does not answer that method" },
  "setup-needed": { status: 409, title: "Set the box up first" },
  "setup-complete": { status: 409, title: "The box is already set up" },
  "name-taken": { status: 409, title: "The name is taken" },
  "uid-taken": { status: 409, title: "The uid is taken" },
  "gid-taken": { status: 409, title: "The gid is taken" },
  "confirmation-needed": { status: 409, title: "This affects people who are connected" },
  "last-administrator": { status: 409, title: "The last administrator has to stay" },
  "job-running": { status: 409, title: "Another job is at work here" },
  conflict: { status: 409, title: "Somebody else changed this at the same time" },
  "too-large": { status: 413, title: "The request is too large" },
  "media-type": { status: 415, title: "Send application/json" },
  "path-not-usable": { status: 422, title: "The folder cannot be shared" },
  "folder-exists": { status: 409, title: "There is already something with this name" },
  "folder-not-writable": { status: 422, title: "The folder cannot be made here" },
  "principal-unknown": {
    status: 422,
    title: "A user or group named in the request does not exist",
  },
  "share-unknown": { status: 422, title: "A share named in the request does not exist" },
  "group-cycle": { status: 422, title: "A group cannot be inside itself" },
  "backup-refused": { status: 422, title: "The backup cannot be used" },
  "backup-failed": { status: 409, title: "The backup could not be made" },
  "certificate-refused": { status: 422, title: "The certificate cannot be used" },
  "import-refused": { status: 422, title: "Some rows cannot be imported" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on the server" },
  "identity-provider-failed": { status: 502, title: "The identity provider did not help" },
  "delivery-failed": { status: 502, title: "The message could not be delivered" },
  "engine-refused": { status: 502, title: "The file server refused" },
  "engine-unreachable": { status: 503, title: "The file server cannot be reached" },
  "not-ready": { status: 503, title: "The server is not ready" },
  timeout: { status: 503, title: "The request took too long" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What any row may answer, whatever its own list says. */
export const COMMON_PROBLEMS = [
  "invalid",
  "malformed",
  "not-authenticated",
  "not-allowed",
  "second-factor-required",
  "csrf-failed",
  "too-large",
  "media-type",
  "too-many-requests",
  "internal",
  "not-ready",
  "timeout",
] as const satisfies readonly ProblemCode[];

export const problemSchema = z.strictObject({
  /** "urn:larder:problem:" and the code. */
  type: z.string(),
  // Object.keys loses the literal type that the table has.
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  status: z.int(),
  title: z.string(),
  /** One sentence for a person: what is wrong and what to do. */
  detail: z.string(),
  /** Which fields, for "invalid", "name-taken" and their like; the path is dotted: "permissions.0.right". */
  fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  /** With "conflict": who was faster, where the audit log knows. */
  changed: z.strictObject({ by: z.string(), atMs: z.int() }).optional(),
  /** With "confirmation-needed": what happens, in sentences. */
  consequences: z.array(z.string()).optional(),
  /** With "confirmation-needed": repeat the call with `?confirm=` this code; works once, for five minutes. */
  confirm: z.string().optional(),
});

export type Problem = z.infer<typeof problemSchema>;
