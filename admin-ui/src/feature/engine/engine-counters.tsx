import { Accordion, DataList } from "@mantine/core";
import { numberInWords, t } from "../../i18n/t.ts";
import { Panel } from "../../ui/panel.tsx";

export interface EngineCountersProps {
  readonly counters: Readonly<Record<string, number>>;
}

export function EngineCounters({ counters }: EngineCountersProps) {
  const entries = Object.entries(counters).sort(([left], [right]) => left.localeCompare(right));
  if (entries.length === 0) return null;
  return (
    <Panel flush>
      <Accordion variant="filled" chevronPosition="left" order={2}>
        <Accordion.Item value="counters" style={{ background: "none" }}>
          <Accordion.Control>{t("All counters")}</Accordion.Control>
          <Accordion.Panel>
            <DataList labelWidth="20rem" withDivider>
              {entries.map(([name, count]) => (
                <DataList.Item key={name}>
                  <DataList.ItemLabel>{name}</DataList.ItemLabel>
                  <DataList.ItemValue>{numberInWords(count)}</DataList.ItemValue>
                </DataList.Item>
              ))}
            </DataList>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Panel>
  );
}
