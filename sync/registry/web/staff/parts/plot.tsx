// Plots as SVG that can also be read: each has the same numbers in a table below it.
import { useId } from "preact/hooks";

export type Count = number | "few";
export const countWords = (count: Count, few: number): string => (count === "few" ? `under ${few}` : new Intl.NumberFormat("da-DK").format(count));

const WIDTH = 720;
const HEIGHT = 220;
const BASE = HEIGHT - 24;

interface Bar {
  key: string;
  label: string; // what it is of, whole
  short?: string; // below the bar; "" for most where there are many
  count: Count;
}

// Upright bars, as days and months go by. "few" is a short hatched bar: seen, and not measured.
export function Bars({ title, bars, few }: { title: string; bars: Bar[]; few: number }) {
  const hatch = useId();
  const most = Math.max(1, ...bars.map((bar) => (bar.count === "few" ? few : bar.count)));
  const step = WIDTH / Math.max(1, bars.length);
  const wide = Math.max(2, Math.min(40, step * 0.7));
  // A phone has room for every second one.
  const labelled = bars.filter((bar) => bar.short);
  const labelClass = (bar: Bar) => (labelled.length > 5 && labelled.indexOf(bar) % 2 === 1 ? "plot-text plot-second" : "plot-text");
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}. Tallene står i tabellen nedenfor.`}>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" class="plot-hatch" />
        </pattern>
      </defs>
      <line x1="0" x2={WIDTH} y1={BASE} y2={BASE} class="plot-line" />
      {bars.length > 14 && <line x1="0" x2={WIDTH} y1="24" y2="24" class="plot-line" />}
      {bars.length > 14 && <text x="0" y="16" class="plot-text">{most}</text>}
      {bars.map((bar, at) => {
        const high = bar.count === "few" ? 8 : (bar.count / most) * (BASE - 24);
        const x = at * step + (step - wide) / 2;
        return (
          <g key={bar.key}>
            <rect x={x} y={BASE - high} width={wide} height={high} rx="1" {...(bar.count === "few" ? { fill: `url(#${hatch})` } : { class: "plot-bar" })} />
            {bars.length <= 14 && bar.count !== "few" && <text x={x + wide / 2} y={BASE - high - 6} text-anchor="middle" class="plot-text">{bar.count}</text>}
            {bar.short && <text x={x + wide / 2} y={HEIGHT - 6} text-anchor="middle" class={labelClass(bar)}>{bar.short}</text>}
          </g>
        );
      })}
    </svg>
  );
}

// The same as a table, folded away.
export function Numbers({ caption, heads, rows }: { caption: string; heads: [string, string]; rows: [string, string][] }) {
  return (
    <details class="details">
      <summary>Tallene: {caption}</summary>
      <table class="table">
        <caption class="sr-only">{caption}</caption>
        <thead><tr><th scope="col">{heads[0]}</th><th scope="col">{heads[1]}</th></tr></thead>
        <tbody>{rows.map(([name, count]) => <tr key={name}><td>{name}</td><td class="numeric">{count}</td></tr>)}</tbody>
      </table>
    </details>
  );
}

// Lying bars with their names, for what has no order in time: a table that shows itself.
export function Shares({ caption, head, rows, few }: { caption: string; head: string; rows: { name: string; count: Count }[]; few: number }) {
  const most = Math.max(1, ...rows.map((row) => (row.count === "few" ? few : row.count)));
  return (
    <table class="table shares">
      <caption class="sr-only">{caption}</caption>
      <thead><tr><th scope="col">{head}</th><th scope="col">Antal</th><th scope="col"><span class="sr-only">Som streg</span></th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <td>{row.name}</td>
            <td class="numeric nowrap">{countWords(row.count, few)}</td>
            <td>
              <svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={row.count === "few" ? 2 : (row.count / most) * 100} height="10" class={row.count === "few" ? "plot-few" : "plot-bar"} />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
