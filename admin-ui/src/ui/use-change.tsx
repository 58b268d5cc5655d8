import type { RouteReply, RouteRow } from "@larder/server/contract";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import {
  type QueryClient,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
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
import { UndoButton } from "./undo-button.tsx";

export interface ChangeOptions<Row extends RouteRow> {
  /** Said when it worked: "Share photos saved". */
  readonly done: (reply: RouteReply<Row>, parts: CallParts<Row>) => string;
  readonly onDone?: (reply: RouteReply<Row>) => void;
  /**
   * How to take it back: the same row with what was there before, and what tells it that nobody has changed the thing
   * since. null: there is no way back.
   */
  readonly undo?: (
    reply: RouteReply<Row>,
    parts: CallParts<Row>,
  ) => CallParts<Row> | null | Promise<CallParts<Row> | null>;
  /** The same by another row, such as one that brings back what was deleted; null: there is no way back. */
  readonly undoBy?: (reply: RouteReply<Row>, parts: CallParts<Row>) => UndoStep | null;
  /** Called with the answer to that. */
  readonly onUndone?: (reply: RouteReply<Row>) => void;
  /** The title of the error notice; a form that shows the error itself leaves it out. */
  readonly failed?: string;
}

export interface UndoStep {
  readonly resource: string;
  readonly run: () => Promise<unknown>;
}

export function undoStep<Row extends RouteRow>(
  row: Row,
  parts: CallParts<Row>,
  onUndone?: (reply: RouteReply<Row>) => void,
): UndoStep {
  const run = async () => {
    const reply = await callConfirmed(row, parts);
    onUndone?.(reply);
    return reply;
  };
  return { resource: resourceOf(row), run };
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
      const { undo } = options;
      const step = options.undoBy?.(reply, parts) ?? null;
      announce(
        options.done(reply, parts),
        revisionOf(reply),
        (step && (() => takeBack(client, step))) ??
          (undo &&
            (async () => {
              try {
                const former = await undo(reply, parts);
                if (former === null) return;
                const undone = await callConfirmed(row, former);
                invalidate(client, resourceOf(row));
                announce(t("Undone"), revisionOf(undone));
                options.onUndone?.(undone);
              } catch (error) {
                if (!(error instanceof Cancelled))
                  announceFailure(t("It could not be undone"), error);
              }
            })),
      );
      options.onDone?.(reply);
    },
    onError: (error) => {
      if (options.failed && !(error instanceof Cancelled)) announceFailure(options.failed, error);
    },
  });
}

async function takeBack(client: QueryClient, step: UndoStep): Promise<void> {
  try {
    const undone = await step.run();
    invalidate(client, step.resource);
    announce(t("Undone"), revisionOf(undone));
  } catch (error) {
    if (!(error instanceof Cancelled)) announceFailure(t("It could not be undone"), error);
  }
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

function announce(
  text: string,
  revision: number | undefined,
  onUndo?: (() => Promise<void>) | undefined,
): void {
  const id = `notice-${noticeCount++}`;
  notifications.show({
    id,
    title: text,
    message: (
      <>
        {revision !== undefined && <LiveBadge revision={revision} withReason />}
        {onUndo && <UndoButton noticeId={id} onUndo={onUndo} />}
      </>
    ),
    icon: <IconCheck size={18} aria-hidden />,
    color: "sage",
    autoClose: onUndo ? UNDO_MS : NOTICE_MS,
    closeButtonProps: { "aria-label": t("Close this notice") },
  });
}

const NOTICE_MS = 6000;
/** Long enough to see on the page that it was not what one meant. */
const UNDO_MS = 20_000;
let noticeCount = 0;

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
