import { Group, Text } from "@mantine/core";

export interface BrandProps {
  /** On a phone the sign stands for the name, where other things need the room. */
  readonly isShort?: boolean;
}

export function Brand({ isShort = false }: BrandProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <Text fw={700} fz="lg" lh={1} component="span" {...(isShort && { visibleFrom: "xs" })}>
        Larder
      </Text>
    </Group>
  );
}
