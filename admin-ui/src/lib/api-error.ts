import type { Problem } from "@larder/server/contract";

/** The server said no, and why. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }
}

/** Nothing answered: the server is down, or the network between. */
export class UnreachableError extends Error {
  constructor() {
    super("Larder's server does not answer");
    this.name = "UnreachableError";
  }
}
