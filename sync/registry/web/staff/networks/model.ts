// A network as assets/schema/content.schema.json has it, what its words are called in Danish, and how its lists are
// changed together with their translations.
import type { PlaceName } from "../parts/place-choice";

export type Side = "municipality" | "citizens" | "staff";
export interface Petal { side: Side; state: "expected" | "created"; keyword: string; sentence: string }
export interface Leader { role: string; department: string; training: string[] }
export interface FoundingGroup {
  state: "open" | "held"; invitation: string; starts: string | null; place: string | null; seats: number | null;
  asked?: number; granted?: number;
}
export interface Gift { title: string; text: string; receiver: string; state: "handed_over" | "shelf" | "unwrapped" | "in_use" }
export interface NetworkPicture { picture?: string; alt: string; caption?: string }
export type Spawned = { network: string } | { title: string };
export interface Translation {
  title?: string; short_title?: string; question?: string; remarks?: string[]; leaders?: Leader[];
  petals?: { keyword: string; sentence: string }[]; spawned?: ({ title: string } | null)[];
  founding_group?: { invitation?: string; place?: string }; gift?: { title?: string; text?: string; receiver?: string };
  picture?: { alt?: string; caption?: string };
}
export interface Network {
  id?: string; kind: "welfare" | "innovation" | "learning"; title: string; short_title: string; question: string;
  status: "forming" | "active" | "awaiting" | "redefined" | "concluded" | "project";
  phase: string | null; phase_history: string[]; remarks: string[]; leaders: Leader[]; participants: string[];
  petals: Petal[]; spawned: Spawned[]; founding_group: FoundingGroup | null; gift: Gift | null; updated?: string; places?: string[]; picture?: NetworkPicture;
  translations?: Record<string, Translation>;
}
export interface Phase { id: string; label: string; explanation: string }
export interface Site { phases: Phase[]; places: PlaceName[] }
export interface Problem { pointer: string; field: string; message: string; danish: string }

export type WorkState = "draft" | "review" | "scheduled" | "published" | "unpublished";
export interface Summary {
  id: string; title: string; kind: Network["kind"]; status: Network["status"]; state: WorkState; version: number; newest: number;
  published_version: number | null; changed_s: number; changed_by: string; publish_s: number | null; scheduled_version: number | null;
  trouble: "" | "invalid" | "older"; translations: Record<string, { missing: number; old: number }>; mine: boolean;
}
export interface Whole<Body = Network> extends Summary {
  body: Body; problems: Problem[]; texts: Record<string, { missing: string[]; old: string[] }>;
  reach: { have: string[]; waiting: string[] };
}

export const kinds = [["welfare", "Velfærd"], ["innovation", "Innovation"], ["learning", "Læring"]] as const;
export const statuses = [
  ["forming", "Ved at samle sig"], ["active", "I gang"], ["awaiting", "Venter på en beslutning"], ["redefined", "Finder ny retning"],
  ["concluded", "Afsluttet"], ["project", "Blev til et projekt"],
] as const;
export const sides = [["municipality", "Kommunen"], ["citizens", "Borgerne"], ["staff", "Medarbejderne"]] as const;
export const petalStates = [["expected", "Det håber vi på (stiplet)"], ["created", "Det er skabt (fyldt)"]] as const;
export const giftStates = [
  ["handed_over", "Givet videre"], ["shelf", "Ligger på hylden"], ["unwrapped", "Ved at blive pakket op"], ["in_use", "I brug i hverdagen"],
] as const;
export const participants = [
  ["municipality", "Kommunens afdelinger"], ["citizens", "Borgere og pårørende"], ["companies", "Virksomheder"],
  ["associations", "Foreninger"], ["politicians", "Politikere"], ["education", "Skoler og forskere"],
] as const;
export const languages = [["en", "Engelsk", "ltr"], ["tr", "Tyrkisk", "ltr"], ["ar", "Arabisk", "rtl"], ["ur", "Urdu", "rtl"], ["pl", "Polsk", "ltr"]] as const;
export const workStates: Record<WorkState, { kind: "good" | "wait" | "news" | "quiet"; text: string }> = {
  draft: { kind: "wait", text: "Kladde" }, review: { kind: "news", text: "Til gennemsyn" }, scheduled: { kind: "news", text: "Udgives senere" },
  published: { kind: "good", text: "På skærmene" }, unpublished: { kind: "quiet", text: "Taget ned" },
};
export const PETALS_LEAST = 5;
export const PETALS_MOST = 9;
export const most = { name: 80, short_title: 26, question: 160, sentence: 140, paragraph: 320, keyword: 18, invitation: 280, phrase: 120 };

export function nameOf<T extends string>(list: readonly (readonly [T, string, ...unknown[]])[], key: T | string): string {
  return list.find(([one]) => one === key)?.[1] ?? String(key);
}

export function emptyNetwork(phases: Phase[]): Network {
  const first = phases[0]?.id ?? null;
  const petal = (side: Side): Petal => ({ side, state: "expected", keyword: "", sentence: "" });
  return {
    kind: "welfare", title: "", short_title: "", question: "", status: "forming", phase: first, phase_history: first ? [first] : [],
    remarks: [""], leaders: [{ role: "", department: "", training: [] }], participants: [],
    petals: [petal("municipality"), petal("citizens"), petal("staff"), petal("citizens"), petal("municipality")],
    spawned: [], founding_group: null, gift: null,
  };
}

// ---- lists, with their translations beside them ----
type Listed = "petals" | "remarks" | "leaders" | "spawned";
function blankOf(list: Listed, danish: unknown): unknown {
  if (list === "petals") return { keyword: "", sentence: "" };
  if (list === "leaders") return { role: "", department: "", training: ((danish as Leader | undefined)?.training ?? []).map(() => "") };
  if (list === "spawned") return danish && "network" in (danish as object) ? null : { title: "" };
  return "";
}

// The same change to the Danish list and to every translation that is as long: the others are not shown anyway.
function changeList(body: Network, list: Listed, change: <T>(items: T[], isDanish: boolean) => T[]): Network {
  const length = body[list].length;
  const translations = Object.entries(body.translations ?? {}).map(([lang, one]) => {
    const items = one[list] as unknown[] | undefined;
    return [lang, items && items.length === length ? { ...one, [list]: change(items, false) } : one];
  });
  const changed: Network = { ...body, [list]: change(body[list] as unknown[], true) };
  return body.translations ? { ...changed, translations: Object.fromEntries(translations) as Record<string, Translation> } : changed;
}

export function moveItem(body: Network, list: Listed, from: number, to: number): Network {
  return changeList(body, list, (items) => {
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    return next;
  });
}
export function removeItem(body: Network, list: Listed, at: number): Network {
  return changeList(body, list, (items) => items.filter((_, index) => index !== at));
}
export function addItem(body: Network, list: Listed, item: unknown): Network {
  return changeList(body, list, <T,>(items: T[], isDanish: boolean) => [...items, (isDanish ? item : blankOf(list, item)) as T]);
}

// ---- what is sent: no blanks at the ends, one line each, and no translation of nothing ----
function tidied(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\s+/g, " ").trim();
  if (Array.isArray(value)) return value.map(tidied);
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [key, tidied(one)]));
  return value;
}
function isBlank(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.every(isBlank);
  return typeof value === "object" && Object.values(value).every(isBlank);
}
export function tidy(body: Network): Network {
  const { translations, ...danish } = tidied(body) as Network;
  if (danish.picture) danish.picture = Object.fromEntries(Object.entries(danish.picture).filter(([key, text]) => key === "alt" || text !== "")) as unknown as NetworkPicture;
  const kept: Record<string, Translation> = {};
  for (const [lang, one] of Object.entries(translations ?? {})) {
    const parts = Object.entries(one).filter(([, part]) => !isBlank(part)).map(([key, part]) => {
      // An object's missing texts are left out; a list must stay as long as the Danish one.
      const isObject = part !== null && typeof part === "object" && !Array.isArray(part);
      return [key, isObject ? Object.fromEntries(Object.entries(part as object).filter(([, text]) => !isBlank(text))) : part];
    });
    if (parts.length > 0) kept[lang] = Object.fromEntries(parts) as Translation;
  }
  return Object.keys(kept).length > 0 ? { ...danish, translations: kept } : danish;
}

// ---- pointers: "/petals/2/keyword" ----
type Json = unknown;
export function valueAt(body: Json, pointer: string): Json {
  let value = body;
  for (const word of pointer.split("/").slice(1)) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, Json>)[word];
  }
  return value;
}
export function withValue(body: Json, pointer: string, next: Json): Json {
  const [word, ...rest] = pointer.split("/").slice(1);
  if (word === undefined) return next;
  const inner = withValue((body as Record<string, Json> | null | undefined)?.[word], rest.length > 0 ? `/${rest.join("/")}` : "", next);
  if (Array.isArray(body)) return body.map((one: Json, at) => (String(at) === word ? inner : one));
  const { [word]: _, ...others } = (body ?? {}) as Record<string, Json>;
  return inner === undefined ? others : { ...((body ?? {}) as Record<string, Json>), [word]: inner };
}

const words: Record<string, string> = {
  kind: "Slags", title: "Titel", short_title: "Kort titel", question: "Spørgsmålet", status: "Status", phase: "Fase", phase_history: "Vejen",
  remarks: "Fortælling", leaders: "Leder", participants: "Hvem er med", petals: "Blad", spawned: "Satte i gang", founding_group: "Founding Group",
  gift: "Gave", updated: "Nyt den", role: "rolle", department: "afdeling", training: "uddannelse", keyword: "ord", sentence: "sætning",
  side: "til gavn for", state: "tilstand", invitation: "invitation", starts: "tidspunkt", place: "sted", seats: "pladser", text: "tekst",
  receiver: "modtager", places: "Hvor det vises", picture: "Billede", alt: "hvad man ser", caption: "billedtekst", network: "netværk", asked: "ønsker", granted: "fået plads", translations: "Oversættelse",
};
// "Blad 3: ord", "Engelsk: Titel"
export function fieldName(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  let before = "";
  if (parts[0] === "translations") {
    before = `${nameOf(languages, parts[1] ?? "")}: `;
    parts.splice(0, 2);
  }
  let text = "";
  parts.forEach((part, at) => {
    if (/^\d+$/.test(part)) text += ` ${Number(part) + 1}`;
    else if (at === 0) text = words[part] ?? part;
    else text += `: ${part === "picture" ? "hvilket" : (words[part] ?? part)}`;
  });
  return before + text;
}

// A value as people read it.
export function valueText(pointer: string, value: Json, site: Site): string {
  if (value === undefined || value === null || value === "") return "(tomt)";
  const last = pointer.split("/").pop() ?? "";
  if (Array.isArray(value)) return value.length === 0 ? "(ingen)" : value.map((one: Json, at) => valueText(`${pointer}/${at}`, one, site)).join(" · ");
  if (typeof value === "object") {
    return Object.entries(value).filter(([, one]) => one !== null && one !== "").map(([key, one]) => valueText(`${pointer}/${key}`, one, site)).join(", ");
  }
  const text = String(value);
  // A picture's name is the hash of its bytes, which tells nobody anything.
  if (pointer === "/picture/picture") return `billede ${text.slice(0, 8)}`;
  if (pointer.includes("phase")) return site.phases.find((phase) => phase.id === text)?.label ?? text;
  if (pointer.startsWith("/places")) return site.places.find((place) => place.id === text)?.name ?? text;
  if (last === "kind") return nameOf(kinds, text);
  if (last === "status") return nameOf(statuses, text);
  if (last === "side") return nameOf(sides, text);
  if (pointer.startsWith("/petals") && last === "state") return text === "created" ? "skabt" : "håber på";
  if (pointer.startsWith("/gift") && last === "state") return nameOf(giftStates, text);
  if (last === "state") return text === "open" ? "åben" : "holdt";
  if (pointer.startsWith("/participants")) return nameOf(participants, text);
  return text;
}

// The texts that can be translated, as pointers into the Danish.
export function translatable(body: Network): string[] {
  const list: string[] = ["/title", "/short_title", "/question"];
  body.remarks.forEach((_, at) => list.push(`/remarks/${at}`));
  body.petals.forEach((_, at) => list.push(`/petals/${at}/keyword`, `/petals/${at}/sentence`));
  body.leaders.forEach((one, at) => {
    list.push(`/leaders/${at}/role`, `/leaders/${at}/department`);
    one.training.forEach((_, index) => list.push(`/leaders/${at}/training/${index}`));
  });
  body.spawned.forEach((one, at) => "title" in one && list.push(`/spawned/${at}/title`));
  if (body.founding_group) {
    list.push("/founding_group/invitation");
    if (body.founding_group.place) list.push("/founding_group/place");
  }
  if (body.gift) list.push("/gift/title", "/gift/text", "/gift/receiver");
  if (body.picture) list.push("/picture/alt", "/picture/caption");
  return list.filter((pointer) => (valueAt(body, pointer) ?? "") !== "");
}

// Puts one translated text in its place; a list that is not as long as the Danish one is begun anew beside it.
export function translate(body: Network, lang: string, pointer: string, text: string): Network {
  const list = pointer.split("/")[1] as Listed;
  let one: Translation = body.translations?.[lang] ?? {};
  if (["petals", "remarks", "leaders", "spawned"].includes(list)) {
    const danish = body[list] as unknown[];
    const items = one[list] as unknown[] | undefined;
    if (!items || items.length !== danish.length) one = { ...one, [list]: danish.map((item) => blankOf(list, item)) };
    if (list === "leaders") {
      one = { ...one, leaders: (one.leaders ?? []).map((leader, at) => {
        const training = body.leaders[at]?.training ?? [];
        return leader.training.length === training.length ? leader : { ...leader, training: training.map(() => "") };
      }) };
    }
  }
  return { ...body, translations: { ...body.translations, [lang]: withValue(one, pointer, text) as Translation } };
}

// Another thing in its place: what was translated belonged to the one before.
export function changeSpawned(body: Network, at: number, next: Spawned): Network {
  const before = body.spawned[at];
  const changed = { ...body, spawned: body.spawned.map((one, place) => (place === at ? next : one)) };
  if (!before || !body.translations || "title" in before === "title" in next) return changed;
  const translations = Object.fromEntries(Object.entries(body.translations).map(([lang, one]) => {
    if (one.spawned?.length !== body.spawned.length) return [lang, one];
    return [lang, { ...one, spawned: one.spawned.map((item, place) => (place === at ? ("title" in next ? { title: "" } : null) : item)) }];
  }));
  return { ...changed, translations };
}

// Another picture, with the words of the one before, which somebody has to look at; or none, and none of its words.
export function changePicture(body: Network, picture: string | null): Network {
  if (picture !== null) return { ...body, picture: { alt: "", ...body.picture, picture } };
  const { picture: _, translations, ...rest } = body;
  if (!translations) return rest;
  return { ...rest, translations: Object.fromEntries(Object.entries(translations).map(([lang, { picture: _words, ...one }]) => [lang, one])) };
}
