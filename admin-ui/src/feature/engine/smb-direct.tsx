import type { Engine } from "@larder/server/contract";
import { DataList, Text } from "@mantine/core";
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
      description="File data straight between this box and its clients, over RDMA network cards."
    >
      {rdma === null ? (
        <Text>
          Off: the RDMA helper is not running. In containers, start it with{" "}
          <code>docker compose --profile rdma up -d</code>.
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
            <DataList.ItemLabel>Connections</DataList.ItemLabel>
            <DataList.ItemValue>
              {counted(rdma.channels.length, "client channel")}
            </DataList.ItemValue>
          </DataList.Item>
          <DataList.Item>
            <DataList.ItemLabel>Placed directly</DataList.ItemLabel>
            <DataList.ItemValue>
              {bytesInWords(rdma.counters.writeBytes)} to clients,{" "}
              {bytesInWords(rdma.counters.readBytes)} from them
            </DataList.ItemValue>
          </DataList.Item>
        </DataList>
      )}
    </Panel>
  );
}

function devicesOf(rdma: NonNullable<Rdma>) {
  if (rdma.devices.length === 0) {
    const word = <StateWord tone="quiet">Not listening</StateWord>;
    return [{ label: "Devices", word, detail: sentence(rdma.problem) }];
  }
  return rdma.devices.map(({ name, networkDevice, rate, port, problem }) => ({
    label: networkDevice === "" ? name : `${name} (${networkDevice})`,
    word:
      problem === "" ? (
        <StateWord tone="good">{`Listening on port ${port}`}</StateWord>
      ) : (
        <StateWord tone="bad">Not listening</StateWord>
      ),
    detail: problem === "" ? rate : sentence(problem),
  }));
}

function sentence(problem: string): string {
  return problem === "" ? "" : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}
