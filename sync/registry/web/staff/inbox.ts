// What citizens said, as the registry tells it, and what it is called.
import type { StateKind } from "./parts/state";

export type Kind = "interest" | "seat" | "idea" | "support";
export type Status =
  | "received" | "read" | "considered" | "invited" | "network" | "project" | "not_now"
  | "wanted" | "granted" | "waiting_list" | "declined" | "withdrawn";
export type Mark = "cpr" | "phone" | "email" | "word";

export interface Entry {
  order: number;
  kind: Kind;
  network: string;
  name: string;
  contact: string;
  lang: string;
  kiosk: string;
  received: string;
  comes_as?: string;
  brings?: string;
  title?: string;
  text?: string;
  leans?: string;
  idea?: string;
  status?: Status;
  state: "open" | "answered" | "withdrawn" | "";
  version: number; // another one after whatever stands in its history
  answer?: string;
  place?: number;
  public?: boolean;
  marks?: Mark[];
  supports?: number;
  joined?: number;
}

export interface Piece {
  text: string;
  mark?: Mark;
}

export interface Like {
  order: number;
  version: number;
  title: string;
  text: string;
  status?: Status;
  public: boolean;
  joined?: number;
  percent: number;
}

export interface Happened {
  at: string;
  who: string;
  what: string;
  status?: Status;
  text?: string;
}

export interface Whole extends Entry {
  history: Happened[];
  title_pieces?: Piece[];
  text_pieces?: Piece[];
  shown?: { title: string; text: string };
  joins?: number[];
  similar?: Like[];
}

export interface KindCount {
  kind: Kind;
  all: number;
  open: number;
  answered: number;
  withdrawn: number;
  longest?: { order: number; received: string };
}

export interface Counts {
  kinds: KindCount[];
  marked: number;
  networks: { id: string; title?: string; open: number }[];
}

export interface Group {
  network: string;
  title: string;
  state: "none" | "open" | "held";
  granted: number;
  waiting: number;
  wanted: number;
  starts?: string;
  place?: string;
  seats?: number;
  free?: number;
}

export interface Seats extends Group {
  entries: (Entry & { status: Status })[];
}

export const kindNames: Record<Kind, string> = { interest: "Interesse", seat: "Plads", idea: "Idé", support: "Støtte" };
export const kindsNames: Record<Kind, string> = { interest: "Interesser", seat: "Pladser", idea: "Idéer", support: "Støtter" };
export const statusNames: Record<Status, string> = {
  received: "Modtaget", read: "Læst", considered: "Overvejes", invited: "Inviteret til en Founding Group", network: "Blev et netværk",
  project: "Blev et projekt", not_now: "Ikke nu", wanted: "Ønsket", granted: "Fået plads", waiting_list: "Venteliste",
  declined: "Afslag", withdrawn: "Trukket tilbage",
};
export const markNames: Record<Mark, string> = {
  cpr: "CPR-nummer", phone: "telefonnummer", email: "mailadresse", word: "ord, I har bedt om at få vist",
};
export const comesAsNames: Record<string, string> = {
  citizen: "Borger", company: "Virksomhed", association: "Forening", staff: "Ansat", politician: "Politiker", education: "Uddannelse",
};
export const langNames: Record<string, string> = {
  da: "dansk", en: "engelsk", tr: "tyrkisk", ar: "arabisk", ur: "urdu", pl: "polsk",
};
const happenings: Record<string, string> = {
  answered: "svarede", out_of_turn: "gav pladsen uden for tur", corrected: "rettede det skrevne", withdrawn: "trak det tilbage",
  published: "satte idéen på idévæggen", changed: "ændrede idéen på væggen", hidden: "tog idéen ned fra væggen",
  joined: "lagde idéen sammen med en anden", parted: "skilte idéen fra en anden", moved_up: "flyttede op fra ventelisten",
};

export function happenedText(event: Happened): string {
  const who = event.who === "(giver)" ? "Borgeren" : event.who === "(registry)" ? "Registret" : event.who === "(command line)" ? "Driften" : event.who;
  const what = event.what === "moved_up" ? "gav pladsen videre fra ventelisten" : (happenings[event.what] ?? event.what);
  return `${who} ${what}`;
}

export function stateKind(entry: { state?: string; status?: Status }): StateKind {
  if (entry.state === "withdrawn" || entry.status === "withdrawn") return "quiet";
  if (entry.state === "open" || entry.status === "wanted") return "wait";
  if (entry.status === "waiting_list") return "news";
  return entry.status === "declined" || entry.status === "not_now" ? "quiet" : "good";
}

export function statusText(entry: Entry): string {
  if (entry.kind === "support") return "Talt med";
  return entry.status ? statusNames[entry.status] : "Modtaget";
}

export function headOf(entry: Entry): string {
  if (entry.kind === "idea") return entry.title || "Idé uden overskrift";
  if (entry.kind === "support") return `Støtte til ${entry.idea ?? "en idé"}`;
  return entry.name || "Uden navn";
}

// Beginnings of answers: a person always writes on.
export const beginnings: { key: string; label: string; kinds: Kind[]; text: string }[] = [
  { key: "thanks", label: "Tak, vi har læst den", kinds: ["idea"], text: "Tak for din idé. Vi har læst den, og " },
  { key: "look", label: "Vi undersøger det", kinds: ["idea"], text: "Tak for din idé. Vi undersøger nu, om " },
  { key: "invite", label: "Kom med i netværket", kinds: ["idea"], text: "Din idé passer godt til et af vores netværk. Du er velkommen til at være med, når " },
  { key: "become", label: "Din idé blev til noget", kinds: ["idea"], text: "Din idé er blevet til noget: " },
  { key: "not-now", label: "Ikke lige nu", kinds: ["idea"], text: "Tak for din idé. Lige nu kan vi ikke gå videre med den, fordi " },
  { key: "interest", label: "Tak for din interesse", kinds: ["interest"], text: "Tak, fordi du vil følge netværket. Vi skriver til dig, når " },
  { key: "seat", label: "Velkommen i gruppen", kinds: ["seat"], text: "Velkommen i gruppen. Vi mødes " },
  { key: "full", label: "Gruppen er fuld", kinds: ["seat"], text: "Tak, fordi du vil være med. Gruppen er fuld lige nu, så " },
];

export const answersOf: Record<Kind, Status[]> = {
  idea: ["received", "read", "considered", "invited", "network", "project", "not_now"],
  interest: ["received", "read"],
  seat: ["wanted", "granted", "waiting_list", "declined"],
  support: [],
};

// Saves what was fetched under a name, with the browser's own download.
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
