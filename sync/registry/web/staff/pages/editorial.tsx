// The editorial pages of the screens: how the work on each stands.
import { api } from "../api";
import type { Summary } from "../networks/model";
import { PageOrder } from "../networks/page-order";
import { workColumns } from "../networks/work-columns";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { Table } from "../parts/table";
import { Top } from "../parts/top";
import { go, Link } from "../route";

export default function Editorial() {
  const load = useLoad((signal) => api<{ pages: Summary[] }>("GET", "v1/staff/pages", undefined, signal));
  return (
    <>
      <Top title="Sider" lead="Det, skærmene fortæller om Netværksstrukturen.">
        <button type="button" class="button button-primary" onClick={() => go("/pages/new")}><Icon name="add" />Ny side</button>
      </Top>
      <Loaded load={load} what="Henter sider">
        {({ pages }) => (
          <>
            <Table caption="Sider" rows={pages} keyOf={(one) => one.id} text={(one) => `${one.title} ${one.id} ${one.changed_by}`} searchLabel="Søg i titler" names={["side", "sider"]}
              columns={[{ key: "title", title: "Side", sort: (one) => one.title, cell: (one) => <Link to={`/pages/${one.id}`}>{one.title || one.id}</Link> }, ...workColumns]}
              empty={{ title: "Der er ingen sider endnu", text: <p>Lav den første, så ser du den på skærmen, når du udgiver den.</p> }} />
            <PageOrder pages={pages} onOrder={(next) => load.put({ pages: next })} again={load.again} />
          </>
        )}
      </Loaded>
      <p class="quiet small">Siderne står i den rækkefølge, skærmene viser dem i. Det, der ikke er på skærmene, står sidst.</p>
    </>
  );
}
