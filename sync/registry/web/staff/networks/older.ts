// Texts in another language that are older than their Danish, and those of which somebody says that they are right all the
// same. The registry tells places of what was saved; here things are moved, removed and written meanwhile, so a text is
// known by what it says, as the registry itself knows it (content/texts.h).
import { valueAt } from "./model";

interface Translated {
  translations?: Record<string, object>;
}

// This text fits this Danish, wherever both stand when it is sent.
export interface Mark {
  lang: string;
  place: string; // "/petals/*/keyword"
  danish: string;
  text: string;
}

const line = (text: string): string => text.replace(/\s+/g, " ").trim();
const anyOf = (pointer: string): string => pointer.replace(/^(\/[^/]+\/)\d+/, "$1*");
const said = (value: unknown): string => (typeof value === "string" ? line(value) : "");

// Every text of the Danish, as a pointer.
function texts(value: unknown, pointer = ""): string[] {
  if (typeof value === "string") return [pointer];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, one]) => (pointer === "" && key === "translations" ? [] : texts(one, `${pointer}/${key}`)));
}

export function markOf(body: Translated, lang: string, pointer: string): Mark {
  return { lang, place: anyOf(pointer), danish: said(valueAt(body, pointer)), text: said(valueAt(body.translations?.[lang], pointer)) };
}

const same = (one: Mark, other: Mark): boolean => one.lang === other.lang && one.place === other.place && one.danish === other.danish && one.text === other.text;

export function isMarked(marks: Mark[], body: Translated, lang: string, pointer: string): boolean {
  const mark = markOf(body, lang, pointer);
  return marks.some((one) => same(one, mark));
}

export function withMark(marks: Mark[], body: Translated, lang: string, pointer: string, on: boolean): Mark[] {
  const mark = markOf(body, lang, pointer);
  const others = marks.filter((one) => !same(one, mark));
  return on ? [...others, mark] : others;
}

// Where in `body` the texts stand now that were older in `saved`, at the places `old`.
export function olderIn(body: Translated, lang: string, saved: Translated, old: string[]): string[] {
  if (old.length === 0) return [];
  const known = texts(saved).map((pointer) => ({ ...markOf(saved, lang, pointer), old: old.includes(pointer) })).filter((one) => one.text !== "");
  return texts(body).filter((pointer) => {
    const now = markOf(body, lang, pointer);
    const like = known.filter((one) => one.place === now.place && one.text === now.text);
    return like.some((one) => one.old) && !like.some((one) => !one.old && one.danish === now.danish);
  });
}

// "/translations/en/petals/2/keyword", for each text of `body` that a mark is about.
export function markedIn(body: Translated, marks: Mark[]): string[] {
  if (marks.length === 0) return [];
  const all = texts(body);
  return [...new Set(marks.map((one) => one.lang))].flatMap((lang) => all.filter((pointer) => isMarked(marks, body, lang, pointer)).map((pointer) => `/translations/${lang}${pointer}`));
}
