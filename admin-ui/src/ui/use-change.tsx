import type { RouteReply, RouteRow } from "@larder/server/contract";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { serverWords } from "../i18n/server-words.ts";
import { t, translated } from "../i18n/t.ts";
import { advise } from "../lib/advice.ts";
import { type CallParts, call } from "../lib/call.ts";
import { Cancelled } from "../lib/cancelled.ts";
import { invalidate } from "../lib/live-cache.ts";
import { problemOf } from "../lib/problem-of.ts";
import { resourceOf } from "../lib/reading.ts";
import { ask } from "./ask.ts";
import { LiveBadge } from "./live-badge.tsx";

export interface ChangeOptions<Row extends RouteRow> {
  /** Said when it worked: "Share photos saved". */
  readonly done: (reply: RouteReply<Row>, parts: CallParts<Row>) => string;
  readonly onDone?: (reply: RouteReply<Row>) => void;
  /** The title of the error notice; a form that shows the error itself leaves it out. */
  readonly failed?: string;
}

export type Change<Row extends RouteRow> = UseMutationResult<
  RouteReply<Row>,
  unknown,
  CallParts<Row>
>;

/** A row that changes something: asks where the server wants it confirmed, then says whether it is live. */
export function useChange<Row extends RouteRow>(
  row: Row,
  options: ChangeOptions<Row>,
): Change<Row> {
  const client = useQueryClient();
  return useMutation<RouteReply<Row>, unknown, CallParts<Row>>({
    mutationFn: (parts) => callConfirmed(row, parts),
    onSuccess: (reply, parts) => {
      invalidate(client, resourceOf(row));
      announce(options.done(reply, parts), revisionOf(reply));
      options.onDone?.(reply);
    },
    onError: (error) => {
      if (options.failed && !(error instanceof Cancelled)) announceFailure(options.failed, error);
    },
  });
}

/** The server's safety rule: it answers with the consequences and a code that works once. */
async function callConfirmed<Row extends RouteRow>(
  row: Row,
  parts: CallParts<Row>,
): Promise<RouteReply<Row>> {
  try {
    return await call(row, parts);
  } catch (error) {
    const problem = problemOf(error);
    if (problem?.code !== "confirmation-needed" || !problem.confirm) throw error;
    const isSure = await ask({
      title: translated(problem.title),
      consequences: (problem.consequences ?? [problem.detail]).map(serverWords),
      verb: t("Do it anyway"),
    });
    if (!isSure) throw new Cancelled();
    // Only rows with a `confirm` in their query answer "confirmation-needed".
    return call(row, { ...parts, query: { ...parts.query, confirm: problem.confirm } } as never);
  }
}

function announce(text: string, revision: number | undefined): void {
  notifications.show({
    title: text,
    message: revision === undefined ? null : <LiveBadge revision={revision} withReason />,
    icon: <IconCheck size={18} aria-hidden />,
    color: "sage",
    autoClose: 6000,
    closeButtonProps: { "aria-label": t("Close this notice") },
  });
}

function announceFailure(title: string, error: unknown): void {
  const { what, next } = advise(error);
  notifications.show({
    title,
    message: `${what} ${next}`.trim(),
    icon: <IconAlertTriangle size={18} aria-hidden />,
    color: "red",
    autoClose: 12_000,
    closeButtonProps: { "aria-label": t("Close this notice") },
  });
}

function revisionOf(reply: unknown): number | undefined {
  if (typeof reply !== "object" || reply === null || !("revision" in reply)) return undefined;
  return typeof reply.revision === "number" ? reply.revision : undefined;
}
