import { routes } from "@larder/server/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { numberInWords, t } from "../../i18n/t.ts";
import { readingOn } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { levelWords } from "./entry-words.ts";
import { ExplainPanel } from "./explain-panel.tsx";
import classes from "./permission.module.css";
import { PrincipalSearch } from "./principal-search.tsx";

const PAGE = 200;

export interface PeoplePanelProps {
  readonly shareId: string;
  readonly path: string;
  readonly userId: string | undefined;
  readonly onAsk: (userId: string) => void;
}

/** Everybody with what they may do here; and for one of them, why. */
export function PeoplePanel({ shareId, path, userId, onAsk }: PeoplePanelProps) {
  const [offset, setOffset] = useState(0);
  const query = useQuery(
    readingOn(routes.permission.people, { params: { shareId }, query: { path, offset } }),
  );
  return (
    <Stack gap="md">
      <Text size="sm">
        {t(
          "Share, entries, groups and the folder above taken together, by the check that the file server itself makes. Choose somebody to see why.",
        )}
      </Text>
      <PrincipalSearch
        label={t("Find a user")}
        kinds={["user"]}
        onChoose={({ id }) => id !== null && onAsk(id)}
      />
      <div className={classes.people}>
        <Loaded
          query={query}
          what={t("people")}
          isEmpty={({ total }) => total === 0}
          empty={<Text size="sm">{t("There are no users yet.")}</Text>}
        >
          {({ items, total }) => (
            <Stack gap="sm">
              <ul className={classes.list} aria-label={t("People")}>
                {items.map((person) => (
                  <li key={person.userId}>
                    <button
                      type="button"
                      className={classes.item}
                      aria-pressed={person.userId === userId}
                      onClick={() => onAsk(person.userId)}
                    >
                      <span className={classes.what}>
                        <Text component="span" display="block" size="sm" fw={550}>
                          {person.name}
                        </Text>
                        {person.note !== "" && (
                          <Text component="span" display="block" size="xs" c="dimmed">
                            {person.note}
                          </Text>
                        )}
                      </span>
                      <span>{levelWords[person.level]}</span>
                    </button>
                  </li>
                ))}
              </ul>
              {total > PAGE && (
                <Group gap="sm">
                  <Button
                    size="xs"
                    variant="default"
                    disabled={offset === 0}
                    onClick={() => setOffset(Math.max(0, offset - PAGE))}
                  >
                    {t("Before")}
                  </Button>
                  <Text size="sm">
                    {t("{number} to {number2} of {total}", {
                      number: offset + 1,
                      number2: offset + items.length,
                      total: numberInWords(total),
                    })}
                  </Text>
                  <Button
                    size="xs"
                    variant="default"
                    disabled={offset + items.length >= total}
                    onClick={() => setOffset(offset + PAGE)}
                  >
                    {t("After")}
                  </Button>
                </Group>
              )}
            </Stack>
          )}
        </Loaded>
        {userId !== undefined && <ExplainPanel shareId={shareId} path={path} userId={userId} />}
      </div>
    </Stack>
  );
}
