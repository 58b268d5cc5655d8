import { routes } from "@larder/server/contract";
import { Center, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { LiveChart } from "../../ui/live-chart.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { bytesPerSecond, latencyInWords, requestsPerSecond } from "./rate-words.ts";

/** Bytes, requests and their mean time, one below the other; events push new samples. */
export function RequestCharts() {
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
        const timesMs = items.map((sample) => sample.timeMs);
        return (
          <Stack gap="md">
            <LiveChart
              description={t("Throughput. Now {read} read and {written} written.", {
                read: bytesPerSecond(last?.readBytesPerSecond ?? 0),
                written: bytesPerSecond(last?.writtenBytesPerSecond ?? 0),
              })}
              timesMs={timesMs}
              inWords={bytesPerSecond}
              series={[
                { label: t("Read"), values: items.map((sample) => sample.readBytesPerSecond) },
                {
                  label: t("Written"),
                  values: items.map((sample) => sample.writtenBytesPerSecond),
                  isDashed: true,
                },
              ]}
            />
            <LiveChart
              description={t("Requests. Now {rate}.", {
                rate: requestsPerSecond(last?.requestsPerSecond ?? 0),
              })}
              timesMs={timesMs}
              inWords={requestsPerSecond}
              topMin={10}
              series={[
                { label: t("Requests"), values: items.map((sample) => sample.requestsPerSecond) },
              ]}
            />
            <LiveChart
              description={t("Time of a request. Now {time}.", {
                time: latencyInWords(last?.latencyUs ?? null),
              })}
              timesMs={timesMs}
              inWords={latencyInWords}
              topMin={100}
              series={[{ label: t("Time"), values: items.map((sample) => sample.latencyUs ?? 0) }]}
            />
          </Stack>
        );
      }}
    </Loaded>
  );
}
