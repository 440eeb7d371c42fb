// Highlighting under the text area, completion of prefixes, terms and names, Ctrl+Enter.
"use strict";
(() => {
  const area = document.getElementById("query");
  if (!area) return;
  const holder = area.parentElement, paint = holder.querySelector(".paint"), form = area.form;
  const WORDS = ("SELECT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH PREFIX BASE ORDER BY " +
    "ASC DESC LIMIT OFFSET GROUP HAVING DISTINCT REDUCED AS IN NOT EXISTS FROM NAMED UNDEF COUNT SUM MIN MAX AVG SAMPLE " +
    "GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI IF COALESCE REGEX REPLACE SUBSTR STRLEN UCASE LCASE STRSTARTS " +
    "STRENDS CONTAINS STRBEFORE STRAFTER CONCAT YEAR MONTH DAY NOW ABS ROUND CEIL FLOOR isIRI isLiteral isNumeric sameTerm").split(" ");
  const known = new Set(WORDS.map((w) => w.toUpperCase()));
  const TOKEN = /("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<[^<>"{}|^`\\\s]*>|[\w-]*:[\w.%-]*)|(#[^\n]*)|([?$]\w+)|([A-Za-z_]\w*)|([\s\S])/g;

  // Each token becomes a text node in a span: the text of the query never becomes markup.
  function colour() {
    const text = area.value, parts = [], bad = mistakeAt(text);
    for (const found of text.matchAll(TOKEN)) {
      const [all, string, name, comment, variable, word] = found;
      const kind = string ? "s" : name ? "n" : comment ? "c" : variable ? "v"
        : word && (known.has(word.toUpperCase()) || word === "a") ? "k" : "";
      const wrong = bad >= found.index && bad < found.index + all.length ? " bad" : "";
      parts.push(kind || wrong ? make("span", { class: kind + wrong }, all) : all);
    }
    paint.replaceChildren(...parts, "\n");
    paint.scrollTop = area.scrollTop;
  }
  function mistakeAt(text) {
    const line = Number(area.dataset.line), column = Number(area.dataset.column);
    if (!line || area.dataset.touched) return -1;
    const before = text.split("\n").slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
    return Math.min(text.length - 1, before + Math.max(0, column - 1));
  }

  const list = make("ul", { class: "hits", role: "listbox", id: "completions", "aria-label": "Completions" });
  list.hidden = true;
  holder.append(list);
  area.setAttribute("aria-controls", "completions");
  let terms = null, at = 0, entries = [], asked = 0;

  async function vocabulary() {
    if (!terms) {
      const answer = await getJson("/api/terms");
      terms = [...answer.terms, ...Object.entries(answer.prefixes).map(([p, ns]) => [`${p}:`, ns])];
    }
    return terms;
  }
  function wordBefore() {
    const found = /[?$]?[\w:.-]*$/.exec(area.value.slice(0, area.selectionStart));
    return found ? found[0] : "";
  }
  async function candidates(word) {
    const lower = word.toLowerCase();
    const variables = [...new Set(area.value.match(/[?$]\w+/g) || [])].filter((v) => v !== word);
    if (/^[?$]/.test(word)) return variables.filter((v) => v.startsWith(word)).map((v) => [v, ""]);
    const found = (await vocabulary()).filter(([name]) => name.toLowerCase().startsWith(lower) ||
      (word.length > 2 && name.toLowerCase().replace(/^imet:/, "").startsWith(lower)));
    const [kind, rest] = lower.split(":");
    if (rest && kind !== "imet") {
      const hits = await getJson(`/api/suggest?${new URLSearchParams({ q: rest, kinds: kind })}`);
      found.push(...hits.map((hit) => [hit.id, hit.label]));
    }
    const words = word.length > 1 ? WORDS.filter((w) => w.toLowerCase().startsWith(lower) && w.toLowerCase() !== lower) : [];
    return [...words.map((w) => [w, ""]), ...found].slice(0, 12);
  }
  async function complete(forced) {
    const word = wordBefore(), mine = ++asked;
    if (!forced && word.length < 2) { close(); return; }
    let found = [];
    try { found = await candidates(word); } catch { /* no suggestion is no error */ }
    if (mine !== asked) return;
    entries = found.filter(([name]) => name !== word);
    list.replaceChildren(...entries.map(([name, about], i) => {
      const item = make("li", { role: "option", id: `completion-${i}`, "aria-selected": String(i === 0) },
        name, make("small", {}, about.length > 70 ? `${about.slice(0, 69)}…` : about));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
      return item;
    }));
    list.hidden = !entries.length;
    at = 0;
    mark();
  }
  function mark() {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (list.hidden) area.removeAttribute("aria-activedescendant");
    else {
      area.setAttribute("aria-activedescendant", `completion-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }
  function close() { asked++; list.hidden = true; mark(); }
  function take(i) {
    const word = wordBefore(), end = area.selectionStart;
    area.setRangeText(entries[i][0], end - word.length, end, "end");
    close();
    colour();
    area.focus();
  }
  area.addEventListener("input", () => { area.dataset.touched = "1"; colour(); complete(false); });
  area.addEventListener("scroll", () => { paint.scrollTop = area.scrollTop; });
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); complete(true); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") at = (at + 1) % entries.length;
    else if (event.key === "ArrowUp") at = (at - 1 + entries.length) % entries.length;
    // Tab takes what is marked; Enter stays a new line, as people who write queries expect.
    else if (event.key === "Tab") { event.preventDefault(); take(at); return; }
    else if (event.key === "Escape") { event.preventDefault(); close(); return; }
    else return;
    event.preventDefault();
    mark();
  });
  const line = Number(area.dataset.line);
  if (line) {
    const start = mistakeAt(area.value);
    area.focus();
    area.setSelectionRange(start, start);
  }
  holder.classList.add("painted");
  colour();
})();
