export interface Question {
  /** Names the object: "Delete the user anna?" */
  readonly title: string;
  /** What will happen, in sentences. */
  readonly consequences: readonly string[];
  /** What the button does: "Delete anna". */
  readonly verb: string;
}

export interface PendingQuestion extends Question {
  readonly answer: (isSure: boolean) => void;
}
