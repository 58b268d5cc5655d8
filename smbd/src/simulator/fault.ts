/** What may go wrong in one step, and what administrators and other programs do: a row each. */
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog } from "../state/catalog.ts";
import { catalogInput, share, user } from "../test/world.ts";
import { STATUS_DISK_FULL, STATUS_IO_DEVICE_ERROR } from "../wire/status.ts";
import type { Actor } from "./actor.ts";
import type { Chance } from "./chance.ts";
import { FILES } from "./creation.ts";
import { parentOf, shown } from "./model/path.ts";
import type { Scene } from "./scene.ts";

interface Fault {
  readonly weight: number;
  readonly strike: (scene: Scene, actor: Actor, chance: Chance) => void;
}

const FAULTS: readonly Fault[] = [
  { weight: 8, strike: lose },
  { weight: 3, strike: halfClose },
  { weight: 6, strike: stick },
  { weight: 12, strike: failDisk },
  { weight: 4, strike: bindChannel },
  { weight: 2, strike: knock },
  { weight: 3, strike: closeByAdministrator },
  { weight: 2, strike: endSessionByAdministrator },
  { weight: 2, strike: changeCatalog },
  { weight: 3, strike: otherProgram },
];

export function strike(scene: Scene, actor: Actor, chance: Chance): void {
  chance.weighted(FAULTS).strike(scene, actor, chance);
}

/** The connection breaks: nothing that was under way arrives. */
function lose(scene: Scene, actor: Actor, chance: Chance): void {
  const open = actor.links.filter(({ isClosed }) => !isClosed);
  if (open.length === 0) return;
  const link = chance.pick(open);
  scene.trace.add(`the connection ${link.name} breaks`);
  scene.turn(() => link.lose("connection reset"));
}

/** The client closes its side in order: what it sent arrives, and then the end. */
function halfClose(scene: Scene, actor: Actor, chance: Chance): void {
  const open = actor.links.filter(({ isClosed }) => !isClosed);
  if (open.length === 0) return;
  const link = chance.pick(open);
  scene.trace.add(`${link.name} says everything that it has to say, and ends`);
  scene.turn(() => link.deliverAll());
  scene.turn(() => link.lose("closed by the client"));
}

/** A client stops reading, or starts again. */
function stick(scene: Scene, actor: Actor): void {
  for (const link of [...actor.links]) {
    link.isStuck = !link.isStuck;
    if (!link.isStuck && !link.isClosed) scene.turn(() => link.resumeSending());
    scene.trace.add(`${link.name} ${link.isStuck ? "stops" : "starts"} reading`);
  }
}

const OPERATIONS = [
  "read",
  "write",
  "write",
  "setSize",
  "flush",
  "lookup",
  "create",
  "rename",
  "link",
  "unlink",
  "next",
  "stat",
  "openData",
  "openData",
  "openData",
  "openStream",
  "setStat",
  "isEmpty",
] as const;

function failDisk(scene: Scene, _actor: Actor, chance: Chance): void {
  scene.disk.arm(chance.pick(OPERATIONS), chance.pick([STATUS_IO_DEVICE_ERROR, STATUS_DISK_FULL]));
}

function bindChannel(scene: Scene, actor: Actor, chance: Chance): void {
  if (!actor.isConnected || actor.options.dialects.at(-1) !== 0x0311 || actor.links.length > 3)
    return;
  scene.turn(() => {
    const link = actor.bind(scene.world, chance, scene);
    if (link === null) return;
    scene.links.add(link);
    scene.trace.add(`${actor.name} binds ${link.name} to its session`);
  });
}

/** Somebody begins to log on, and is not heard of again. */
function knock(scene: Scene, actor: Actor, chance: Chance): void {
  scene.turn(() => {
    const link = actor.knock(scene.world, chance, scene);
    scene.trace.add(`${link.name} begins to log on and leaves`);
    if (chance.isLikely(50)) link.lose("gone in the middle of its logon");
  });
}

function closeByAdministrator(scene: Scene, _actor: Actor, chance: Chance): void {
  const opens = [...scene.model.opens.values()];
  if (opens.length === 0) return;
  const open = chance.pick(opens);
  scene.trace.add(`the administrator closes ${open.name} of ${open.actor.name}`);
  scene.model.loosen(open);
  scene.turn(() => {
    const found = scene.world.engine.openByVolatileId(open.id);
    if (found !== null) scene.world.engine.closeOpen(found);
  });
}

function endSessionByAdministrator(scene: Scene, actor: Actor): void {
  const { link } = actor;
  if (link === null) return;
  const session = scene.world.engine.sessions.get(link.client.sessionId);
  if (session === undefined) return;
  scene.trace.add(`the administrator closes the session of ${actor.name}`);
  loosenSession(scene, link.client.sessionId);
  scene.turn(() => scene.world.engine.endSession(session, "closed by the administrator"));
  actor.isGone = true;
}

const CATALOGS = [
  {
    says: "turns bob's account off",
    input: { users: [user("alice", 0), { ...user("bob", 1), enabled: false }] },
  },
  {
    says: "makes the share read-only",
    input: { shares: [{ ...share("data", "/srv/data"), readOnly: true }] },
  },
  { says: "takes the share away", input: { shares: [] } },
  {
    says: "asks for signatures",
    input: { settings: { ...catalogInput().settings, signingRequired: true } },
  },
];

/** Something else is allowed for a moment, and then what was before. */
function changeCatalog(scene: Scene, _actor: Actor, chance: Chance): void {
  const { says, input } = chance.pick(CATALOGS);
  scene.trace.add(`the administrator ${says}, and thinks better of it`);
  const { model } = scene;
  model.isShaky = true;
  for (const open of model.opens.values()) model.loosen(open);
  const { engine } = scene.world;
  scene.turn(() => void applyCatalog(engine, new Catalog(catalogInput({ ...input, revision: 2 }))));
  scene.turn(() => void applyCatalog(engine, new Catalog(catalogInput({ revision: 3 }))));
  model.isShaky = false;
  model.tighten();
  for (const actor of scene.actors) {
    const id = actor.link?.client.sessionId ?? 0n;
    const session = engine.sessions.get(id);
    if (session === undefined || session.trees.size === 0) actor.isGone = true;
  }
}

function loosenSession(scene: Scene, sessionId: bigint): void {
  for (const open of scene.model.opens.values()) {
    if (open.sessionId === sessionId) scene.model.loosen(open);
  }
}

/** A local program writes a file, whoever has it open, or removes one that nobody has. */
function otherProgram(scene: Scene, _actor: Actor, chance: Chance): void {
  const { model, truth, world } = scene;
  const path = chance.pick(FILES);
  const parts = path.split("\\");
  const folder = model.names.get(parentOf(path));
  const file = model.names.get(path);
  if (scene.isHazy(path, null) || folder === undefined || folder.isDeletePending) return;
  const found = truth.lookup(path);
  if (found?.id !== file?.id || file?.isDirectory === true) return;
  if (found !== null) parts.splice(-1, 1, found.name);
  const { local } = world.vfs;
  const isOpen = file !== undefined && world.engine.files.get(`1:${file.id}`) !== undefined;
  if (file !== undefined && !isOpen && chance.isLikely(40)) {
    scene.trace.add(`another program removes ${shown(path)}`);
    scene.turn(() => {
      model.removed(path, NOBODY);
      local.remove(ROOT, parts);
    });
    return;
  }
  scene.trace.add(`another program writes ${shown(path)}`);
  const text = String.fromCharCode(33 + chance.below(90)).repeat(1 + chance.below(60));
  scene.turn(() => {
    scene.disk.ideally(() => local.write(ROOT, parts, text));
    if (file === undefined) {
      const made = truth.lookup(path);
      if (made !== null) model.added(path, model.file(made), NOBODY);
    }
    const content = model.names.get(path)?.stream("").content;
    if (content?.isHazy === false) content.write(0, new TextEncoder().encode(text));
    model.writtenLocally.add(path);
  });
}

const ROOT = "/srv/data";
/** No client: nobody is spared for it. */
const NOBODY = "";
