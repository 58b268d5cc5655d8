import type { SharePermission } from "@larder/server/contract";
import { ActionIcon, Button, Group, Select, Stack, Text, Tooltip } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconPlus,
  IconUser,
  IconUserPlus,
  IconUsersGroup,
  IconWorld,
  IconX,
} from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { useMayChange } from "../lib/me.ts";
import { type Principal, usePrincipals, usePrincipalsById } from "../lib/principals.ts";
import classes from "./permission-matrix.module.css";
import { RightChoice } from "./right-choice.tsx";
import { UserMaker } from "./user-maker.tsx";

export interface PermissionMatrixProps {
  readonly value: readonly SharePermission[];
  readonly onChange: (value: SharePermission[]) => void;
  readonly isReadOnly?: boolean;
  readonly error?: string | undefined;
}

const EVERYONE = "everyone:";
const icons = { user: IconUser, group: IconUsersGroup, everyone: IconWorld } as const;

/** People first: one row for each user or group, one choice in each row. */
export function PermissionMatrix(props: PermissionMatrixProps) {
  const { value, onChange, isReadOnly = false, error } = props;
  const [typed, setTyped] = useState("");
  const [isMaking, setIsMaking] = useState(false);
  const mayMakeUsers = useMayChange("users");
  const [q] = useDebouncedValue(typed, 150);
  const principals = usePrincipals(q);
  const known = usePrincipalsById(value.map((entry) => entry.principalId));
  const listedKeys = new Set(value.map(keyOf));
  const setRight = (key: string, right: SharePermission["right"]) =>
    onChange(value.map((entry) => (keyOf(entry) === key ? { ...entry, right } : entry)));
  return (
    <Stack gap="sm">
      <ul className={classes.rows} aria-label={t("Permissions")}>
        {value.map((entry) => {
          const key = keyOf(entry);
          const name = nameOf(entry, known);
          const Icon = icons[entry.principal];
          return (
            <li key={key} className={classes.row}>
              <span className={classes.who}>
                <Icon size={18} aria-hidden />
                <span>
                  <Text component="span" fw={550} size="sm" display="block">
                    {name}
                  </Text>
                  {entry.principal === "group" && (
                    <Text component="span" size="xs" c="dimmed" display="block">
                      {t("Group")}
                    </Text>
                  )}
                </span>
              </span>
              <span className={classes.right}>
                <RightChoice
                  label={t("Rights of {name}", { name })}
                  value={entry.right}
                  isDisabled={isReadOnly}
                  onChange={(right) => setRight(key, right)}
                />
              </span>
              {!isReadOnly && (
                <Tooltip label={t("Remove {name} from the list", { name })}>
                  <ActionIcon
                    className={classes.remove ?? ""}
                    variant="subtle"
                    color="gray"
                    aria-label={t("Remove {name} from the list", { name })}
                    onClick={() => onChange(value.filter((other) => keyOf(other) !== key))}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              )}
            </li>
          );
        })}
        {value.length === 0 && (
          <li className={classes.row}>
            <Text size="sm" c="dimmed">
              {t("Nobody is listed yet, so nobody can open this share.")}
            </Text>
          </li>
        )}
      </ul>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      {!isReadOnly && (
        <Group gap="sm">
          <Select
            aria-label={t("Add a user or group")}
            placeholder={t("Add a user or group")}
            leftSection={<IconUserPlus size={16} aria-hidden />}
            searchable
            searchValue={typed}
            onSearchChange={setTyped}
            value={null}
            flex="1 1 14rem"
            maw={360}
            nothingFoundMessage={t("No more users or groups with this name")}
            data={choices(principals, listedKeys)}
            onChange={(key) => {
              if (key === null) return;
              onChange([...value, entryFor(key)]);
              setTyped("");
            }}
          />
          {mayMakeUsers && (
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setIsMaking(true)}
            >
              {t("New user")}
            </Button>
          )}
        </Group>
      )}
      {isMaking && (
        <UserMaker
          onClose={() => setIsMaking(false)}
          onMade={(id) => {
            setIsMaking(false);
            onChange([...value, entryFor(`user:${id}`)]);
          }}
        />
      )}
    </Stack>
  );
}

function choices(principals: readonly Principal[], listedKeys: ReadonlySet<string>) {
  const left = (kind: "user" | "group") =>
    principals
      .filter((entry) => entry.principal === kind)
      .map((entry) => ({ value: `${kind}:${entry.id}`, label: entry.name }))
      .filter((item) => !listedKeys.has(item.value));
  return [
    ...(listedKeys.has(EVERYONE)
      ? []
      : [{ value: EVERYONE, label: t("Everyone with an account") }]),
    { group: t("Groups"), items: left("group") },
    { group: t("Users"), items: left("user") },
  ];
}

function entryFor(key: string): SharePermission {
  const [kind, id = ""] = key.split(":");
  if (kind === "user" || kind === "group")
    return { principal: kind, principalId: id, right: "change" };
  return { principal: "everyone", principalId: "", right: "read" };
}

function keyOf(entry: SharePermission): string {
  return `${entry.principal}:${entry.principalId}`;
}

function nameOf(entry: SharePermission, known: ReadonlyMap<string, Principal>): string {
  if (entry.principal === "everyone") return t("Everyone with an account");
  return (
    known.get(entry.principalId)?.name ??
    (entry.principal === "user"
      ? t("Unknown user {id}", { id: entry.principalId })
      : t("Unknown group {id}", { id: entry.principalId }))
  );
}
