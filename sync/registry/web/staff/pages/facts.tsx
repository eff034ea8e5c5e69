// What the screens say of the house itself: its name, whom to ask, the phases of a network's life, and where the QR codes
// lead. Each part is saved by itself, with its translations.
import { useRef, useState } from "preact/hooks";
import { api } from "../api";
import { same } from "../networks/merge";
import { languages } from "../networks/model";
import { ask } from "../parts/dialog";
import { Form, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { saveSitePart } from "../parts/site-part";
import { Top } from "../parts/top";
import { useUnsaved } from "../parts/unsaved";
import { Link } from "../route";

type ByLanguage<Danish, Other> = { da: Danish } & Record<string, Other>;
interface Names { name: string; heading: string }
interface Contact { name: string; email: string; phone: string; address: string }
interface Phase { id: string; label: string; explanation: string }
interface Facts {
  names: ByLanguage<Names, Partial<Names>>;
  contact: ByLanguage<{ contact: Contact }, { contact?: { name?: string } }>;
  phases: ByLanguage<{ phases: Phase[] }, { phases?: Phase[] }>;
  address: ByLanguage<{ public_url?: string }, object>;
}

const PHASES_MOST = 12;
const most = { name: 80, heading: 120, email: 120, address: 120, label: 16, explanation: 140, url: 200 };
// As assets/schema/content.schema.json has them.
const email = /^[a-z0-9._-]{1,64}@[a-z0-9-]+([.][a-z0-9-]+)+$/;
const phone = /^([+][0-9]{1,3} )?[0-9]{2}( [0-9]{2}){3}$/;
const address = /^(https:\/\/[A-Za-z0-9.-]+|http:\/\/(127[.]0[.]0[.]1|localhost))(:[0-9]{1,5})?(\/[A-Za-z0-9._~-]+)*$/;

const line = (text: string | undefined) => (text ?? "").replace(/\s+/g, " ").trim();
// "+45 43686868" is "+45 43 68 68 68".
const paired = (text: string) => line(text).replace(/^(\+\d{1,3})?\s*((?:\d\s*){8})$/, (_, code: string | undefined, digits: string) =>
  `${code ? `${code} ` : ""}${(digits.replace(/\s/g, "").match(/../g) ?? []).join(" ")}`);
// What one must write here, in so many signs.
function need(problems: Problems, id: string, text: string, limit: number, empty: string): void {
  const signs = [...line(text)].length;
  if (signs === 0 && empty !== "") problems[id] = empty;
  if (signs > limit) problems[id] = `Der er plads til ${limit} tegn.`;
}
// Languages that say something.
const spoken = <T,>(pairs: [string, T | null][]): Record<string, T> => Object.fromEntries(pairs.filter((pair): pair is [string, T] => pair[1] !== null));

interface PartProps<T> {
  saved: T;
  onSaved: (value: T) => void;
}

function useFact<T>(fact: keyof Facts, { saved, onSaved }: PartProps<T>) {
  const base = useRef(saved);
  return async (value: T): Promise<void> => onSaved(await saveSitePart("v1/staff/facts", { fact }, base, value));
}

const wrong = { bad_request: "Noget kan ikke gemmes, som det er. Se felterne igennem." };

function NamesForm(props: PartProps<Facts["names"]>) {
  const { saved } = props;
  const [value, setValue] = useState(saved);
  const save = useFact("names", props);
  const textOf = (lang: string, key: keyof Names) => value[lang]?.[key] ?? "";
  const put = (lang: string, key: keyof Names) => (text: string) => setValue({ ...value, [lang]: { ...value[lang], [key]: text } });
  useUnsaved(!same(value, saved));
  const check = () => {
    const problems: Problems = {};
    need(problems, "names-name", value.da.name, most.name, "Skriv, hvad huset hedder.");
    need(problems, "names-heading", value.da.heading, most.heading, "Skriv de store ord på hvileskærmen.");
    for (const [lang] of languages) {
      need(problems, `names-${lang}-name`, textOf(lang, "name"), most.name, "");
      need(problems, `names-${lang}-heading`, textOf(lang, "heading"), most.heading, "");
    }
    return problems;
  };
  const send = () => save({
    ...spoken(languages.map(([lang]): [string, Partial<Names> | null] => {
      const name = line(textOf(lang, "name"));
      const heading = line(textOf(lang, "heading"));
      return [lang, name || heading ? { ...(name ? { name } : {}), ...(heading ? { heading } : {}) } : null];
    })),
    da: { name: line(value.da.name), heading: line(value.da.heading) },
  } as Facts["names"]);
  return (
    <section class="sheet" aria-labelledby="names">
      <h2 id="names">Huset</h2>
      <Form check={check} send={send} submit="Gem navnet" sentences={wrong}>
        {(problems) => (
          <>
            <TextField id="names-name" label="Hvad hedder huset?" hint="Som på døren." most={most.name} value={value.da.name} onValue={put("da", "name")} problem={problems["names-name"]} />
            <TextField id="names-heading" label="De store ord på hvileskærmen" most={most.heading} value={value.da.heading} onValue={put("da", "heading")} problem={problems["names-heading"]} />
            <details open={Object.keys(problems).some((id) => /-(en|tr|ar|ur|pl)-/.test(id))}>
              <summary>På andre sprog</summary>
              {languages.map(([lang, language, dir]) => (
                <div class="two" key={lang}>
                  <TextField id={`names-${lang}-name`} label={`Navnet på ${language.toLowerCase()}`} optional lang={lang} dir={dir} most={most.name} value={textOf(lang, "name")} onValue={put(lang, "name")} problem={problems[`names-${lang}-name`]} />
                  <TextField id={`names-${lang}-heading`} label={`Ordene på ${language.toLowerCase()}`} optional lang={lang} dir={dir} most={most.heading} value={textOf(lang, "heading")} onValue={put(lang, "heading")} problem={problems[`names-${lang}-heading`]} />
                </div>
              ))}
            </details>
          </>
        )}
      </Form>
    </section>
  );
}

function ContactForm(props: PartProps<Facts["contact"]>) {
  const { saved } = props;
  const [value, setValue] = useState(saved);
  const save = useFact("contact", props);
  const contact = value.da.contact;
  const put = (key: keyof Contact) => (text: string) => setValue({ ...value, da: { contact: { ...contact, [key]: text } } });
  const nameOf = (lang: string) => (value[lang] as { contact?: { name?: string } } | undefined)?.contact?.name ?? "";
  useUnsaved(!same(value, saved));
  const check = () => {
    const problems: Problems = {};
    need(problems, "contact-name", contact.name, most.name, "Skriv, hvem der svarer.");
    need(problems, "contact-address", contact.address, most.address, "Skriv gade, nummer, postnummer og by.");
    if (!email.test(line(contact.email)) || line(contact.email).length > most.email) problems["contact-email"] = "Skriv en fælles mailadresse med små bogstaver, som netvaerk@kommune.dk.";
    if (!phone.test(paired(contact.phone))) problems["contact-phone"] = "Skriv otte cifre, som 43 68 68 68, måske med +45 foran.";
    for (const [lang] of languages) need(problems, `contact-${lang}`, nameOf(lang), most.name, "");
    return problems;
  };
  const send = () => save({
    ...spoken(languages.map(([lang]): [string, { contact: { name: string } } | null] => [lang, line(nameOf(lang)) ? { contact: { name: line(nameOf(lang)) } } : null])),
    da: { contact: { name: line(contact.name), email: line(contact.email), phone: paired(contact.phone), address: line(contact.address) } },
  } as Facts["contact"]);
  return (
    <section class="sheet" aria-labelledby="contact">
      <h2 id="contact">Kontakt</h2>
      <p>Her får den besøgende fat i sekretariatet. Brug aldrig en persons egen mail eller telefon.</p>
      <Form check={check} send={send} submit="Gem kontakten" sentences={wrong}>
        {(problems) => (
          <>
            <TextField id="contact-name" label="Hvem svarer?" most={most.name} value={contact.name} onValue={put("name")} problem={problems["contact-name"]} />
            <TextField id="contact-email" label="Fælles mailadresse" inputMode="email" autocapitalize="none" spellcheck={false} value={contact.email} onValue={put("email")} problem={problems["contact-email"]} />
            <TextField id="contact-phone" label="Telefon" inputMode="tel" value={contact.phone} onValue={put("phone")} problem={problems["contact-phone"]} />
            <TextField id="contact-address" label="Adresse" most={most.address} value={contact.address} onValue={put("address")} problem={problems["contact-address"]} />
            <details open={languages.some(([lang]) => problems[`contact-${lang}`])}>
              <summary>På andre sprog</summary>
              {languages.map(([lang, language, dir]) => (
                <TextField key={lang} id={`contact-${lang}`} label={`Hvem svarer, på ${language.toLowerCase()}`} optional lang={lang} dir={dir} most={most.name} value={nameOf(lang)} onValue={(name) => setValue({ ...value, [lang]: { contact: { name } } })} problem={problems[`contact-${lang}`]} />
              ))}
            </details>
          </>
        )}
      </Form>
    </section>
  );
}

// A new phase's id, which never changes afterwards.
function idFor(label: string, taken: string[]): string {
  const plain = label.toLocaleLowerCase("da").replaceAll("æ", "ae").replaceAll("ø", "oe").replaceAll("å", "aa");
  const slug = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "fase";
  let id = slug;
  for (let number = 2; taken.includes(id); number++) id = `${slug}-${number}`;
  return id;
}

interface Row { key: number; id: string; texts: Record<string, { label: string; explanation: string }> } // id "": a new one

let rowsMade = 0;
function rowsOf(value: Facts["phases"]): Row[] {
  return value.da.phases.map((phase) => {
    const texts: Row["texts"] = { da: { label: phase.label, explanation: phase.explanation } };
    for (const [lang] of languages) {
      const one = (value[lang] as { phases?: Phase[] } | undefined)?.phases?.find((other) => other.id === phase.id);
      texts[lang] = { label: one?.label ?? "", explanation: one?.explanation ?? "" };
    }
    return { key: rowsMade++, id: phase.id, texts };
  });
}

// A translated phase has both of its texts, or is not there.
function phasesOf(rows: Row[]): Facts["phases"] {
  const ids: string[] = [];
  for (const row of rows) ids.push(row.id || idFor(row.texts["da"]?.label ?? "", [...ids, ...rows.map((one) => one.id)]));
  const inLanguage = (lang: string) => rows.map((row, at) => ({ id: ids[at] ?? "", label: line(row.texts[lang]?.label), explanation: line(row.texts[lang]?.explanation) }));
  const others = spoken(languages.map(([lang]): [string, { phases: Phase[] } | null] => {
    const phases = inLanguage(lang).filter((phase) => phase.label !== "" && phase.explanation !== "");
    return [lang, phases.length > 0 ? { phases } : null];
  }));
  return { ...others, da: { phases: inLanguage("da") } } as Facts["phases"];
}

function PhasesForm(props: PartProps<Facts["phases"]>) {
  const { saved } = props;
  const [first] = useState(() => rowsOf(saved));
  const [rows, setRows] = useState(first);
  const save = useFact("phases", props);
  const put = (at: number, lang: string, key: "label" | "explanation") => (text: string) =>
    setRows(rows.map((row, place) => (place === at ? { ...row, texts: { ...row.texts, [lang]: { label: "", explanation: "", ...row.texts[lang], [key]: text } } } : row)));
  const move = (from: number, to: number) => {
    const next = [...rows];
    next.splice(to, 0, ...next.splice(from, 1));
    setRows(next);
  };
  useUnsaved(!same(rows, first));
  const check = () => {
    const problems: Problems = {};
    rows.forEach((row, at) => {
      need(problems, `phase-${at}-label`, row.texts["da"]?.label ?? "", most.label, "Skriv fasens ord.");
      need(problems, `phase-${at}-explanation`, row.texts["da"]?.explanation ?? "", most.explanation, "Skriv, hvad netværket gør i fasen.");
      for (const [lang, language] of languages) {
        const one = row.texts[lang] ?? { label: "", explanation: "" };
        need(problems, `phase-${at}-${lang}-label`, one.label, most.label, "");
        need(problems, `phase-${at}-${lang}-explanation`, one.explanation, most.explanation, "");
        if ((line(one.label) === "") !== (line(one.explanation) === "")) problems[`phase-${at}-${lang}-${line(one.label) === "" ? "label" : "explanation"}`] = `Skriv både ord og forklaring på ${language.toLowerCase()}, eller ingen af dem.`;
      }
    });
    return problems;
  };
  return (
    <section class="sheet" aria-labelledby="phases">
      <h2 id="phases">Faserne i et netværks liv</h2>
      <p>De står i den rækkefølge på hvert netværks vej. En fase kan fjernes, når intet netværk på skærmene er eller har været i den.</p>
      <Form check={check} send={() => save(phasesOf(rows))} submit="Gem faserne" sentences={{ ...wrong, in_use: "En fase, du har fjernet, bruges af et netværk på skærmene. Intet er gemt. Læg den tilbage, eller ret netværket først." }}>
        {(problems) => (
          <>
            {rows.map((row, at) => (
              <fieldset key={row.key} class="announcement">
                <legend class="form-label">Fase {at + 1}</legend>
                <TextField id={`phase-${at}-label`} label="Ordet" most={most.label} value={row.texts["da"]?.label ?? ""} onValue={put(at, "da", "label")} problem={problems[`phase-${at}-label`]} />
                <TextField id={`phase-${at}-explanation`} label="Hvad gør netværket her?" most={most.explanation} value={row.texts["da"]?.explanation ?? ""} onValue={put(at, "da", "explanation")} problem={problems[`phase-${at}-explanation`]} />
                <details open={Object.keys(problems).some((id) => new RegExp(`^phase-${at}-(en|tr|ar|ur|pl)-`).test(id))}>
                  <summary>På andre sprog</summary>
                  {languages.map(([lang, language, dir]) => (
                    <div class="two" key={lang}>
                      <TextField id={`phase-${at}-${lang}-label`} label={`Ordet på ${language.toLowerCase()}`} optional lang={lang} dir={dir} most={most.label} value={row.texts[lang]?.label ?? ""} onValue={put(at, lang, "label")} problem={problems[`phase-${at}-${lang}-label`]} />
                      <TextField id={`phase-${at}-${lang}-explanation`} label={`Forklaringen på ${language.toLowerCase()}`} optional lang={lang} dir={dir} most={most.explanation} value={row.texts[lang]?.explanation ?? ""} onValue={put(at, lang, "explanation")} problem={problems[`phase-${at}-${lang}-explanation`]} />
                    </div>
                  ))}
                </details>
                <div class="row-actions">
                  {at > 0 && <button type="button" class="function-link" onClick={() => move(at, at - 1)}><Icon name="up" />Flyt op<span class="sr-only"> fase {at + 1}</span></button>}
                  {at < rows.length - 1 && <button type="button" class="function-link" onClick={() => move(at, at + 1)}><Icon name="down" />Flyt ned<span class="sr-only"> fase {at + 1}</span></button>}
                  {rows.length > 1 && <button type="button" class="function-link" onClick={() => setRows(rows.filter((_, place) => place !== at))}><Icon name="remove" />Fjern<span class="sr-only"> fase {at + 1}</span></button>}
                </div>
              </fieldset>
            ))}
            <button type="button" class="button button-secondary" disabled={rows.length >= PHASES_MOST} onClick={() => setRows([...rows, { key: rowsMade++, id: "", texts: {} }])}><Icon name="add" />Tilføj en fase</button>
          </>
        )}
      </Form>
    </section>
  );
}

function AddressForm(props: PartProps<Facts["address"]>) {
  const { saved } = props;
  const first = saved.da.public_url ?? "";
  const [url, setUrl] = useState(first);
  const save = useFact("address", props);
  const tidy = (text: string) => line(text).replace(/\/+$/, "");
  useUnsaved(url !== first);
  const check = (): Problems => (tidy(url) === "" || (address.test(tidy(url)) && tidy(url).length <= most.url) ? {} : { "address-url": "Skriv adressen, som https://netvaerk.kommune.dk, eller lad feltet stå tomt." });
  const send = async () => {
    const next = tidy(url);
    const yes = await ask(next === ""
      ? { title: "Fjern QR-koderne?", text: "Uden en adresse viser skærmene ingen QR-koder, og borgere kan ikke tage et netværk med på telefonen.", yes: "Fjern dem", danger: true }
      : { title: "Skal QR-koderne føre hertil?", text: `Alle skærmes koder fører til ${next}. Prøv adressen på en telefon først: fører den forkert, fører alle koder forkert.`, yes: "Ja, skift adressen" });
    if (yes) await save({ da: next === "" ? {} : { public_url: next } } as Facts["address"]);
  };
  return (
    <section class="sheet" aria-labelledby="address">
      <h2 id="address">QR-koderne</h2>
      <Form check={check} send={send} submit="Gem adressen" sentences={wrong}>
        {(problems) => <TextField id="address-url" label="Hvor finder telefonen siderne?" hint="Registrets adresse udefra, uden skråstreg til sidst. Tom: ingen QR-koder." optional inputMode="url" autocapitalize="none" spellcheck={false} value={url} onValue={setUrl} problem={problems["address-url"]} />}
      </Form>
    </section>
  );
}

export default function SiteFacts() {
  const load = useLoad((signal) => api<Facts>("GET", "v1/staff/facts", undefined, signal));
  // Only the form that was saved begins anew: what is typed in the others stays.
  const [rounds, setRounds] = useState<Record<keyof Facts, number>>({ names: 0, contact: 0, phases: 0, address: 0 });
  return (
    <>
      <Top title="Kontakt og faser" lead="Det, skærmene siger om huset selv." />
      <Loaded load={load} sentences={{ not_found: "Der er intet indhold endnu. En administrator kan lægge det ind fra overblikket." }}>
        {(facts) => {
          const part = <Key extends keyof Facts>(fact: Key) => ({
            saved: facts[fact],
            onSaved: (value: Facts[Key]) => {
              load.put({ ...facts, [fact]: value });
              setRounds({ ...rounds, [fact]: rounds[fact] + 1 });
            },
          });
          return (
            <>
              <ContactForm key={`contact-${rounds.contact}`} {...part("contact")} />
              <NamesForm key={`names-${rounds.names}`} {...part("names")} />
              <PhasesForm key={`phases-${rounds.phases}`} {...part("phases")} />
              <AddressForm key={`address-${rounds.address}`} {...part("address")} />
            </>
          );
        }}
      </Loaded>
      <p class="quiet small">Åbningstider, beskeder og steder står under <Link to="/building">Huset</Link>, erklæringen om privatliv under <Link to="/privacy/notices">Erklæringer</Link>.</p>
    </>
  );
}
