import { NumberInput } from "@mantine/core";

const GIB = 1024 ** 3;

export interface SizeFieldProps {
  readonly label: string;
  readonly description: string;
  /** Bytes; null: none was said. */
  readonly value: number | null;
  readonly onChange: (bytes: number | null) => void;
  readonly error?: string | undefined;
}

/** Bytes, asked for in GiB; empty is no limit. */
export function SizeField({ label, description, value, onChange, error }: SizeFieldProps) {
  return (
    <NumberInput
      label={label}
      description={description}
      suffix=" GiB"
      thousandSeparator=" "
      min={0}
      decimalScale={3}
      error={error}
      value={value === null ? "" : value / GIB}
      onChange={(next) => onChange(next === "" ? null : Math.round(Number(next) * GIB))}
    />
  );
}
