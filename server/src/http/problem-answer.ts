import { PROBLEMS, type Problem, type ProblemCode } from "../contract/problem.ts";

/**
 * A problem as a value: a handler returns it, or throws it where a transaction has to roll back.
 * Rendered in one place, `http/mount.ts`.
 */
export class ProblemAnswer extends Error {
  readonly code: ProblemCode;
  readonly #more: ProblemMore;

  constructor(code: ProblemCode, detail: string, more: ProblemMore = {}) {
    super(detail);
    this.code = code;
    this.#more = more;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  get retryAfterSeconds(): number | undefined {
    return this.#more.retryAfterSeconds;
  }

  document(): Problem {
    const { fields, consequences, confirm, changed } = this.#more;
    return {
      type: `urn:larder:problem:${this.code}`,
      code: this.code,
      status: this.status,
      title: PROBLEMS[this.code].title,
      detail: this.message,
      ...(fields === undefined ? {} : { fields: [...fields] }),
      ...(changed === undefined ? {} : { changed }),
      ...(consequences === undefined ? {} : { consequences: [...consequences] }),
      ...(confirm === undefined ? {} : { confirm }),
    };
  }
}

interface ProblemMore {
  readonly fields?: readonly { path: string; message: string }[];
  readonly changed?: NonNullable<Problem["changed"]>;
  readonly consequences?: readonly string[];
  readonly confirm?: string;
  readonly retryAfterSeconds?: number;
}
