// The first day: a registry without content gets its first, from a file or from what is written here.
import { useState } from "preact/hooks";
import { api, Refused } from "../api";
import { countText } from "../dates";
import { contentOf, FILE_BYTES_MOST, noticeIntro, noticeSections, phases, send, sendFile, wrongIn, type Begun, type House, type Wrong } from "../first/content";
import { WrongList } from "../first/wrong-list";
import type { Site } from "../networks/model";
import { AreaField, CheckField, Field, Form, TextField, type Problems } from "../parts/form";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { useUnsaved } from "../parts/unsaved";
import { go, guardLeaving, Link } from "../route";

const sentences = {
  exists: "Der er allerede indhold i registret. Intet er ændret.",
  invalid: "Der er noget, der skal rettes. Intet er gemt. Se listen.",
  too_large: "Filen er for stor: højst 8 MB. En større indlæses på registrets maskine.",
};

// `told` takes what is wrong; anything else is the form's to say.
async function attempt(act: () => Promise<Begun>, told: (wrong: Wrong | null) => void): Promise<Begun> {
  told(null);
  try {
    return await act();
  } catch (error) {
    told(wrongIn(error));
    if (error instanceof Refused && error.code === "not_json") {
      const { line, column } = error.body as { line: number; column: number };
      throw new Refused(400, "told", `Filen kan ikke læses. Fejlen er på linje ${line}, tegn ${column}. Intet er gemt.`, 0, error.body);
    }
    throw error;
  }
}

function done({ networks, pages }: Begun): void {
  say(networks + pages > 0
    ? `Indholdet er på plads: ${countText(networks, "netværk", "netværk")} og ${countText(pages, "side", "sider")}. Kioskerne har det om få sekunder.`
    : "Huset er på plads, og kioskerne kan vise det. Nu kan du lave det første netværk.");
  go("/networks");
}

function FromFile() {
  const [files, setFiles] = useState<File[]>([]);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const isContent = (one: File) => /\.json$/i.test(one.name);
  const check = (): Problems => {
    const contents = files.filter(isContent);
    const [file] = contents;
    if (!file) return { "content-file": "Vælg filen med indholdet. Den ender på .json." };
    if (contents.length > 1) return { "content-file": "Vælg kun én fil, der ender på .json." };
    return file.size > FILE_BYTES_MOST ? { "content-file": sentences.too_large } : {};
  };
  const submit = async () => {
    const file = files.find(isContent);
    if (file) done(await attempt(() => sendFile(file, files.filter((one) => !isContent(one))), setWrong));
  };
  return (
    <section class="sheet" aria-labelledby="from-file">
      <h2 id="from-file">Læs en fil ind</h2>
      <p>Har I en indholdsfil, fx fra en anden kommune eller fra et andet register, så læs den ind her. Hele filen ses igennem først: er der fejl, får du dem alle at se, og intet bliver gemt.</p>
      <Form check={check} send={submit} submit="Læs ind" busyText="Læser …" sentences={sentences}>
        {(problems) => (
          <>
            <Field id="content-file" label="Indholdsfil og billeder" hint="En fil, der ender på .json, højst 8 MB. Viser siderne billeder, så vælg dem sammen med den." problem={problems["content-file"]}>
              {(attributes) => <input {...attributes} class="page-file" type="file" multiple accept=".json,application/json,image/png,image/jpeg,image/webp" onChange={(event) => { setFiles([...(event.currentTarget.files ?? [])]); setWrong(null); }} />}
            </Field>
            <WrongList wrong={wrong} />
          </>
        )}
      </Form>
    </section>
  );
}

const most = { name: 80, heading: 120, email: 120, address: 120, paragraph: 320 };
const email = /^[a-z0-9._-]{1,64}@[a-z0-9-]+([.][a-z0-9-]+)+$/;
const phone = /^([+][0-9]{1,3} )?[0-9]{2}( [0-9]{2}){3}$/;
const line = (text: string) => text.replace(/\s+/g, " ").trim();
// "43686868" is "43 68 68 68".
const paired = (text: string) => line(text).replace(/^(\+\d{1,3})?\s*((?:\d\s*){8})$/, (_, code: string | undefined, digits: string) =>
  `${code ? `${code} ` : ""}${(digits.replace(/\s/g, "").match(/../g) ?? []).join(" ")}`);
const empty: House = { name: "", heading: "Her arbejder vi sammen på tværs", municipality: "", contact: { name: "", email: "", phone: "", address: "" } };

function FromScratch() {
  const [house, setHouse] = useState(empty);
  const [written, setWritten] = useState<Record<string, string>>({}); // what was changed of the notice, by field
  const [read, setRead] = useState(false);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  useUnsaved(house !== empty || Object.keys(written).length > 0);
  const tidy: House = {
    name: line(house.name), heading: line(house.heading), municipality: line(house.municipality),
    contact: { name: line(house.contact.name), email: line(house.contact.email), phone: paired(house.contact.phone), address: line(house.contact.address) },
  };
  const intro = written["intro"] ?? noticeIntro;
  const sections = noticeSections(tidy).map((one, at) => ({ heading: one.heading, text: written[`text-${at}`] ?? one.text }));
  const put = (key: "name" | "heading" | "municipality") => (text: string) => setHouse({ ...house, [key]: text });
  const putContact = (key: keyof House["contact"]) => (text: string) => setHouse({ ...house, contact: { ...house.contact, [key]: text } });
  const putNotice = (key: string) => (text: string) => setWritten({ ...written, [key]: text });

  const check = (): Problems => {
    const problems: Problems = {};
    const need = (id: string, text: string, limit: number, sentence: string) => {
      if (text === "") problems[id] = sentence;
      else if ([...text].length > limit) problems[id] = `Der er plads til ${limit} tegn.`;
    };
    need("begin-name", tidy.name, most.name, "Skriv, hvad huset hedder.");
    need("begin-heading", tidy.heading, most.heading, "Skriv de store ord på hvileskærmen.");
    need("begin-municipality", tidy.municipality, most.name, "Skriv kommunens navn, som Albertslund Kommune.");
    need("begin-contact-name", tidy.contact.name, most.name, "Skriv, hvem der svarer.");
    if (!email.test(tidy.contact.email) || tidy.contact.email.length > most.email) problems["begin-contact-email"] = "Skriv en fælles mailadresse med små bogstaver, som netvaerk@kommune.dk.";
    if (!phone.test(tidy.contact.phone)) problems["begin-contact-phone"] = "Skriv otte cifre, som 43 68 68 68, måske med +45 foran.";
    need("begin-contact-address", tidy.contact.address, most.address, "Skriv gade, nummer, postnummer og by.");
    need("begin-intro", line(intro), most.paragraph, "Skriv en indledning.");
    sections.forEach((one, at) => need(`begin-text-${at}`, line(one.text), most.paragraph, "Skriv svaret."));
    if (!read) problems["begin-read"] = "Læs erklæringen, og sæt et kryds.";
    return problems;
  };
  const submit = async () => {
    const begun = await attempt(() => send(contentOf(tidy, line(intro), sections.map((one) => ({ heading: one.heading, text: line(one.text) })))), setWrong);
    guardLeaving(null);
    done(begun);
  };
  return (
    <section class="sheet" aria-labelledby="from-scratch">
      <h2 id="from-scratch">Begynd fra bunden</h2>
      <p>Det her skal en kiosk vide for at vise noget. Du kan ændre det hele senere, og netværk og sider laver du bagefter.</p>
      <Form check={check} send={submit} submit="Begynd" busyText="Gemmer …" sentences={sentences}>
        {(problems) => (
          <>
            <h3>Huset</h3>
            <TextField id="begin-name" label="Hvad hedder huset?" hint="Som på døren." most={most.name} value={house.name} onValue={put("name")} problem={problems["begin-name"]} />
            <TextField id="begin-heading" label="De store ord på hvileskærmen" most={most.heading} value={house.heading} onValue={put("heading")} problem={problems["begin-heading"]} />
            <TextField id="begin-municipality" label="Kommunens navn" hint="Den, der har ansvaret for borgernes oplysninger." most={most.name} value={house.municipality} onValue={put("municipality")} problem={problems["begin-municipality"]} />
            <h3>Kontakt</h3>
            <p>Her får den besøgende fat i sekretariatet. Brug aldrig en persons egen mail eller telefon.</p>
            <TextField id="begin-contact-name" label="Hvem svarer?" most={most.name} value={house.contact.name} onValue={putContact("name")} problem={problems["begin-contact-name"]} />
            <TextField id="begin-contact-email" label="Fælles mailadresse" inputMode="email" autocapitalize="none" spellcheck={false} value={house.contact.email} onValue={putContact("email")} problem={problems["begin-contact-email"]} />
            <TextField id="begin-contact-phone" label="Telefon" inputMode="tel" value={house.contact.phone} onValue={putContact("phone")} problem={problems["begin-contact-phone"]} />
            <TextField id="begin-contact-address" label="Adresse" most={most.address} value={house.contact.address} onValue={putContact("address")} problem={problems["begin-contact-address"]} />
            <h3>Erklæringen om privatliv</h3>
            <p>Borgerne læser den, før de skriver. Det her er et forslag: det er kommunen, der siger, hvad der gælder hos jer. Ret, hvad der skal rettes.</p>
            <AreaField id="begin-intro" label="Indledning" rows={3} most={most.paragraph} value={intro} onValue={putNotice("intro")} problem={problems["begin-intro"]} />
            {sections.map((one, at) => (
              <AreaField key={one.heading} id={`begin-text-${at}`} label={one.heading} rows={3} most={most.paragraph} value={one.text} onValue={putNotice(`text-${at}`)} problem={problems[`begin-text-${at}`]} />
            ))}
            <div class={`form-group${problems["begin-read"] ? " form-error" : ""}`}>
              {problems["begin-read"] && <span class="form-error-message"><span class="sr-only">Fejl: </span>{problems["begin-read"]}</span>}
              <CheckField id="begin-read" label="Jeg har læst erklæringen, og den passer hos os" checked={read} onValue={setRead} />
            </div>
            <h3>Faserne i et netværks liv</h3>
            <p>I begynder med disse. De kan ændres under Kontakt og faser.</p>
            <ul>{phases.map((one) => <li key={one.id}><strong>{one.label}</strong>: {one.explanation}</li>)}</ul>
            <WrongList wrong={wrong} />
          </>
        )}
      </Form>
    </section>
  );
}

export default function Begin() {
  const load = useLoad((signal) => api<Site & { name: string }>("GET", "v1/staff/site", undefined, signal));
  return (
    <>
      <Top title="Begynd" lead="Registret er nyt og tomt. Giv det det første indhold, så har kioskerne noget at vise." back={{ to: "/", text: "Overblik" }} />
      <Loaded load={load}>
        {({ name }) => (name !== ""
          ? <Nothing title="Der er allerede indhold"><p>Ret det under <Link to="/networks">Netværk</Link>, <Link to="/pages">Sider</Link> og <Link to="/facts">Kontakt og faser</Link>.</p></Nothing>
          : <><FromFile /><FromScratch /></>)}
      </Loaded>
    </>
  );
}
