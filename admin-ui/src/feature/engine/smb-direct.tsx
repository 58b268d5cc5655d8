import type { Engine } from "@larder/server/contract";
import { DataList, Text } from "@mantine/core";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { counted } from "../../lib/counted.ts";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";

type Rdma = NonNullable<Engine["status"]>["rdma"];

export interface SmbDirectProps {
  readonly rdma: Rdma;
}

/** Devices that clients reach over RDMA, or why there are none; what went that way. */
export function SmbDirect({ rdma }: SmbDirectProps) {
  return (
    <Panel
      title="SMB Direct"
      description={t(
        "File data straight between this box and its clients, over RDMA network cards.",
      )}
    >
      {rdma === null ? (
        <Text>
          {parts("Off: the RDMA helper is not running. In containers, start it with {code}.", {
            code: <code>docker compose --profile rdma up -d</code>,
          })}
        </Text>
      ) : (
        <DataList labelWidth="9rem" withDivider>
          {devicesOf(rdma).map(({ label, word, detail }) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue>
                {word} {detail}
              </DataList.ItemValue>
            </DataList.Item>
          ))}
          <DataList.Item>
            <DataList.ItemLabel>{t("Connections")}</DataList.ItemLabel>
            <DataList.ItemValue>
              {counted(rdma.channels.length, "client channel")}
            </DataList.ItemValue>
          </DataList.Item>
          <DataList.Item>
            <DataList.ItemLabel>{t("Placed directly")}</DataList.ItemLabel>
            <DataList.ItemValue>
              {t("{size} to clients, {size2} from them", {
                size: bytesInWords(rdma.counters.writeBytes),
                size2: bytesInWords(rdma.counters.readBytes),
              })}
            </DataList.ItemValue>
          </DataList.Item>
        </DataList>
      )}
    </Panel>
  );
}

function devicesOf(rdma: NonNullable<Rdma>) {
  if (rdma.devices.length === 0) {
    const word = <StateWord tone="quiet">{t("Not listening")}</StateWord>;
    return [{ label: t("Devices"), word, detail: sentence(rdma.problem) }];
  }
  return rdma.devices.map(({ name, networkDevice, state, rate, port, problem }) => ({
    label: networkDevice === "" ? name : `${name} (${networkDevice})`,
    word:
      problem === "" ? (
        <StateWord tone="good">{t("Listening on port {port}", { port: String(port) })}</StateWord>
      ) : (
        <StateWord tone="bad">{t("Not listening")}</StateWord>
      ),
    detail: [
      state === "ACTIVE" ? t("Link up.") : t("Link down."),
      rate,
      // Said already.
      problem === "the link is down" ? "" : sentence(problem),
    ]
      .filter((part) => part !== "")
      .join(" "),
  }));
}

function sentence(problem: string): string {
  return problem === "" ? "" : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}
