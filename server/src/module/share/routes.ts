import type { z } from "zod";
import {
  type PathCheck,
  SHARE_OPTION_DEFAULTS,
  type SharePermission,
  type shareCreateSchema,
  type shareRoutes,
} from "../../contract/share.ts";
import { SHARE_PRESETS, type SharePreset } from "../../contract/share-purpose.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { changedFields } from "../changed-fields.ts";
import { makeFolder } from "../folder/make-folder.ts";
import { nameKey } from "../principal/name-key.ts";
import { refuseStale } from "../refuse-stale.ts";
import { keepRemoval } from "../removal/keep-removal.ts";
import type { Services } from "../services.ts";
import { checkPath } from "./check-path.ts";
import { checkSnapshotFolder } from "./check-snapshot-folder.ts";
import { removalConsequences, updateConsequences } from "./consequences.ts";
import { binTitle, emptyBin } from "./empty-bin.ts";
import { readShare, readShares } from "./share-record.ts";

export function shareHandlers(services: Services): Handlers<typeof shareRoutes> {
  const { changes, db, roots } = services;

  return {
    list: async () => ({ items: await readShares(services) }),

    read: (_cx, { params }) => readShare(services, db, params.id),

    checkPath: (_cx, { body }) => checkPath(db, roots, body),

    create: async (cx, { body }) => {
      const check = await checkPath(db, roots, body);
      if (!check.usable) return notUsable(check);
      await checkSnapshotFolder(roots, check.path, body.snapshotFolder);
      await refuseTakenName(db, body.name, null);
      // Before the transaction: a disk that hangs must not hold the lock that all changes wait for.
      const { createFolder: _, permissions, ...named } = body;
      const fields = withPreset(named);
      const owner = { uid: toBigInt(body.forceUid), gid: toBigInt(body.forceGid) };
      const folder = check.exists
        ? null
        : await makeFolder(roots.disk, check.path, { mode: fields.directoryMode, ...owner });
      try {
        return await changes.revise(cx, ["shares"], async (tx) => {
          await refuseTakenName(tx, body.name, null);
          const { id } = await tx.share.create({
            data: {
              ...fields,
              path: check.path,
              nameKey: nameKey(body.name),
              forceUid: owner.uid,
              forceGid: owner.gid,
            },
          });
          await setPermissions(tx, id, permissions);
          cx.note({ share: body.name, path: check.path, detail: changedFields(body) });
          return readShare(services, tx, id);
        });
      } catch (error) {
        await folder?.undo();
        throw error;
      }
    },

    update: async (cx, { params, query, body }) => {
      let path: string | undefined;
      if (body.path !== undefined) {
        const options = { path: body.path, createFolder: false, shareId: params.id };
        const check = await checkPath(db, roots, options);
        const current = await readShare(services, db, params.id);
        // A disk that is not plugged in must not keep the rest of its share from being edited.
        if (!check.usable && body.path !== current.path) return notUsable(check);
        path = check.usable ? check.path : current.path;
      }
      if (body.enabled === true && path === undefined) {
        // A share of a backup may lie where this box shares nothing.
        const current = await readShare(services, db, params.id);
        const found = await roots.resolve(current.path);
        if (!current.enabled && (!found.isInside || found.touchesState)) {
          return new ProblemAnswer(
            "path-not-usable",
            `${current.path} is not in a data folder of this box; choose another folder first.`,
            { fields: [{ path: "path", message: "This is not in a data folder of this box" }] },
          );
        }
      }
      if (body.snapshotFolder !== undefined || path !== undefined) {
        const current = await readShare(services, db, params.id);
        const folder =
          body.snapshotFolder === undefined ? current.snapshotFolder : body.snapshotFolder;
        await checkSnapshotFolder(roots, path ?? current.path, folder);
      }
      return changes.revise(cx, ["shares"], async (tx) => {
        const share = await readShare(services, tx, params.id);
        await refuseStale(tx, share, query.ifVersion);
        cx.requireConfirmation(updateConsequences(services, share, { ...body, path }));
        if (body.name !== undefined) await refuseTakenName(tx, body.name, share.id);
        const { permissions, forceUid, forceGid, ...rest } = body;
        const fields = Object.entries({ ...rest, path }).filter(([, value]) => value !== undefined);
        await tx.share.update({
          where: { id: share.id },
          data: {
            // Exactly the fields of the body that were given, which all are columns of the same name.
            ...Object.fromEntries(fields),
            ...(body.name === undefined ? {} : { nameKey: nameKey(body.name) }),
            ...(forceUid === undefined ? {} : { forceUid: toBigInt(forceUid) }),
            ...(forceGid === undefined ? {} : { forceGid: toBigInt(forceGid) }),
          },
        });
        if (permissions !== undefined) await setPermissions(tx, share.id, permissions);
        cx.note({ share: share.name, path: path ?? share.path, detail: changedFields(body) });
        return readShare(services, tx, share.id);
      });
    },

    emptyBin: async (cx, { params, body: { user } }) => {
      const share = await readShare(services, db, params.id);
      const whose = user === null ? "everybody" : user;
      cx.requireConfirmation([`What ${whose} deleted in ${share.name} cannot be had back then.`]);
      cx.note({ share: share.name, detail: user === null ? "of everybody" : `of ${user}` });
      return services.jobs.begin({
        kind: "recycle.empty",
        title: binTitle(share.name, user),
        share: share.name,
        path: "",
        actor: cx.actor,
        place: ["recycle", share.id, ...(user === null ? [] : [user])],
        totalCount: null,
        run: (work) => emptyBin(services, share.id, user, work),
      });
    },

    remove: async (cx, { params }) => {
      const { item, revision } = await changes.revise(cx, ["shares", "removals"], async (tx) => {
        const share = await readShare(services, tx, params.id);
        cx.requireConfirmation(removalConsequences(services, share));
        const kept = await keepRemoval(tx, services.sealer, cx, { kind: "share", items: [share] });
        await tx.share.delete({ where: { id: share.id } });
        cx.note({ share: share.name, path: share.path });
        return kept;
      });
      return { revision, removalId: item };
    },
  };
}

/** What was named, then what its purpose fills in, then what everybody has. */
function withPreset(
  named: Omit<z.output<typeof shareCreateSchema>, "createFolder" | "permissions">,
) {
  const { purpose } = named;
  const given = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  );
  const preset = purpose === undefined ? {} : SHARE_PRESETS[purpose];
  // Options that were named keep the types that the schema gave them.
  const options = { ...SHARE_OPTION_DEFAULTS, ...preset, ...given } as Required<SharePreset>;
  return { ...named, purpose: purpose ?? "general", ...options };
}

function notUsable(check: PathCheck): ProblemAnswer {
  const text = check.problems.map((problem) => problem.text).join(" ");
  return new ProblemAnswer("path-not-usable", `${check.path} cannot be shared: ${text}`, {
    fields: check.problems.map((problem) => ({ path: "path", message: problem.text })),
  });
}

async function refuseTakenName(
  db: Database | Transaction,
  name: string,
  ownId: string | null,
): Promise<void> {
  const found = await db.share.findUnique({ where: { nameKey: nameKey(name) } });
  if (found === null || found.id === ownId) return;
  throw new ProblemAnswer("name-taken", `There is already a share named ${found.name}.`, {
    fields: [{ path: "name", message: "There is already a share with this name" }],
  });
}

async function setPermissions(
  tx: Transaction,
  shareId: string,
  permissions: readonly SharePermission[],
): Promise<void> {
  for (const [index, { principal, principalId }] of permissions.entries()) {
    if (principal === "everyone") continue;
    const found = await tx.principal.findUnique({ where: { id: principalId } });
    if (found?.kind === principal) continue;
    throw new ProblemAnswer("principal-unknown", `There is no ${principal} ${principalId}.`, {
      fields: [
        { path: `permissions.${index}.principalId`, message: `This ${principal} does not exist` },
      ],
    });
  }
  await tx.sharePermission.deleteMany({ where: { shareId } });
  await tx.sharePermission.createMany({
    data: permissions.map(({ principal, principalId, right }) => ({
      shareId,
      principalId: principal === "everyone" ? null : principalId,
      right,
    })),
  });
}

function toBigInt(id: number | null): bigint | null {
  return id === null ? null : BigInt(id);
}
