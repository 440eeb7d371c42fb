// Suggestions while a name is typed, marks of pictures as links, and the map's slider.
// All text from the graph goes into the page as text nodes.
"use strict";

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

async function getJson(address) {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.error, answer.hint].filter(Boolean).join(" "));
  return answer;
}

let combos = 0;
function suggest(input) {
  const kinds = input.dataset.suggest.trim();
  const goes = input.name === "q", many = "many" in input.dataset;
  let name = input.defaultValue; // what the id belongs to: going back can leave another name here
  const id = `hits-${combos++}`;
  const list = make("ul", { class: "hits", role: "listbox", id, "aria-label": "Suggestions" });
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", id],
    ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  let found = [], at = -1, timer = 0, asked = 0;
  const close = () => {
    list.hidden = true; at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = (hit) => {
    close();
    if (goes) { location.href = hit.path; return; }
    // The field shows the name; the form sends the id, which is nobody else's.
    if (many) input.value = [...input.value.split(";").slice(0, -1).map((s) => s.trim()), hit.id].join("; ");
    else { input.value = name = hit.label; input.dataset.id = hit.id; }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = (hits) => {
    found = hits;
    list.replaceChildren(...hits.map((hit, i) => {
      const kind = hit.also ? `${hit.kind}, also ${hit.also}` : hit.kind;
      const item = make("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false" },
        hit.label, make("small", {}, kind));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(hit); });
      return item;
    }));
    list.hidden = !hits.length;
    at = -1;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = (many ? input.value.split(";").at(-1) : input.value).trim(), mine = ++asked;
    if (!text) { close(); return; }
    timer = setTimeout(async () => {
      try {
        const hits = await getJson(`/api/suggest?${new URLSearchParams({ q: text, kinds })}`);
        if (mine === asked && document.activeElement === input) show(hits);
      } catch { close(); }
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark((at + 1) % found.length);
    else if (event.key === "ArrowUp") mark((at - 1 + found.length) % found.length);
    else if (event.key === "Enter" && at >= 0) take(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form?.addEventListener("formdata", (event) => {
    if (input.dataset.id && input.value === name) event.formData.set(input.name, input.dataset.id);
  });
}

// "country:PAK" of a mark to the path of its page.
function pathOf(name) {
  const [kind, ...rest] = name.split(":");
  return `/id/${encodeURIComponent(kind)}/${rest.map(encodeURIComponent).join(":")}`;
}

function live(picture) {
  for (const mark of picture.querySelectorAll("[data-t]")) {
    const name = mark.dataset.t;
    if (!/^[a-z-]+:.+/.test(name) || name.includes("://")) continue;
    mark.ownerSVGElement?.setAttribute("role", "group"); // an image has no links in it
    mark.setAttribute("tabindex", "0");
    mark.setAttribute("role", "link");
    const title = mark.querySelector("title");
    mark.setAttribute("aria-label", title ? title.textContent : mark.textContent || name);
    const go = () => { location.href = pathOf(name); };
    mark.addEventListener("click", go);
    mark.addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
  }
}

function mapSlider(slider) {
  const day = document.getElementById("map-day"), picture = document.getElementById("picture");
  const first = Number(slider.dataset.first);
  const dayOf = (month) =>
    `${first + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01`;
  let asked = 0, timer = 0;
  const draw = async (on) => {
    const mine = ++asked;
    const response = await fetch(`/api/drawing/map?${new URLSearchParams({ on })}`);
    const text = await response.text();
    if (mine !== asked || !response.ok) return;
    const drawn = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (drawn.nodeName !== "svg" || !picture) return;
    picture.replaceChildren(document.importNode(drawn, true));
    live(picture);
    const saved = document.getElementById("save");
    if (saved) saved.href = `/api/drawing/map?${new URLSearchParams({ on, whole: "1" })}`;
    const title = drawn.getAttribute("aria-label");
    document.querySelector("h1").textContent = title;
    document.title = `${title} | IMET graph`;
  };
  const address = (on) => `/map?${new URLSearchParams({ on })}`;
  slider.addEventListener("input", () => {
    const on = dayOf(Number(slider.value));
    day.value = on;
    slider.setAttribute("aria-valuetext", on);
    clearTimeout(timer);
    timer = setTimeout(() => { history.replaceState(null, "", address(on)); draw(on); }, 200);
  });
  day.addEventListener("change", () => {
    if (!day.value) return;
    const [year, month] = day.value.split("-").map(Number);
    slider.value = (year - first) * 12 + month - 1;
    history.pushState(null, "", address(day.value));
    draw(day.value);
  });
  addEventListener("popstate", () => location.reload());
  slider.setAttribute("aria-valuetext", day.value);
}

for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);
for (const picture of document.querySelectorAll(".picture")) live(picture);
const slider = document.getElementById("map-slider");
if (slider) mapSlider(slider);
