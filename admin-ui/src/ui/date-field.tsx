import { TextInput } from "@mantine/core";

export interface DateFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly valueMs: number | null;
  readonly onChange: (valueMs: number | null) => void;
  readonly error?: string | undefined;
}

/** A day, or none. The day counts to its end, in the time zone of whoever looks. */
export function DateField({ label, description, valueMs, onChange, error }: DateFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      {...(description && { description })}
      error={error}
      value={valueMs === null ? "" : dayOf(valueMs)}
      onChange={(event) => onChange(endOfDay(event.currentTarget.value))}
    />
  );
}

function dayOf(timeMs: number): string {
  const day = new Date(timeMs);
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${String(day.getFullYear()).padStart(4, "0")}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

function endOfDay(text: string): number | null {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  if (text === "" || !Number.isFinite(year)) return null;
  return new Date(year, month - 1, day, 23, 59, 59).getTime();
}
