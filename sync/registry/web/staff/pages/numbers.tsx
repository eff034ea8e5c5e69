// How the kiosks are used, and how ideas are answered: counts about nobody. For the secretariat.
import { useState } from "preact/hooks";
import { api, apiBytes } from "../api";
import { countText, dayText } from "../dates";
import { kindName } from "../parts/entry-words";
import { TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { Bars, countWords, Numbers, Shares, type Count } from "../parts/plot";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { place, setSearch } from "../route";

interface Named {
  name: string;
  count: Count;
}
interface Report {
  from: string;
  to: string;
  few: number;
  kiosks: number;
  days: { day: string; visits: number }[];
  languages: Named[];
  aids: Named[];
  forms: { kind: string; begun: number; finished: number; left: Named[] }[];
  ideas: { given: number; answered: number; in_time: number };
  interest: { network: string; title: string; months: { month: string; count: Count }[] }[];
}

const aidNames: Record<string, string> = { large: "Store bogstaver", contrast: "Stærk kontrast", quiet: "Uden bevægelse", speech: "Læst højt", low_reach: "Alt nederst" };
const screenNames: Record<string, string> = { notice: "ved erklæringen", form: "i skemaet", review: "da det blev læst igennem", not_saved: "da det ikke kunne gemmes" };
const languageNames = new Intl.DisplayNames("da", { type: "language" });
const languageName = (code: string): string => languageNames.of(code) ?? code;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const DAY = 86_400_000;

// Every day of the range, also those on which nobody came.
export function everyDay(report: Report): { day: string; visits: number }[] {
  const counted = new Map(report.days.map((one) => [one.day, one.visits]));
  const days = [];
  for (let time = Date.parse(report.from); time <= Date.parse(report.to); time += DAY) {
    days.push({ day: dayOf(time), visits: counted.get(dayOf(time)) ?? 0 });
  }
  return days;
}

// By week (its Monday) where there are too many days to be told apart.
export function byWeek(days: { day: string; visits: number }[]): { day: string; visits: number }[] {
  const weeks = new Map<string, number>();
  for (const one of days) {
    const time = Date.parse(one.day);
    const monday = dayOf(time - ((new Date(time).getUTCDay() + 6) % 7) * DAY);
    weeks.set(monday, (weeks.get(monday) ?? 0) + one.visits);
  }
  return [...weeks].map(([day, visits]) => ({ day, visits }));
}

export default function NumbersPage() {
  const search = place.value.search;
  const [from, setFrom] = useState(search.get("from") ?? dayOf(Date.now() - 27 * DAY));
  const [to, setTo] = useState(search.get("to") ?? dayOf(Date.now()));
  const asked = `v1/staff/numbers?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
  const load = useLoad((signal) => {
    setSearch({ from, to });
    return api<Report>("GET", asked, undefined, signal);
  }, [from, to]);
  const save = async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await apiBytes("GET", `${asked}&form=csv`));
    link.download = `tal-${from}-${to}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <>
      <Top title="Tal" lead="Hvordan skærmene bliver brugt, og hvor hurtigt I svarer. Der tælles, uden at nogen kan kendes.">
        <button type="button" class="button button-secondary" onClick={() => void save().catch(() => say("Tallene kunne ikke hentes. Prøv igen om lidt.", "error"))}><Icon name="download" />Hent som regneark</button>
      </Top>
      <div class="tools">
        <TextField id="numbers-from" type="date" label="Fra og med" value={from} onValue={setFrom} />
        <TextField id="numbers-to" type="date" label="Til og med" value={to} onValue={setTo} />
      </div>
      <Loaded load={load} sentences={{ bad_request: "Vælg en dag, der kommer før den anden, og højst 800 dage." }}>
        {(report) => <Shown report={report} />}
      </Loaded>
    </>
  );
}

function Shown({ report }: { report: Report }) {
  const days = everyDay(report);
  const weeks = days.length > 62;
  const bars = weeks ? byWeek(days) : days;
  const visits = days.reduce((sum, one) => sum + one.visits, 0);
  const every = Math.ceil(bars.length / 10);
  const word = weeks ? "Uge fra" : "Dag";
  return (
    <>
      <section class="sheet">
        <h2>Besøg</h2>
        {visits === 0 ? <Nothing title="Ingen besøg er talt i de dage"><p>En skærm fortæller sine tal cirka hver time, når den er på nettet.</p></Nothing> : (
          <>
            <p>{countText(visits, "besøg", "besøg")} på {countText(report.kiosks, "skærm", "skærme")}.</p>
            <Bars title={weeks ? "Besøg om ugen" : "Besøg om dagen"} few={report.few}
              bars={bars.map((one, at) => ({ key: one.day, label: dayText(one.day), short: at % every === 0 ? `${Number(one.day.slice(8))}/${Number(one.day.slice(5, 7))}` : "", count: one.visits }))} />
            <Numbers caption={weeks ? "besøg om ugen" : "besøg om dagen"} heads={[word, "Besøg"]} rows={bars.map((one) => [dayText(one.day), String(one.visits)])} />
          </>
        )}
      </section>
      {report.languages.length > 0 && <section class="sheet"><h2>Sprog</h2><Shares caption="Besøg efter sprog" head="Sprog" few={report.few} rows={report.languages.map((one) => ({ ...one, name: languageName(one.name) }))} /></section>}
      {report.aids.length > 0 && <section class="sheet"><h2>Hjælpemidler</h2><Shares caption="Besøg efter hjælpemiddel" head="Hjælpemiddel" few={report.few} rows={report.aids.map((one) => ({ ...one, name: aidNames[one.name] ?? one.name }))} /></section>}
      {report.forms.map((form) => (
        <section class="sheet" key={form.kind}>
          <h2>{kindName(form.kind)}</h2>
          <p>{countText(form.begun, "begyndte", "begyndte")}, og {form.finished} blev færdige{form.begun > 0 && ` (${Math.round((form.finished / form.begun) * 100)} %)`}.</p>
          {form.left.length > 0 && <Shares caption={`Hvor ${kindName(form.kind)} blev forladt`} head="Forladt" few={report.few} rows={form.left.map((one) => ({ ...one, name: screenNames[one.name] ?? one.name }))} />}
        </section>
      ))}
      <section class="sheet">
        <h2>Ideer</h2>
        {report.ideas.given === 0 ? <p>Ingen har givet en idé i de dage.</p> : (
          <p>{countText(report.ideas.given, "idé", "ideer")} givet; {report.ideas.answered} er besvaret, {report.ideas.in_time} af dem inden 14 dage.</p>
        )}
      </section>
      {report.interest.length > 0 && (
        <section class="sheet">
          <h2>Interesse for netværk</h2>
          {report.interest.map((one) => (
            <div key={one.network}>
              <h3>{one.title}</h3>
              <Bars title={`Interesse for ${one.title} om måneden`} few={report.few} bars={one.months.map((month) => ({ key: month.month, label: month.month, short: month.month, count: month.count }))} />
              <Numbers caption={`interesse for ${one.title}`} heads={["Måned", "Interesse og pladser"]} rows={one.months.map((month) => [month.month, countWords(month.count, report.few)])} />
            </div>
          ))}
        </section>
      )}
      <p class="quiet">Tal under {report.few} vises ikke, når de kunne pege på nogen. Skærmen tæller uden at vide, hvem der står der, og husker kun dagen.</p>
    </>
  );
}
