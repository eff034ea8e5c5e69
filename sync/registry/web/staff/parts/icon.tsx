// Icons of dkfds, drawn from their lines; a picture beside words, so nothing is read aloud.
import add from "icon:plus";
import back from "icon:chevron-left";
import calendar from "icon:calendar-month";
import chat from "icon:forum";
import check from "icon:check";
import close from "icon:close";
import copy from "icon:copy";
import remove from "icon:delete";
import desktop from "icon:desktop";
import down from "icon:arrow-downward";
import download from "icon:download";
import edit from "icon:edit";
import error from "icon:error";
import groups from "icon:groups";
import home from "icon:home";
import info from "icon:info";
import language from "icon:language";
import list from "icon:list-check";
import lock from "icon:lock";
import menu from "icon:menu";
import person from "icon:person";
import photo from "icon:photo-camera";
import print from "icon:print";
import refresh from "icon:refresh";
import search from "icon:search";
import send from "icon:send";
import sortDown from "icon:sort-table-descending";
import sortNone from "icon:sort-table-none";
import sortUp from "icon:sort-table-ascending";
import success from "icon:success";
import time from "icon:time";
import up from "icon:arrow-upward";
import upload from "icon:upload";
import visible from "icon:visibility";
import hidden from "icon:visibility-off";
import warning from "icon:warning";

const icons = {
  add, back, calendar, chat, check, close, copy, desktop, down, download, edit, error, groups, hidden, home, info, language, list, lock,
  menu, person, photo, print, refresh, remove, search, send, sortDown, sortNone, sortUp, success, time, up, upload, visible, warning,
};
export type IconName = keyof typeof icons;

export function Icon({ name, class: more = "" }: { name: IconName; class?: string }) {
  const { box, paths } = icons[name];
  return (
    <svg class={`icon-svg ${more}`} viewBox={box} aria-hidden="true" focusable="false">
      {paths.map((d) => <path d={d} />)}
    </svg>
  );
}
