import { type AccessExplanation, routes } from "@larder/server/contract";
import { Alert, List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { readingOn } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import classes from "./permission.module.css";

export interface ExplainPanelProps {
  readonly shareId: string;
  readonly path: string;
  readonly userId: string;
}

/** Why: in one sentence, then from the share down to each right. */
export function ExplainPanel({ shareId, path, userId }: ExplainPanelProps) {
  const query = useQuery(
    readingOn(routes.permission.explain, { params: { shareId }, query: { path, userId } }),
  );
  return (
    <Loaded query={query} what={t("the reasons")}>
      {(explanation) => <Explanation explanation={explanation} />}
    </Loaded>
  );
}

function Explanation({ explanation }: { readonly explanation: AccessExplanation }) {
  const { user, verdict, level, obstacles, share, way, rights, notes } = explanation;
  const isBarred = obstacles.some(({ kind }) => kind !== "hidden");
  const colour = isBarred || level === "none" ? "red" : obstacles.length > 0 ? "yellow" : "sage";
  const hidden = way.filter(({ mayList }) => !mayList);
  return (
    <Stack gap="md" role="region" aria-label={t("Why {name} may do what", { name: user.name })}>
      <Alert color={colour} variant="light" role="status">
        {serverWords(verdict)}
      </Alert>
      {obstacles.length > 1 && (
        <List size="sm" spacing={4}>
          {obstacles.slice(1).map(({ text }) => (
            <List.Item key={text}>{serverWords(text)}</List.Item>
          ))}
        </List>
      )}
      <div>
        <Title order={3} size="sm">
          {t("The share")}
        </Title>
        <Text size="sm">{serverWords(share.text)}</Text>
        {share.rules.length > 0 && (
          <List size="sm">
            {share.rules.map((rule) => (
              <List.Item key={rule.text}>
                {serverWords(rule.text)}
                {rule.isDeciding && share.rules.length > 1 && t(" (this one counts)")}
              </List.Item>
            ))}
          </List>
        )}
        {notes.map((note) => (
          <Text key={note} size="sm" c="dimmed">
            {serverWords(note)}
          </Text>
        ))}
      </div>
      {hidden.length > 0 && (
        <div>
          <Title order={3} size="sm">
            {t("The way there")}
          </Title>
          <List size="sm">
            {hidden.map((step) => (
              <List.Item key={step.path}>
                {user.name} {serverWords(step.text)}.
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {rights.length > 0 && (
        <table className={classes.reasons}>
          <caption style={{ textAlign: "start", fontWeight: 650 }}>{t("Right by right")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("Right")}</th>
              <th scope="col">{t("May")}</th>
              <th scope="col">{t("Because")}</th>
            </tr>
          </thead>
          <tbody>
            {rights.map(({ bit, label, isGranted, reason }) => (
              <tr key={bit}>
                <th scope="row" style={{ fontWeight: 500 }}>
                  {serverWords(label)}
                </th>
                <td>
                  <StateWord tone={isGranted ? "good" : "quiet"}>
                    {isGranted ? t("Yes") : t("No")}
                  </StateWord>
                </td>
                <td>{serverWords(reason.text)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Stack>
  );
}
