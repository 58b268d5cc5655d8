import { routes } from "@larder/server/contract";
import { Modal, Text, TextInput, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { chooseLanguage } from "../i18n/language.ts";
import { numberInWords, t } from "../i18n/t.ts";
import { nounFor } from "../lib/counted.ts";
import { useMe } from "../lib/me.ts";
import { readingOn } from "../lib/reading.ts";
import classes from "./command-palette.module.css";
import { fixedEntries, hitEntry, matching, type PaletteEntry } from "./palette-entry.ts";

export interface CommandPaletteProps {
  readonly onClose: () => void;
}

/** One field that leads everywhere: pages, actions and settings at once, shares and people as the server finds them. */
export function CommandPalette({ onClose }: CommandPaletteProps) {
  const id = useId();
  const me = useMe();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [q] = useDebouncedValue(typed.trim().slice(0, 64), 150);
  const found = useQuery({
    ...readingOn(routes.search.find, { query: { q } }),
    enabled: q !== "",
  });
  const fixed = useMemo(() => fixedEntries(me?.role ?? "viewer"), [me?.role]);
  const hits = typed.trim() === "" ? [] : (found.data?.items ?? []).map(hitEntry);
  const entries = [...matching(fixed, typed), ...hits].slice(0, SHOWN_MAX);
  const current = Math.min(at, entries.length - 1);
  const shown = entries[current];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
  const act = ({ act: what }: PaletteEntry) => {
    onClose();
    if (what.kind === "go") void navigate({ to: what.to as never });
    else if (what.kind === "scheme") setColorScheme(what.scheme);
    else chooseLanguage(what.language);
  };
  const onKey = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    const next = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      PageDown: Math.min(last, current + 8),
      PageUp: Math.max(0, current - 8),
    }[event.key];
    if (next !== undefined) setAt(next);
    else if (event.key === "Enter" && shown) act(shown);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size="lg"
      padding={0}
      yOffset="10vh"
      aria-label={t("Find pages, people and shares")}
    >
      <TextInput
        className={classes.field ?? ""}
        variant="unstyled"
        size="md"
        data-autofocus
        role="combobox"
        aria-label={t("Find pages, people and shares")}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(shown && { "aria-activedescendant": `${id}-${current}` })}
        placeholder={t("Find pages, people and shares")}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={typed}
        maxLength={64}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div
        ref={list}
        id={`${id}-list`}
        className={classes.list}
        role="listbox"
        aria-label={t("What was found")}
      >
        {entries.map((entry, index) => (
          // The field keeps the focus and moves the choice; the pointer is another way to the same.
          // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant of the field points here.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes Enter.
          <div
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            className={classes.entry}
            onClick={() => act(entry)}
            onPointerMove={() => index !== current && setAt(index)}
          >
            <span className={classes.what}>
              {entry.label}
              {entry.detail !== "" && (
                <Text component="span" size="xs" c="dimmed" display="block">
                  {entry.detail}
                </Text>
              )}
            </span>
            <Text component="span" size="xs" c="dimmed">
              {entry.group}
            </Text>
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <Text c="dimmed" ta="center" py="lg" px="md">
          {found.isFetching ? t("Searching…") : t("Nothing has this in its name.")}
        </Text>
      )}
      {found.isError && typed.trim() !== "" && (
        <Text c="var(--mantine-color-error)" size="sm" role="alert" p="md">
          {t("People and shares cannot be searched at the moment; pages can.")}
        </Text>
      )}
      <VisuallyHidden role="status">
        {typed === ""
          ? ""
          : `${numberInWords(entries.length)} ${nounFor(entries.length, "entry", "entries")}`}
      </VisuallyHidden>
    </Modal>
  );
}

const SHOWN_MAX = 60;
