import type { PermissionAnswers } from "@larder/smbd/control";
import { levelOfAccess } from "../../contract/access-right.ts";
import type { PermissionDiff, permissionRoutes } from "../../contract/permission.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { counted } from "../counted.ts";
import type { Services } from "../services.ts";
import { versioned } from "../versioned.ts";
import { whoMade } from "../who-made.ts";
import { applyBelow, countBelow } from "./apply-walk.ts";
import { askEngine, componentsOf } from "./ask-engine.ts";
import { sidsOfInputs } from "./entry-input.ts";
import { explanationOf, sidsOfExplanation } from "./explanation.ts";
import { permissionsOf, sidsOf } from "./permission-report.ts";
import { whoIs } from "./who.ts";
import { accountInWords, changeForAudit, diffInWords, personInWords, placeName } from "./words.ts";

export function permissionHandlers(services: Services): Handlers<typeof permissionRoutes> {
  const { db, hub, jobs, link } = services;

  return {
    folder: async (_cx, { params, query }) =>
      askEngine<"list">(link, { ask: "list", ...where(params.shareId, query.path) }),

    read: async (_cx, { params, query }) => {
      const report = await askEngine<"read">(link, {
        ask: "read",
        ...where(params.shareId, query.path),
      });
      return permissionsOf(report, await whoIs(db, sidsOf(report)));
    },

    preview: (_cx, { params, body }) => change(params.shareId, body, true),

    change: async (cx, { params, body }) => {
      const busy = jobs.busyAt(placeOf(params.shareId, body.path));
      if (busy !== null) return busy;
      const diff = await change(params.shareId, body, false);
      const share = await shareName(params.shareId);
      const { path } = body;
      const madeVersion = listVersion(params.shareId, diff.after);
      cx.note({ share, path, detail: changeForAudit(diff), madeVersion });
      // Who asked for what is there already changed nothing, and is not said to have.
      if (!diff.isChanged) cx.markAudited();
      hub.invalidate(["permissions"]);
      return diff;
    },

    estimate: (_cx, { params, query }) => countBelow(link, params.shareId, query.path, Date.now),

    apply: async (cx, { params, body }) => {
      const { shareId } = params;
      const share = await shareName(shareId);
      const report = await askEngine<"read">(link, { ask: "read", ...where(shareId, body.path) });
      if (!report.isDirectory) {
        return new ProblemAnswer("not-found", `${placeName(body.path)} is not a folder.`);
      }
      const { count, isWhole } = await countBelow(link, shareId, body.path, Date.now);
      if (body.mode === "replace") {
        const found = counted(count, "file or folder", "files and folders");
        const number = isWhole ? found : `more than ${found}`;
        cx.requireConfirmation([
          `Everything below ${placeName(body.path)} gets the permissions that this folder hands down: ${number}.`,
          "Entries that files and folders below have of their own are lost.",
          ...(body.owner === null ? [] : ["All of it gets the owner that you named."]),
        ]);
      }
      cx.note({ share, path: body.path, detail: `${body.mode}, owner ${body.owner ?? "stays"}` });
      return jobs.begin({
        kind: "permission.apply",
        title: `Hand the permissions of ${placeName(body.path)} down`,
        share,
        path: body.path,
        actor: cx.actor,
        place: placeOf(shareId, body.path),
        totalCount: isWhole ? count : null,
        run: async (work) => {
          try {
            return await applyBelow(link, { shareId, ...body }, work);
          } finally {
            hub.invalidate(["permissions"]);
          }
        },
      });
    },

    explain: async (_cx, { params, query }) => {
      const user = await db.user.findUnique({ where: { id: query.userId } });
      if (user === null) return new ProblemAnswer("not-found", "There is no such user.");
      const share = await db.share.findUnique({ where: { id: params.shareId } });
      if (share === null) return new ProblemAnswer("not-found", "There is no such share.");
      const explained = await askEngine<"explain">(link, {
        ask: "explain",
        ...where(params.shareId, query.path),
        userId: user.id,
      });
      const names = await namesOf(explained.share.deciding.map((rule) => rule.principalId));
      return explanationOf(explained, {
        user: { id: user.id, name: user.name },
        shareName: share.name,
        policy: share,
        path: query.path,
        who: await whoIs(db, sidsOfExplanation(explained)),
        nameOf: (id) => names.get(id) ?? id,
      });
    },

    people: async (_cx, { params, query }) => {
      const [total, users] = await Promise.all([
        db.user.count(),
        db.user.findMany({
          select: { id: true, name: true },
          orderBy: [{ name: "asc" }, { id: "asc" }],
          skip: query.offset,
          take: PEOPLE_PER_PAGE,
        }),
      ]);
      const { people } = await askEngine<"people">(link, {
        ask: "people",
        ...where(params.shareId, query.path),
        userIds: users.map(({ id }) => id),
      });
      const byId = new Map(people.map((person) => [person.userId, person]));
      return {
        total,
        items: users.map(({ id, name }) => {
          const person = byId.get(id);
          const access = person?.access ?? 0;
          const problem = person?.accountProblem ?? null;
          const note = problem === null ? "" : accountInWords(name, problem);
          return { userId: id, name, access, level: levelOfAccess(access), note };
        }),
      };
    },
  };

  async function change(
    shareId: string,
    body: Parameters<typeof sidsOfInputs>[1] & {
      readonly path: string;
      readonly etag: string;
      readonly list: "own" | "inherited";
      readonly isNull: boolean;
      readonly isProtected: boolean;
      readonly owner: string | null;
    },
    isDry: boolean,
  ): Promise<PermissionDiff> {
    const entries = await sidsOfInputs(db, body);
    const { etag, list, isNull, isProtected, owner } = body;
    try {
      const answer = await askEngine<"change">(link, {
        ask: "change",
        ...where(shareId, body.path),
        isDry,
        change: { etag, list, isNull, isProtected, entries, owner },
      });
      return await diffOf(answer);
    } catch (error) {
      if (!(error instanceof ProblemAnswer) || error.code !== "conflict") throw error;
      const now = await askEngine<"read">(link, { ask: "read", ...where(shareId, body.path) });
      const changed = await whoMade(db, listVersion(shareId, now));
      throw changed === undefined
        ? error
        : new ProblemAnswer("conflict", error.message, { changed });
    }
  }

  async function diffOf(answer: PermissionAnswers["change"]): Promise<PermissionDiff> {
    const who = await whoIs(db, [...sidsOf(answer.before), ...sidsOf(answer.after)]);
    const before = permissionsOf(answer.before, who);
    const after = permissionsOf(answer.after, who);
    const names = await namesOf(answer.people.map(({ userId }) => userId));
    const { isChanged, isPeopleWhole } = answer;
    return {
      isChanged,
      isPeopleWhole,
      before,
      after,
      sentences: isChanged ? diffInWords(before, after) : [],
      people: answer.people.map((person) => {
        const name = names.get(person.userId) ?? person.userId;
        return {
          userId: person.userId,
          name,
          before: levelOfAccess(person.before),
          after: levelOfAccess(person.after),
          text: personInWords(name, person.before, person.after),
        };
      }),
    };
  }

  async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const wanted = ids.filter((id) => id !== "");
    if (wanted.length === 0) return new Map();
    const rows = await db.principal.findMany({
      where: { id: { in: wanted } },
      include: { user: true, group: true },
    });
    return new Map(rows.map(({ id, user, group }) => [id, user?.name ?? group?.name ?? id]));
  }

  /** Throws "not-found". */
  async function shareName(id: string): Promise<string> {
    const share = await db.share.findUnique({ where: { id }, select: { name: true } });
    if (share === null) throw new ProblemAnswer("not-found", "There is no such share.");
    return share.name;
  }
}

const PEOPLE_PER_PAGE = 200;

/** Clients change lists as well, of which the audit log has no version; an etag alone is that of many files. */
function listVersion(
  shareId: string,
  list: { readonly path: string; readonly etag: string },
): string {
  return versioned(shareId, list, [list.path, list.etag]).version;
}

function where(shareId: string, path: string) {
  return { shareId, path: componentsOf(path) };
}

/** One job, and no other change, at a path, above it and below it at a time; in whatever case it is written. */
function placeOf(shareId: string, path: string): string[] {
  return ["permissions", shareId, ...componentsOf(path.toLowerCase())];
}
