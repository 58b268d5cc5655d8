import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { changesBetween } from "../test/catalog-changes.ts";
import { catalogInput, share, user } from "../test/world.ts";
import { principalOf } from "./accounts.ts";
import { Catalog, type CatalogInput } from "./catalog.ts";
import { changedCatalog } from "./catalog-change.ts";

/** Everything that anybody asks a catalog, in an order that does not depend on how it was made. */
function answers(catalog: Catalog, numbers: number): unknown {
  const some = Array.from({ length: numbers }, (_, at) => at);
  const sorted = (entries: readonly { readonly id: string }[]) =>
    [...entries].sort((one, other) => (one.id < other.id ? -1 : 1));
  const groupOf = <Group extends { memberIds: readonly string[]; id: string } | null>(
    group: Group,
  ) => group && { ...group, memberIds: [...group.memberIds].sort() };
  const named = (found: ReturnType<Catalog["byRid"]>) =>
    found !== null && "memberIds" in found ? groupOf(found) : found;
  return {
    ...{ revision: catalog.revision, server: catalog.server, settings: catalog.settings },
    users: sorted(catalog.users),
    groups: sorted(catalog.groups).map((group) =>
      groupOf(catalog.groups.find(({ id }) => id === group.id)!),
    ),
    shares: sorted(catalog.shares),
    byNumber: some.map((at) => [
      ...[catalog.userById(`u${at}`), catalog.userByName(`NAME${at}`)],
      ...[catalog.userByUid(10_000 + at), groupOf(catalog.groupByGid(20_000 + at))],
      ...[catalog.shareById(`s${at}`), catalog.shareByName(`Share${at}`)],
      ...[groupOf(catalog.groupByName(`Group${at}`)), named(catalog.byRid(1_000 + at))],
      named(catalog.bySid(catalog.sidOf(2_000 + at))),
      sorted(catalog.groupsOf(`u${at}`)).map(({ id }) => id),
      catalog.isAudited(`share${at}`, "create"),
    ]),
    principals: sorted(catalog.users).map(({ id }) => {
      const principal = principalOf(catalog, catalog.userById(id)!);
      const { groupSids, gids } = principal;
      return { ...principal, groupSids: [...groupSids].sort(), gids: [...gids].sort() };
    }),
  };
}

const COUNT = 8;
const numbers = fc.uniqueArray(fc.nat(COUNT - 1), { maxLength: COUNT });
/** Ids go their own ways: names, uids and rids wander from one to another. */
const input = fc
  .record({
    users: fc.tuple(numbers, numbers, fc.boolean()),
    groups: fc.tuple(numbers, numbers, fc.array(numbers, { minLength: COUNT, maxLength: COUNT })),
    shares: fc.tuple(numbers, numbers, fc.boolean()),
    dialectMin: fc.constantFrom("2.0.2", "3.0"),
  })
  .map(({ users, groups, shares, dialectMin }): Partial<CatalogInput> => {
    const pairs = ([ids, names]: readonly [number[], number[], unknown]) =>
      ids.slice(0, names.length).map((id, at) => [id, names[at]!] as const);
    const people = pairs(users).map(([id, name]) => ({
      ...{ ...user(`name${name}`, name), id: `u${id}`, enabled: users[2] },
    }));
    const isThere = new Set(people.map(({ id }) => id));
    return {
      users: people,
      groups: pairs(groups).map(([id, name]) => ({
        ...{ id: `g${id}`, name: `group${name}`, rid: 2_000 + name, gid: 20_000 + name },
        memberIds: groups[2][id]!.map((at) => `u${at}`).filter((at) => isThere.has(at)),
      })),
      shares: pairs(shares).map(([id, name]) => ({
        ...{ ...share(`share${name}`, `/srv/${name}`), id: `s${id}` },
        auditExcept: shares[2] ? ["create"] : [],
      })),
      settings: { ...catalogInput().settings, dialectMin },
    };
  });

test("changes make of a catalog what the whole would have made, one after the other", () => {
  fc.assert(
    fc.property(fc.array(input, { minLength: 2, maxLength: 5 }), (steps) => {
      const inputs = steps.map((step, at) => catalogInput({ ...step, revision: at + 1 }));
      let catalog = new Catalog(inputs[0]!);
      for (let at = 1; at < inputs.length; at++) {
        const before = catalog;
        const answersBefore = answers(before, COUNT);
        const changed = changedCatalog(before, changesBetween(inputs[at - 1]!, inputs[at]!));
        assert.ok(changed !== null);
        catalog = changed.catalog;
        assert.deepEqual(answers(catalog, COUNT), answers(new Catalog(inputs[at]!), COUNT));
        assert.deepEqual(answers(before, COUNT), answersBefore);
      }
    }),
    { numRuns: 60 },
  );
});

test("whoever is in another group, or in a group that is another, is touched, and nobody else", () => {
  const group = { id: "g", name: "staff", rid: 2000, gid: 20_000, memberIds: ["u-alice"] };
  const before = catalogInput({
    groups: [group, { ...group, id: "h", name: "all", rid: 2001, gid: 20_001 }],
  });
  const touchedBy = (change: Partial<CatalogInput>) => {
    const now = { ...before, revision: 2, ...change };
    const { touched } = changedCatalog(new Catalog(before), changesBetween(before, now))!;
    return touched && [[...touched.userIds], [...touched.shareIds]];
  };
  const [staff, all] = before.groups as [typeof group, typeof group];
  assert.deepEqual(touchedBy({}), [[], []]);
  assert.deepEqual(touchedBy({ groups: [{ ...staff, memberIds: ["u-bob"] }, all] }), [
    ["u-alice", "u-bob"],
    [],
  ]);
  assert.deepEqual(touchedBy({ groups: [{ ...staff, gid: 7 }, all] }), [["u-alice"], []]);
  assert.deepEqual(touchedBy({ groups: [{ ...staff, name: "crew" }, all] }), [[], []]);
  assert.deepEqual(touchedBy({ groups: [all] }), [["u-alice"], []]);
  assert.deepEqual(touchedBy({ shares: [] }), [[], ["s-data"]]);
  assert.equal(touchedBy({ settings: { ...before.settings, mdns: true } }), null);
});

test("changes of another catalog than this one are none", () => {
  const changes = changesBetween(catalogInput(), catalogInput({ revision: 3 }));
  assert.equal(changedCatalog(new Catalog(catalogInput({ revision: 2 })), changes), null);
  assert.equal(
    changedCatalog(new Catalog(catalogInput({ revision: 0 })), { ...changes, from: 0 }),
    null,
  );
});
