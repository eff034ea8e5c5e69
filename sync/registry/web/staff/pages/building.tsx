// What the kiosks know of the house: opening hours with closing days and other hours, and what it announces.
import { useRef, useState } from "preact/hooks";
import { api } from "../api";
import { AreaField, Form, SelectField, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { saveSitePart } from "../parts/site-part";
import { Top } from "../parts/top";
import { PlaceChoice } from "../parts/place-choice";
import { useUnsaved } from "../parts/unsaved";
import { same } from "../networks/merge";
import { languages } from "../networks/model";
import { Places, type Place } from "./places";
import type { Kiosk } from "../kiosk-words";

interface Span { opens: string; closes: string }
interface Altered extends Span { date: string }
type Hours = Partial<Record<(typeof weekdays)[number][0], Span | null>> & { closed?: string[]; altered?: Altered[] };
interface Announcement { text: string; from?: string; until?: string; translations?: Record<string, string>; places?: string[] }
interface Building { opening_hours: Hours | null; announcements: Announcement[] | null; places: Place[] | null }

const weekdays = [
  ["monday", "Mandag"], ["tuesday", "Tirsdag"], ["wednesday", "Onsdag"], ["thursday", "Torsdag"], ["friday", "Fredag"], ["saturday", "Lørdag"], ["sunday", "Søndag"],
] as const;
const SENTENCE_MOST = 140;
const LIST_MOST = 64;
const ANNOUNCEMENTS_MOST = 10;
const clock = /^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/;

// "8.00" and "8:00" are "08:00".
const tidy = (time: string): string => {
  const parts = /^\s*([0-9]{1,2})[.:]([0-9]{2})\s*$/.exec(time);
  return parts ? `${(parts[1] ?? "").padStart(2, "0")}:${parts[2]}` : time.trim();
};

const save = <T,>(part: keyof Building, base: { current: T }, value: T): Promise<T> =>
  saveSitePart("v1/staff/building", { part }, base, value);

function spanProblem(span: Span): string {
  const opens = tidy(span.opens);
  const closes = tidy(span.closes);
  if (!clock.test(opens) || opens === "24:00" || !clock.test(closes)) return "Skriv klokkeslæt som 8.00.";
  return closes <= opens ? "Det skal lukke senere, end det åbner." : "";
}

function HoursForm({ saved, onSaved }: { saved: Hours | null; onSaved: (hours: Hours | null) => void }) {
  const [hours, setHours] = useState<Hours>(saved ?? {});
  const base = useRef(saved);
  const [newClosed, setNewClosed] = useState("");
  useUnsaved(newClosed !== "" || !same(hours, saved ?? {}));
  const closed = hours.closed ?? [];
  const altered = hours.altered ?? [];
  const put = (more: Hours) => setHours({ ...hours, ...more });
  const kindOf = (day: Span | null | undefined) => (day === undefined ? "always" : day === null ? "closed" : "open");
  const setDay = (day: (typeof weekdays)[number][0], kind: string) => {
    const next = { ...hours };
    if (kind === "always") delete next[day];
    else next[day] = kind === "closed" ? null : { opens: "08:00", closes: "16:00" };
    setHours(next);
  };
  const check = () => {
    const problems: Problems = {};
    for (const [day] of weekdays) {
      const span = hours[day];
      if (span && spanProblem(span)) problems[`${day}-opens`] = spanProblem(span);
    }
    altered.forEach((one, at) => {
      if (one.date === "") problems[`altered-${at}-date`] = "Vælg en dato.";
      else if (spanProblem(one)) problems[`altered-${at}-opens`] = spanProblem(one);
    });
    return problems;
  };
  const send = async () => {
    const value: Hours = {};
    for (const [day] of weekdays) {
      const span = hours[day];
      if (span !== undefined) value[day] = span && { opens: tidy(span.opens), closes: tidy(span.closes) };
    }
    if (closed.length > 0) value.closed = [...closed].sort();
    if (altered.length > 0) value.altered = altered.map((one) => ({ date: one.date, opens: tidy(one.opens), closes: tidy(one.closes) }));
    onSaved(await save<Hours | null>("opening_hours", base, value));
  };
  const addClosed = () => {
    if (newClosed !== "" && !closed.includes(newClosed) && closed.length < LIST_MOST) put({ closed: [...closed, newClosed].sort() });
    setNewClosed("");
  };
  return (
    <section class="sheet" aria-labelledby="hours">
      <h2 id="hours">Åbningstider</h2>
      <p>Uden for åbningstid står vandet stille, og ingen får besked om en tavs kiosk.</p>
      <Form check={check} send={send} submit="Gem åbningstiderne">
        {(problems) => (
          <>
            {weekdays.map(([day, name]) => {
              const span = hours[day];
              return (
                <div key={day} class="day" role="group" aria-label={name}>
                  <SelectField id={`${day}-kind`} label={name} value={kindOf(span)} onValue={(kind) => setDay(day, kind)}
                    choices={[["open", "Åbent fra og til"], ["closed", "Lukket hele dagen"], ["always", "Ikke angivet (altid åbent)"]]} />
                  {span && <TextField id={`${day}-opens`} label="Åbner" inputMode="numeric" value={span.opens} onValue={(opens) => put({ [day]: { ...span, opens } })} problem={problems[`${day}-opens`]} />}
                  {span && <TextField id={`${day}-closes`} label="Lukker" inputMode="numeric" value={span.closes} onValue={(closes) => put({ [day]: { ...span, closes } })} />}
                </div>
              );
            })}
            <h3>Lukkedage</h3>
            {closed.length === 0 && <p class="quiet">Der er ingen lukkedage.</p>}
            <ul class="plain-list">
              {closed.map((date) => (
                <li key={date} class="newcomer"><span>{date.split("-").reverse().join(".")}</span>
                  <button type="button" class="function-link" aria-label={`Fjern lukkedagen ${date}`} onClick={() => put({ closed: closed.filter((one) => one !== date) })}><Icon name="remove" />Fjern</button></li>
              ))}
            </ul>
            <div class="beside-fields">
              <TextField id="closed-new" label="Ny lukkedag" type="date" value={newClosed} onValue={setNewClosed} />
              <button type="button" class="button button-secondary" onClick={addClosed}><Icon name="add" />Tilføj lukkedagen</button>
            </div>
            <h3>Ændrede åbningstider</h3>
            {altered.length === 0 && <p class="quiet">Ingen dage har andre åbningstider end ellers.</p>}
            {altered.map((one, at) => {
              const change = (more: Partial<Altered>) => put({ altered: altered.map((old, index) => (index === at ? { ...old, ...more } : old)) });
              return (
                <div key={at} class="day" role="group" aria-label={`Ændret dag ${at + 1}`}>
                  <TextField id={`altered-${at}-date`} label="Dato" type="date" value={one.date} onValue={(date) => change({ date })} problem={problems[`altered-${at}-date`]} />
                  <TextField id={`altered-${at}-opens`} label="Åbner" inputMode="numeric" value={one.opens} onValue={(opens) => change({ opens })} problem={problems[`altered-${at}-opens`]} />
                  <TextField id={`altered-${at}-closes`} label="Lukker" inputMode="numeric" value={one.closes} onValue={(closes) => change({ closes })} />
                  <button type="button" class="function-link" aria-label={`Fjern ændret dag ${at + 1}`} onClick={() => put({ altered: altered.filter((_, index) => index !== at) })}><Icon name="remove" />Fjern</button>
                </div>
              );
            })}
            <button type="button" class="button button-secondary" disabled={altered.length >= LIST_MOST} onClick={() => put({ altered: [...altered, { date: "", opens: "10:00", closes: "12:00" }] })}><Icon name="add" />Tilføj en dag med andre åbningstider</button>
          </>
        )}
      </Form>
    </section>
  );
}

function Announcements({ saved, places, onSaved }: { saved: Announcement[] | null; places: Place[]; onSaved: (list: Announcement[] | null) => void }) {
  const [list, setList] = useState<Announcement[]>(saved ?? []);
  useUnsaved(!same(list, saved ?? []));
  const base = useRef(saved);
  const change = (at: number, more: Partial<Announcement>) => setList(list.map((old, index) => (index === at ? { ...old, ...more } : old)));
  const check = () => {
    const problems: Problems = {};
    list.forEach((one, at) => {
      const signs = [...one.text.trim()].length;
      if (signs === 0) problems[`said-${at}-text`] = "Skriv, hvad der skal stå, eller fjern beskeden.";
      if (signs > SENTENCE_MOST) problems[`said-${at}-text`] = `Der er plads til ${SENTENCE_MOST} tegn.`;
      if (/[\n\t]/.test(one.text.trim())) problems[`said-${at}-text`] = "Skriv det på én linje.";
      if (one.from && one.until && one.until <= one.from) problems[`said-${at}-until`] = "Den skal slutte senere, end den begynder.";
    });
    return problems;
  };
  const send = async () => {
    const value = list.map((one) => {
      const kept: Announcement = { text: one.text.trim() };
      if (one.from) kept.from = one.from;
      if (one.until) kept.until = one.until;
      if (one.places && one.places.length > 0) kept.places = one.places;
      const translated = Object.entries(one.translations ?? {}).map(([lang, text]) => [lang, text.trim()] as const).filter(([, text]) => text !== "");
      if (translated.length > 0) kept.translations = Object.fromEntries(translated);
      return kept;
    });
    onSaved(await save("announcements", base, value.length > 0 ? value : null));
  };
  return (
    <section class="sheet" aria-labelledby="said">
      <h2 id="said">Beskeder fra huset</h2>
      <p>De står på alle kioskers hvileskærm, så længe de gælder. Tiderne følger uret i Danmark.</p>
      <Form check={check} send={send} submit="Gem beskederne">
        {(problems) => (
          <>
            {list.length === 0 && <p class="quiet">Der er ingen beskeder lige nu.</p>}
            {list.map((one, at) => (
              <fieldset key={at} class="announcement">
                <legend class="form-label">Besked {at + 1}</legend>
                <AreaField id={`said-${at}-text`} label="Hvad skal der stå?" rows={2} most={SENTENCE_MOST} value={one.text} onValue={(text) => change(at, { text })} problem={problems[`said-${at}-text`]} />
                <div class="beside-fields">
                  <TextField id={`said-${at}-from`} label="Fra" optional type="datetime-local" value={one.from ?? ""} onValue={(from) => change(at, { from: from.slice(0, 16) })} />
                  <TextField id={`said-${at}-until`} label="Til" optional type="datetime-local" value={one.until ?? ""} onValue={(until) => change(at, { until: until.slice(0, 16) })} problem={problems[`said-${at}-until`]} />
                </div>
                <PlaceChoice id={`said-${at}-places`} label="Hvor skal den vises?" hint="Vælger du ingen, vises den overalt." places={places} value={one.places ?? []} onValue={(chosen) => change(at, { places: chosen })} />
                <details>
                  <summary>På andre sprog</summary>
                  {languages.map(([lang, name]) => (
                    <TextField key={lang} id={`said-${at}-${lang}`} label={name} optional lang={lang} dir="auto" most={SENTENCE_MOST} value={one.translations?.[lang] ?? ""} onValue={(text) => change(at, { translations: { ...one.translations, [lang]: text } })} />
                  ))}
                </details>
                <p><button type="button" class="function-link" aria-label={`Fjern besked ${at + 1}`} onClick={() => setList(list.filter((_, index) => index !== at))}><Icon name="remove" />Fjern beskeden</button></p>
              </fieldset>
            ))}
            <button type="button" class="button button-secondary" disabled={list.length >= ANNOUNCEMENTS_MOST} onClick={() => setList([...list, { text: "" }])}><Icon name="add" />Skriv en besked</button>
          </>
        )}
      </Form>
    </section>
  );
}

export default function House() {
  const load = useLoad((signal) => api<Building>("GET", "v1/staff/building", undefined, signal));
  const kiosks = useLoad((signal) => api<{ kiosks: Kiosk[] }>("GET", "v1/staff/kiosks", undefined, signal));
  // Only the form whose part was saved begins anew: what is typed in the others stays.
  const [rounds, setRounds] = useState({ opening_hours: 0, announcements: 0, places: 0 });
  const placesBase = useRef<{ of: Place[] | null; current: Place[] | null }>({ of: null, current: null });
  return (
    <>
      <Top title="Huset" lead="Åbningstider, lukkedage og beskeder, som kioskerne viser." />
      <Loaded load={load} sentences={{ not_found: "Der er intet indhold endnu. En administrator kan lægge det ind fra overblikket." }}>
        {(building) => {
          if (placesBase.current.of !== building.places) placesBase.current = { of: building.places, current: building.places };
          const put = (more: Partial<Building>) => {
            load.put({ ...building, ...more });
            const part = Object.keys(more)[0] as keyof Building;
            setRounds({ ...rounds, [part]: rounds[part] + 1 });
          };
          return (
            <>
              <Announcements key={`said-${rounds.announcements}`} saved={building.announcements} places={building.places ?? []} onSaved={(announcements) => put({ announcements })} />
              <HoursForm key={`hours-${rounds.opening_hours}`} saved={building.opening_hours} onSaved={(opening_hours) => put({ opening_hours })} />
              <Loaded load={kiosks}>
                {(list) => <Places key={`places-${rounds.places}`} saved={building.places} kiosks={list.kiosks} onSave={async (places) => put({ places: await save("places", placesBase.current, places) })} />}
              </Loaded>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
