import { dirname, join } from "node:path";
import type { FolderEntry, folderRoutes } from "../../contract/folder.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { Services } from "../services.ts";
import type { DataDisk } from "./data-disk.ts";
import { lookOfNewFolder } from "./look-of-new-folder.ts";
import { makeFolder } from "./make-folder.ts";

export function folderHandlers({ db, roots }: Services): Handlers<typeof folderRoutes> {
  return {
    list: async (_cx, { query }) => {
      if (query.path === undefined) {
        const entries = await describe(roots.list.map((path) => ({ name: path, path })));
        const none = { path: null, parent: null, isTruncated: false };
        return { ...none, entries, freeBytes: null, totalBytes: null };
      }
      const folder = await usableFolder(query.path);
      if (folder instanceof ProblemAnswer) return folder;
      const { names, isTruncated } = await folderNames(roots.disk, folder);
      const space = await roots.space(folder);
      return {
        path: folder,
        parent: roots.list.includes(folder) ? null : dirname(folder),
        entries: await describe(names.map((name) => ({ name, path: join(folder, name) }))),
        isTruncated,
        freeBytes: space?.freeBytes ?? null,
        totalBytes: space?.totalBytes ?? null,
      };
    },

    create: async (cx, { body }) => {
      const parent = await usableFolder(body.parent);
      if (parent instanceof ProblemAnswer) return parent;
      const path = join(parent, body.name);
      const target = await roots.resolve(path);
      if (target.exists || target.path !== path) {
        return new ProblemAnswer(
          "folder-exists",
          `There is already something named ${body.name}.`,
          {
            fields: [{ path: "name", message: "There is already something with this name" }],
          },
        );
      }
      await makeFolder(roots.disk, path, await lookOfNewFolder(db, roots.disk, parent));
      cx.note({ path });
      return { path };
    },
  };

  async function usableFolder(path: string): Promise<string | ProblemAnswer> {
    const found = await roots.resolve(path);
    // The same words for what is missing and what is out of bounds: nothing is told about the rest of the box.
    if (!found.isInside || found.touchesState) {
      return new ProblemAnswer("path-not-usable", `${path} is not below a data root.`);
    }
    if (!found.isFolder) return new ProblemAnswer("not-found", `There is no folder ${path}.`);
    if (!found.isReadable) {
      return new ProblemAnswer("path-not-usable", `The server may not read ${path}.`);
    }
    return found.path;
  }

  async function describe(
    folders: readonly { name: string; path: string }[],
  ): Promise<FolderEntry[]> {
    const shares = await db.share.findMany({ select: { name: true, path: true } });
    const entries: FolderEntry[] = [];
    for (const folder of folders) {
      const found = await roots.resolve(folder.path);
      if (!found.isFolder || !found.isInside || found.touchesState) continue;
      entries.push({
        name: folder.name,
        path: found.path,
        shareNames: shares.filter((share) => share.path === found.path).map((share) => share.name),
        isReadable: found.isReadable,
      });
    }
    return entries;
  }
}

async function folderNames(
  disk: DataDisk,
  folder: string,
): Promise<{ names: string[]; isTruncated: boolean }> {
  const names = (await disk.names(folder)).toSorted((left, right) =>
    left.localeCompare(right, "en", { numeric: true }),
  );
  return { names: names.slice(0, ENTRIES_MAX), isTruncated: names.length > ENTRIES_MAX };
}

const ENTRIES_MAX = 1_000;
