// What is wrong with a content file: where, what to do, and what the registry says to whoever edits the file.
import type { Wrong } from "./content";

export function WrongList({ wrong }: { wrong: Wrong | null }) {
  if (wrong === null) return null;
  const more = wrong.count - wrong.problems.length;
  return (
    <div class="content-wrong">
      <h3>{wrong.count === 1 ? "Én ting skal rettes" : `${wrong.count} ting skal rettes`}</h3>
      <ol>
        {wrong.problems.map((one, at) => (
          <li key={at}>
            <strong>{one.field || "Filen"}</strong>: {one.danish}
            <span class="quiet small"> <code>{one.pointer || "/"}</code> <span lang="en">{one.message}</span></span>
          </li>
        ))}
      </ol>
      {more > 0 && <p>… og {more} til. Ret dem her, og læs filen ind igen, så vises resten.</p>}
    </div>
  );
}
