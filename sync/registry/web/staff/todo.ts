// What there is to do, as cards: fetched from what each part of the registry tells anyway, by role.
import { api } from "./api";
import { agoText, countText, dayText, momentText } from "./dates";
import type { Counts, Kind } from "./inbox";
import type { Kiosk, Newcomer } from "./kiosk-words";
import type { Summary } from "./networks/model";
import { mayDo, type Role } from "./session";

export interface Card {
  key: string;
  number: string; // "30+" where there are more than were counted
  title: string; // reads on from the number
  text: string;
  to: string;
  waits: boolean; // somebody or something waits for it; otherwise it is only told
}

export interface Todo {
  cards: Card[];
  failed: string[]; // what could not be fetched
}

const kindTitles: Partial<Record<Kind, [string, string]>> = {
  idea: ["idé venter på svar", "idéer venter på svar"],
  seat: ["ønsker en plads", "ønsker en plads"],
  interest: ["vil følge et netværk", "vil følge et netværk"],
};

async function fromInbox(signal: AbortSignal): Promise<Card[]> {
  const { kinds, marked } = await api<Counts>("GET", "v1/staff/inbox", undefined, signal);
  // Who has waited longest first.
  const open = kinds.filter((one) => one.open > 0 && kindTitles[one.kind]).sort((one, other) => (one.longest?.order ?? 0) - (other.longest?.order ?? 0));
  const cards = open.map((one): Card => ({
    key: one.kind, number: String(one.open), title: kindTitles[one.kind]?.[one.open === 1 ? 0 : 1] ?? "", waits: true, to: `/inbox?kind=${one.kind}`,
    text: one.longest ? `${one.open === 1 ? "Det kom" : "Det ældste kom"} ${agoText(one.longest.received)}.` : "",
  }));
  if (marked > 0) cards.push({ key: "marked", number: String(marked), title: marked === 1 ? "idé skal læses med omhu" : "idéer skal læses med omhu", text: "Der står noget i dem, som måske ikke skal op at hænge.", to: "/inbox?marked=1", waits: true });
  return cards;
}

interface Work {
  path: string; // of the page and, below v1/staff, of the registry
  one: string;
  more: string;
}

async function fromWork({ path, one: word, more: words }: Work, role: Role, signal: AbortSignal): Promise<Card[]> {
  const answer = await api<Record<string, Summary[]>>("GET", `v1/staff${path}`, undefined, signal);
  const all = answer[path.slice(1)] ?? [];
  const publishes = mayDo(role, "secretariat");
  const seen = publishes ? all : all.filter((one) => one.mine);
  const titles = (some: Summary[]) => some.slice(0, 2).map((one) => one.title || one.id).join(", ") + (some.length > 2 ? " …" : "");
  const where = (some: Summary[], state: string) => (some.length === 1 && some[0]?.mine ? `${path}/${some[0].id}` : `${path}?state=${state}`);
  const card = (key: string, some: Summary[], one: string, more: string, waits: boolean, to: string): Card[] =>
    some.length === 0 ? [] : [{ key: `${path} ${key}`, number: String(some.length), title: some.length === 1 ? one : more, text: titles(some), to, waits }];
  const review = seen.filter((one) => one.state === "review");
  const drafts = seen.filter((one) => one.state === "draft");
  const stopped = seen.filter((one) => one.trouble !== "");
  const scheduled = seen.filter((one) => one.state === "scheduled").sort((one, other) => (one.publish_s ?? 0) - (other.publish_s ?? 0));
  const [first] = scheduled;
  const reviewed = publishes ? "venter på gennemsyn" : "er til gennemsyn";
  const network = path === "/networks";
  if (network && publishes && all.length === 0) {
    const { name } = await api<{ name: string }>("GET", "v1/staff/site", undefined, signal);
    if (name !== "") return [{ key: "content", number: "", title: "Der er ingen netværk endnu", text: "Lav det første, så har skærmene noget at vise.", to: "/networks/new", waits: true }];
    const begins = mayDo(role, "administrator");
    return [{ key: "content", number: "", title: "Indholdet mangler endnu", text: begins ? "Begynd her: læs en fil ind, eller skriv det, en kiosk skal vide." : "En administrator kan lægge det ind fra sit overblik.", to: begins ? "/begin" : "/networks", waits: true }];
  }
  return [
    ...card("stopped", stopped, `${word} kunne ikke udgives`, `${words} kunne ikke udgives`, true, stopped.length === 1 ? `${path}/${stopped[0]?.id ?? ""}` : path),
    ...card("review", review, `${word} ${reviewed}`, `${words} ${reviewed}`, publishes, where(review, "review")),
    ...card("draft", drafts, network ? "kladde er ikke udgivet" : "kladde til en side er ikke udgivet", network ? "kladder er ikke udgivet" : "kladder til sider er ikke udgivet", !publishes, where(drafts, "draft")),
    ...(first ? [{ key: `${path} scheduled`, number: String(scheduled.length), title: network ? "udgives senere" : scheduled.length === 1 ? "side udgives senere" : "sider udgives senere", text: `${first.title}: ${momentText(first.publish_s ?? 0)}`, to: where(scheduled, "scheduled"), waits: false }] : []),
  ];
}

async function fromKiosks(signal: AbortSignal): Promise<Card[]> {
  const [{ kiosks }, { newcomers }] = await Promise.all([
    api<{ kiosks: Kiosk[] }>("GET", "v1/staff/kiosks", undefined, signal),
    api<{ newcomers: Newcomer[] }>("GET", "v1/staff/newcomers", undefined, signal),
  ]);
  const present = kiosks.filter((one) => !one.revoked);
  const isSilent = (one: Kiosk) => one.words.includes("silent") || one.words.includes("never heard");
  const silent = present.filter(isSilent);
  const ailing = present.filter((one) => !isSilent(one) && (one.copied || one.colour === "red" || one.colour === "yellow"));
  const asking = newcomers.filter((one) => !one.refused);
  const [oldest] = [...asking].sort((one, other) => one.asked.localeCompare(other.asked));
  const names = (some: Kiosk[]) => some.slice(0, 3).map((one) => one.name).join(", ") + (some.length > 3 ? " …" : "");
  const where = (some: Kiosk[]) => (some.length === 1 && some[0] ? `/kiosks/${some[0].id}` : "/kiosks");
  const cards: Card[] = [];
  if (present.length === 0 && !oldest) cards.push({ key: "no-kiosk", number: "", title: "Ingen kiosk er med endnu", text: "Tænd en: den spørger selv, om den må være med.", to: "/kiosks", waits: false });
  if (silent.length > 0) cards.push({ key: "silent", number: String(silent.length), title: silent.length === 1 ? "kiosk er tavs" : "kiosker er tavse", text: names(silent), to: where(silent), waits: true });
  if (ailing.length > 0) cards.push({ key: "ailing", number: String(ailing.length), title: ailing.length === 1 ? "kiosk skal ses til" : "kiosker skal ses til", text: names(ailing), to: where(ailing), waits: true });
  if (oldest) cards.push({ key: "newcomers", number: String(asking.length), title: asking.length === 1 ? "ny kiosk vil godkendes" : "nye kiosker vil godkendes", text: `${asking.length === 1 ? "Den" : "Den første"} spurgte ${agoText(oldest.asked)}.`, to: "/kiosks", waits: true });
  return cards;
}

// The mails themselves are not asked for: they say to whom, and to have seen that is written in the log.
async function fromAlerts(signal: AbortSignal): Promise<Card[]> {
  const { alerts, mails_aside } = await api<{ alerts: { kind: string; since: string }[]; mails_aside: number }>("GET", "v1/staff/alerts", undefined, signal);
  const wrong = alerts.filter((one) => one.kind !== "silent"); // those are kiosks, and told there
  const cards: Card[] = [];
  if (wrong[0]) cards.push({ key: "alerts", number: String(wrong.length), title: wrong.length === 1 ? "varsel er ikke forbi" : "varsler er ikke forbi", text: `Begyndte ${momentText(wrong[0].since)}.`, to: "/mail", waits: true });
  if (mails_aside > 0) cards.push({ key: "mails", number: String(mails_aside), title: mails_aside === 1 ? "mail kunne ikke sendes" : "mails kunne ikke sendes", text: mails_aside === 1 ? "Prøv den igen, eller slet den." : "Prøv dem igen, eller slet dem.", to: "/mail", waits: true });
  return cards;
}

async function fromRetention(signal: AbortSignal): Promise<Card[]> {
  const { due, more } = await api<{ due: { goes: string; hold?: object }[]; more: boolean }>("GET", "v1/staff/privacy/retention", undefined, signal);
  const going = due.filter((one) => !one.hold);
  const first = going.map((one) => one.goes).sort()[0];
  if (first === undefined) return [];
  return [{ key: "erased", number: `${going.length}${more ? "+" : ""}`, title: going.length === 1 ? "ting slettes snart" : "ting slettes snart", text: `${going.length === 1 ? "Den" : "Den første"} går ${dayText(first)}.`, to: "/privacy/retention", waits: false }];
}

const sources: { name: string; least: Role; fetch: (signal: AbortSignal, role: Role) => Promise<Card[]> }[] = [
  { name: "indbakken", least: "secretariat", fetch: fromInbox },
  { name: "netværkene", least: "editor", fetch: (signal, role) => fromWork({ path: "/networks", one: "netværk", more: "netværk" }, role, signal) },
  { name: "siderne", least: "secretariat", fetch: (signal, role) => fromWork({ path: "/pages", one: "side", more: "sider" }, role, signal) },
  { name: "kioskerne", least: "secretariat", fetch: fromKiosks },
  { name: "varslerne", least: "secretariat", fetch: fromAlerts },
  { name: "det, der slettes", least: "secretariat", fetch: fromRetention },
];

// What one of them can't tell keeps nobody from seeing the others.
export async function fetchTodo(role: Role, signal: AbortSignal): Promise<Todo> {
  const asked = sources.filter((one) => mayDo(role, one.least));
  const answers = await Promise.allSettled(asked.map((one) => one.fetch(signal, role)));
  const cards = answers.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  return {
    cards: [...cards.filter((one) => one.waits), ...cards.filter((one) => !one.waits)],
    failed: asked.filter((_, at) => answers[at]?.status === "rejected").map((one) => one.name),
  };
}

export function waitingText({ cards, failed }: Todo): string {
  const waits = cards.filter((one) => one.waits).length;
  if (waits === 0) return failed.length > 0 ? "Vi fik ikke set efter overalt." : "Ingen venter på dig lige nu.";
  return waits === 1 ? "Én ting venter på dig." : `${countText(waits, "ting", "ting")} venter på dig.`;
}
