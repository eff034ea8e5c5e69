// A list with a heading for each column: searched, sorted (aria-sort), and on a phone one card a row.
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { countText } from "../dates";
import { Icon } from "./icon";
import { Nothing } from "./load";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ComponentChildren;
  sort?: (row: Row) => string | number; // without it the column is not sorted by
  hideTitle?: boolean; // the heading is only read aloud
}

interface TableProps<Row> {
  caption: string; // what it is a list of; only read aloud
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string | number;
  text?: (row: Row) => string; // what is searched in; without it there is no search
  searchLabel?: string;
  filters?: ComponentChildren; // beside the search field
  first?: { key: string; down?: boolean }; // how it is sorted until somebody chooses
  names?: [string, string]; // "kiosk", "kiosker"
  empty: { title: string; text?: ComponentChildren };
}

const compare = new Intl.Collator("da", { numeric: true, sensitivity: "base" }).compare;

function order(one: string | number, other: string | number): number {
  return typeof one === "number" && typeof other === "number" ? one - other : compare(String(one), String(other));
}

export function Table<Row>({ caption, rows, columns, keyOf, text, searchLabel = "Søg", filters, first, names = ["række", "rækker"], empty }: TableProps<Row>) {
  const [wanted, setWanted] = useState("");
  const [sorting, setSorting] = useState<{ key: string; down: boolean } | null>(first ? { key: first.key, down: first.down ?? false } : null);
  const shown = useMemo(() => {
    const words = wanted.toLocaleLowerCase("da").split(/\s+/).filter((word) => word !== "");
    const found = text && words.length > 0 ? rows.filter((row) => {
      const all = text(row).toLocaleLowerCase("da");
      return words.every((word) => all.includes(word));
    }) : [...rows];
    const sort = columns.find((column) => column.key === sorting?.key)?.sort;
    if (sort && sorting) found.sort((one, other) => order(sort(one), sort(other)) * (sorting.down ? -1 : 1));
    return found;
  }, [rows, wanted, sorting, text, columns]);
  const choose = (key: string) => setSorting({ key, down: sorting?.key === key ? !sorting.down : false });

  return (
    <>
      {(text || filters) && (
        <div class="tools">
          {text && (
            <div class="form-group search-field">
              <label class="form-label" for={`${caption}-search`}>{searchLabel}</label>
              <input id={`${caption}-search`} class="form-input" type="search" autocomplete="off" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
            </div>
          )}
          {filters}
        </div>
      )}
      {rows.length === 0 ? <Nothing title={empty.title}>{empty.text}</Nothing> : (
        <>
          <p class="count" role="status">
            {shown.length === rows.length ? countText(rows.length, ...names) : `${shown.length} af ${countText(rows.length, ...names)}`}
          </p>
          {shown.length === 0 ? <Nothing title="Ingen passer til det, du søger"><p>Prøv med et andet ord, eller vis alle igen.</p></Nothing> : (
            <table class="table table-md-responsive-headers">
              <caption class="sr-only">{caption}</caption>
              <thead>
                <tr>
                  {columns.map((column) => {
                    const direction = sorting?.key === column.key ? (sorting.down ? "descending" : "ascending") : undefined;
                    return (
                      <th key={column.key} scope="col" aria-sort={column.sort ? (direction ?? "none") : undefined}>
                        {column.sort ? (
                          <button type="button" class="button-unstyled" onClick={() => choose(column.key)}>
                            {column.title}<Icon name={direction === "ascending" ? "sortUp" : direction === "descending" ? "sortDown" : "sortNone"} />
                          </button>
                        ) : column.hideTitle ? <span class="sr-only">{column.title}</span> : column.title}
                      </th>
                    );
                  })}
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <tr key={keyOf(row)}>
                    {columns.map((column) => <td key={column.key} data-title={column.hideTitle ? "" : column.title}>{column.cell(row)}</td>)}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </>
  );
}
