import type { AlertKind } from "../contract/alert.ts";

/** What is sent of an alert. */
export interface AlertMessage {
  readonly kind: AlertKind | "test";
  readonly event: "raised" | "recovered" | "test";
  readonly title: string;
  readonly detail: string;
  readonly timeMs: number;
  /** What clients call the box. */
  readonly box: string;
}
