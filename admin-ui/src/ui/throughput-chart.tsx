import { routes } from "@larder/server/contract";
import { Center, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../i18n/t.ts";
import { bytesInWords } from "../lib/bytes.ts";
import { reading } from "../lib/reading.ts";
import { LiveChart } from "./live-chart.tsx";
import { Loaded } from "./loaded.tsx";

/** Bytes read and written a second over the last ten minutes; events push new samples. */
export function ThroughputChart() {
  const query = useQuery(reading(routes.engine.history, {}));
  return (
    <Loaded
      query={query}
      what={t("throughput")}
      isEmpty={({ items }) => items.length < 2}
      empty={
        <Center h={220}>
          <Text size="sm" c="dimmed">
            {t("The first figures come in a few seconds.")}
          </Text>
        </Center>
      }
    >
      {({ items }) => {
        const last = items.at(-1);
        return (
          <LiveChart
            description={t(
              "Throughput of the last ten minutes. Now {rate} read and {rate2} written.",
              {
                rate: perSecond(last?.readBytesPerSecond ?? 0),
                rate2: perSecond(last?.writtenBytesPerSecond ?? 0),
              },
            )}
            timesMs={items.map((sample) => sample.timeMs)}
            inWords={perSecond}
            series={[
              { label: t("Read"), values: items.map((sample) => sample.readBytesPerSecond) },
              {
                label: t("Written"),
                values: items.map((sample) => sample.writtenBytesPerSecond),
                isDashed: true,
              },
            ]}
          />
        );
      }}
    </Loaded>
  );
}

function perSecond(bytes: number): string {
  return `${bytesInWords(bytes)}/s`;
}
