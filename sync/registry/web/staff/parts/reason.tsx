// Why somebody does what only a reason allows; it stays in the log.
import { TextField, type Problems } from "./form";

export const REASON_MOST = 120;

export function ReasonField({ id, value, onValue, problems, hint }: { id: string; value: string; onValue: (value: string) => void; problems: Problems; hint?: string }) {
  return (
    <TextField id={id} label="Hvorfor?" value={value} onValue={onValue} problem={problems[id]} most={REASON_MOST}
      hint={hint ?? "Bliver gemt i loggen. Skriv ikke navne, fx »Har bedt om indsigt, sag 26-114«."} />
  );
}

export function checkReason(id: string, value: string): Problems {
  const length = new TextEncoder().encode(value.trim()).length;
  if (length < 3) return { [id]: "Skriv kort, hvorfor." };
  return length > REASON_MOST ? { [id]: "Skriv det kortere." } : {};
}
