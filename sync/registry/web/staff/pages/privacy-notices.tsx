// The privacy notice by its versions, and a new one. The secretariat sees them, administrators publish.
import { useState } from "preact/hooks";
import { api } from "../api";
import { countText, momentText } from "../dates";
import { ask } from "../parts/dialog";
import { AreaField, Form, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { guardLeaving } from "../route";
import { mayDo, session } from "../session";

interface Text {
  version: string;
  title: string;
  intro: string;
  sections: { heading: string; text: string }[];
  translations?: Record<string, unknown>;
}
interface Kept {
  version: string;
  at: string;
  who: string;
  shown: boolean;
  entries: number;
  notice: Text;
}

// "2026-3" after "2026-2"; the year's first in another year.
export function nextVersion(versions: string[], year: number): string {
  const numbers = versions.filter((one) => one.startsWith(`${year}-`)).map((one) => Number(one.slice(5)));
  return `${year}-${Math.max(0, ...numbers) + 1}`;
}

export default function PrivacyNotices() {
  const load = useLoad((signal) => api<{ notices: Kept[] }>("GET", "v1/staff/notices", undefined, signal));
  const [writing, setWriting] = useState<Text | null>(null);
  const role = session.value?.role;
  const mayWrite = role !== undefined && mayDo(role, "administrator");
  const begin = (notices: Kept[]) => {
    const from = notices.find((one) => one.shown) ?? notices[0];
    if (!from) return;
    const { title, intro, sections } = from.notice;
    setWriting({ version: nextVersion(notices.map((one) => one.version), new Date().getFullYear()), title, intro, sections: sections.map((one) => ({ ...one })) });
    guardLeaving(() => ask({ title: "Gå uden at udgive?", text: "Det, du har skrevet i den nye erklæring, går tabt.", yes: "Gå", danger: true }));
  };
  const end = (done: boolean) => {
    guardLeaving(null);
    setWriting(null);
    if (!done) return;
    say("Den nye erklæring er udgivet.");
    load.again();
  };
  return (
    <>
      <Top title="Erklæringer" lead="Det, borgerne læser, før de skriver. Hver tekst, der har været vist, er gemt, og alt, der gives, husker sin." back={{ to: "/privacy", text: "Privatliv" }}>
        {mayWrite && load.data && load.data.notices.length > 0 && !writing && <button type="button" class="button button-primary" onClick={() => begin(load.data?.notices ?? [])}><Icon name="add" />Skriv en ny</button>}
      </Top>
      {writing && <Write first={writing} onEnd={end} />}
      <Loaded load={load}>
        {({ notices }) => (notices.length === 0
          ? <Nothing title="Der er ingen erklæring endnu"><p>Den kommer med indholdet.</p></Nothing>
          : <>{notices.map((one, at) => (
              <article class="sheet" key={at} aria-label={`Version ${one.version}`}>
                <h2>Version {one.version} {one.shown && <State kind="good">Vises nu</State>}</h2>
                <p class="quiet">Fra {momentText(one.at)}{one.who ? `, af ${one.who}` : ", med indholdet"}. {countText(one.entries, "ting er", "ting er")} givet under den.{!one.notice.translations && " Findes kun på dansk."}</p>
                <details class="details">
                  <summary>Læs version {one.version}</summary>
                  <h3>{one.notice.title}</h3>
                  <p>{one.notice.intro}</p>
                  {one.notice.sections.map((section) => <div key={section.heading}><h4>{section.heading}</h4><p>{section.text}</p></div>)}
                </details>
              </article>
            ))}</>)}
      </Loaded>
    </>
  );
}

function Write({ first, onEnd }: { first: Text; onEnd: (done: boolean) => void }) {
  const [text, setText] = useState(first);
  const section = (at: number, key: "heading" | "text") => (value: string) =>
    setText({ ...text, sections: text.sections.map((one, nth) => (nth === at ? { ...one, [key]: value } : one)) });
  const check = (): Problems => {
    const problems: Problems = {};
    if (!/^20\d\d-[1-9]\d{0,2}$/.test(text.version)) problems["notice-version"] = "Skriv året og et nummer, fx 2026-3.";
    if (text.title.trim() === "") problems["notice-title"] = "Skriv en overskrift.";
    if (text.intro.trim() === "") problems["notice-intro"] = "Skriv en indledning.";
    text.sections.forEach((one, at) => {
      if (one.heading.trim() === "") problems[`notice-heading-${at}`] = "Skriv spørgsmålet.";
      if (one.text.trim() === "") problems[`notice-text-${at}`] = "Skriv svaret.";
    });
    return problems;
  };
  const send = async () => {
    await api("POST", "v1/staff/notices", text);
    onEnd(true);
  };
  return (
    <section class="sheet" aria-labelledby="write">
      <h2 id="write">Ny erklæring</h2>
      <p>Den vises på alle skærme og sider med det samme. Andre sprog viser den på dansk, indtil den er oversat i indholdet.</p>
      <Form submit="Udgiv" busyText="Udgiver …" check={check} send={send} sentences={{ version_used: "Den version er brugt. Vælg et andet nummer." }} fieldOf={{ version_used: "notice-version" }}
        more={<button type="button" class="button button-secondary" onClick={() => onEnd(false)}>Fortryd</button>}>
        {(problems) => (
          <>
            <TextField id="notice-version" label="Version" value={text.version} onValue={(version) => setText({ ...text, version })} problem={problems["notice-version"]} />
            <TextField id="notice-title" label="Overskrift" value={text.title} onValue={(title) => setText({ ...text, title })} problem={problems["notice-title"]} />
            <AreaField id="notice-intro" label="Indledning" value={text.intro} onValue={(intro) => setText({ ...text, intro })} problem={problems["notice-intro"]} />
            {text.sections.map((one, at) => (
              <fieldset class="form-group" key={at}>
                <legend class="form-label">Afsnit {at + 1}</legend>
                <TextField id={`notice-heading-${at}`} label="Spørgsmål" value={one.heading} onValue={section(at, "heading")} problem={problems[`notice-heading-${at}`]} />
                <AreaField id={`notice-text-${at}`} label="Svar" value={one.text} onValue={section(at, "text")} problem={problems[`notice-text-${at}`]} />
              </fieldset>
            ))}
          </>
        )}
      </Form>
    </section>
  );
}
