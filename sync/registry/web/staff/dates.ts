// Dates and times as Danes read them, in the town's own time.
const zone = "Europe/Copenhagen";
const day = new Intl.DateTimeFormat("da-DK", { day: "numeric", month: "long", year: "numeric", timeZone: zone });
const dayShort = new Intl.DateTimeFormat("da-DK", { day: "numeric", month: "short", timeZone: zone });
const clock = new Intl.DateTimeFormat("da-DK", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const dayKey = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });

// From seconds since 1970, or from "2026-11-21T19:52:37Z".
export type Moment = number | string;
export function dateOf(moment: Moment): Date {
  return typeof moment === "number" ? new Date(moment * 1000) : new Date(moment);
}

// "21. november 2026"
export function dayText(moment: Moment): string {
  return day.format(dateOf(moment));
}

// "20.52"
export function clockText(moment: Moment): string {
  return clock.format(dateOf(moment)).replace(":", ".");
}

// "i dag kl. 20.52", "i går kl. 9.00", "3. nov. kl. 12.15", "3. november 2025 kl. 12.15"
export function momentText(moment: Moment, now = new Date()): string {
  const date = dateOf(moment);
  const time = `kl. ${clockText(moment)}`;
  const key = dayKey.format(date);
  if (key === dayKey.format(now)) return `i dag ${time}`;
  if (key === dayKey.format(new Date(now.getTime() - 86_400_000))) return `i går ${time}`;
  if (key.slice(0, 4) === dayKey.format(now).slice(0, 4)) return `${dayShort.format(date)} ${time}`;
  return `${day.format(date)} ${time}`;
}

// "3 minutter", "2 timer", "5 dage"
export function lengthText(seconds: number): string {
  const steps: [number, string, string][] = [
    [86_400, "dag", "dage"], [3_600, "time", "timer"], [60, "minut", "minutter"],
  ];
  for (const [size, one, more] of steps) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${count === 1 ? one : more}`;
  }
  return "under et minut";
}

// "for 5 minutter siden"
export function agoText(moment: Moment, now = new Date()): string {
  const seconds = (now.getTime() - dateOf(moment).getTime()) / 1000;
  return seconds < 60 ? "lige nu" : `for ${lengthText(seconds)} siden`;
}

// "1 kiosk", "7 kiosker"
export function countText(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

// ---- fields for a moment ("datetime-local"), which mean the town's time wherever the browser is ----
const wall = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone });

// "2026-11-21T20:52"
export function fieldText(seconds: number): string {
  return wall.format(new Date(seconds * 1000)).replace(" ", "T");
}

// Seconds since 1970 of what such a field says; NaN when it says nothing. An hour that spring leaves out is the one after.
export function fieldMoment(text: string): number {
  const asUtc = Date.parse(`${text}Z`) / 1000;
  if (Number.isNaN(asUtc)) return NaN;
  const offAt = (seconds: number) => Date.parse(`${fieldText(seconds)}Z`) / 1000 - seconds;
  const minute = Math.floor(asUtc / 60) * 60;
  const before = offAt(minute - offAt(minute));
  return minute - before;
}
