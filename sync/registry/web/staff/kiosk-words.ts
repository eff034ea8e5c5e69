// Kiosks as the registry tells of them (sync/PROTOCOL.md), and what its words mean to people.
import type { StateKind } from "./parts/state";

export interface Beat {
  agent?: { version?: string; clock?: string; certificate_days?: number; up_s?: number };
  outbox?: { waiting?: number; set_aside?: number; oldest_s?: number };
  screen?: { version?: string; touched_s?: number; width_px?: number; height_px?: number };
  board?: { cpu_mc?: number; disk_free_mib?: number; disk_mib?: number; up_s?: number };
}

export interface Kiosk {
  id: string;
  name: string;
  enrolled: string;
  revoked: boolean;
  copied: boolean;
  colour: "green" | "yellow" | "red" | "grey";
  rotates: boolean;
  words: string[];
  heard?: string;
  heard_s_ago?: number;
  behind_s?: number;
  beat?: Beat;
}

export interface Newcomer {
  fingerprint: string;
  code: string;
  asked: string;
  heard: string;
  from: string;
  refused: boolean;
}

// Said in a few words, and what to do about it.
const meanings: Record<string, [string, string]> = {
  "fresh": ["Frisk", "Alt er, som det skal være."],
  "never heard": ["Ikke hørt endnu", "Den er godkendt, men har ikke fortalt noget om sig selv. Er den tændt og på nettet?"],
  "silent": ["Tavs", "Den har ikke givet lyd fra sig i over ti minutter. Se efter, om den har strøm og net."],
  "no screen": ["Skærmprogrammet svarer ikke", "Den er på nettet, men viser måske ikke noget. Sluk og tænd for den."],
  "frozen screen": ["Skærmen står stille", "Billedet skifter ikke. Sluk og tænd for den."],
  "behind": ["Viser gammelt indhold", "Den har ikke hentet det nyeste. Vent lidt, og se efter nettet, hvis det varer ved."],
  "doubtful clock": ["Uret er måske forkert", "Åbningstider og beskeder med tidspunkt kan være forskudt, til uret er rigtigt."],
  "no touch device": ["Kan ikke mærke berøring", "Stikket til berøringen kan være gledet ud."],
  "touch silent": ["Ikke rørt i en uge", "Er der noget i vejen foran den, eller virker berøringen ikke?"],
  "outbox old": ["Noget venter på at blive sendt", "Det, borgere har skrevet, ligger sikkert på den og bliver sendt, når nettet er tilbage."],
  "entries set aside": ["Noget kunne ikke modtages", "Det ligger sikkert på den. Spørg den, der passer registret."],
  "disk low": ["Lidt plads på disken", "Spørg den, der passer den."],
  "hot": ["For varm", "Sørg for luft omkring den."],
  "under-voltage": ["Får for lidt strøm", "Brug den strømforsyning, der hører til."],
  "watchdog not armed": ["Vagthunden er slået fra", "Den kan ikke selv starte igen, hvis den går i stå."],
  "certificate ends": ["Certifikatet udløber snart", "Registrets certifikat skal fornys. Spørg den, der passer registret."],
  "memory": ["Lidt hukommelse", "Sluk og tænd for den."],
};

export const wordText = (word: string): string => meanings[word]?.[0] ?? word;
export const wordAdvice = (word: string): string => meanings[word]?.[1] ?? "";

const kinds: Record<Kiosk["colour"], StateKind> = { green: "good", yellow: "wait", red: "bad", grey: "quiet" };

export function stateOf(kiosk: Kiosk): { kind: StateKind; text: string } {
  if (kiosk.revoked) return { kind: "quiet", text: "Lukket ude" };
  if (kiosk.copied) return { kind: "bad", text: "Kopieret?" };
  const first = wordText(kiosk.words[0] ?? "fresh");
  const more = kiosk.words.length - 1;
  return { kind: kinds[kiosk.colour], text: more > 0 ? `${first} +${more}` : first };
}

// The worst first, those that are shut out last.
export function rank(kiosk: Kiosk): number {
  if (kiosk.revoked) return 4;
  return { red: 0, yellow: 1, grey: 2, green: 3 }[kiosk.colour];
}
