"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const stage = document.getElementById("stage");
  const svg = stage.querySelector("svg");
  const card = document.getElementById("card");
  const search = document.getElementById("search");
  const hits = document.getElementById("hits");
  const [left, top, fullWidth, fullHeight] = svg.getAttribute("viewBox").split(" ").map(Number);
  let view = { x: left, y: top, w: fullWidth, h: fullHeight };
  let queued = false;

  // The window on the drawing: one change of the viewBox for each frame. A drawing of
  // very many marks takes longer than a frame to paint, so there the painted picture is
  // moved while the hand moves, and painted anew when it rests.
  const many = svg.querySelectorAll("g.m").length > 400;
  if (many) svg.style.willChange = "transform";
  let painted = view;
  let resting = 0;
  function paint() {
    painted = view;
    svg.style.transform = "";
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    const zoom = fullWidth / view.w;
    svg.dataset.z = zoom < 1.8 ? 0 : zoom < 3.6 ? 1 : zoom < 7 ? 2 : 3;
  }
  function draw() {
    queued = false;
    if (!many) { paint(); return; }
    const k = scale();
    const dx = (painted.x + painted.w / 2 - view.x - view.w / 2) / k;
    const dy = (painted.y + painted.h / 2 - view.y - view.h / 2) / k;
    svg.style.transform = `translate(${dx}px, ${dy}px) scale(${painted.w / view.w})`;
    clearTimeout(resting);
    resting = setTimeout(paint, 140);
  }
  function show(next) {
    view = next;
    if (!queued) { queued = true; requestAnimationFrame(draw); }
  }
  function scale() {
    const box = stage.getBoundingClientRect();
    return Math.max(view.w / box.width, view.h / box.height);
  }
  // A point of the screen in the drawing's units; the drawing is centred in the stage.
  function at(clientX, clientY) {
    const box = stage.getBoundingClientRect(), k = scale();
    return { x: view.x + view.w / 2 + (clientX - box.left - box.width / 2) * k,
             y: view.y + view.h / 2 + (clientY - box.top - box.height / 2) * k };
  }
  function zoomBy(factor, point) {
    const w = Math.min(fullWidth * 1.6, Math.max(fullWidth / 40, view.w / factor));
    const f = w / view.w;
    show({ x: point.x - (point.x - view.x) * f, y: point.y - (point.y - view.y) * f,
           w, h: view.h * f });
  }
  const middle = () => ({ x: view.x + view.w / 2, y: view.y + view.h / 2 });
  const whole = () => show({ x: left, y: top, w: fullWidth, h: fullHeight });

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)),
           at(event.clientX, event.clientY));
  }, { passive: false });

  const fingers = new Map();
  let moved = 0;
  stage.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    moved = 0;
  });
  stage.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const others = [...fingers.values()].filter((f) => f.pointerId !== event.pointerId);
    if (others.length) {
      const other = others[0];
      const apart = (a) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY) || 1;
      zoomBy(apart(event) / apart(last), at(other.clientX, other.clientY));
    } else {
      const k = scale();
      const dx = event.clientX - last.clientX, dy = event.clientY - last.clientY;
      moved += Math.abs(dx) + Math.abs(dy);
      if (moved > 4) {
        // Captured only once it is a drag, so that a click still reaches the mark under it.
        if (!stage.hasPointerCapture(event.pointerId)) stage.setPointerCapture(event.pointerId);
        stage.classList.add("dragging");
        show({ ...view, x: view.x - dx * k, y: view.y - dy * k });
      }
    }
    fingers.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    stage.addEventListener(name, (event) => {
      fingers.delete(event.pointerId);
      if (!fingers.size) stage.classList.remove("dragging");
    });
  }
  document.getElementById("in").addEventListener("click", () => zoomBy(1.5, middle()));
  document.getElementById("out").addEventListener("click", () => zoomBy(1 / 1.5, middle()));
  document.getElementById("reset").addEventListener("click", whole);
  stage.addEventListener("keydown", (event) => {
    const step = view.w / 10;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step],
                    ArrowDown: [0, step] };
    if (moves[event.key]) {
      show({ ...view, x: view.x + moves[event.key][0], y: view.y + moves[event.key][1] });
    } else if (event.key === "+" || event.key === "=") zoomBy(1.3, middle());
    else if (event.key === "-") zoomBy(1 / 1.3, middle());
    else if (event.key === "0") whole();
    else return;
    event.preventDefault();
  });

  // The card of a thing. Text goes in as text, and only web addresses become links.
  function make(tag, text, parent) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  }
  const marks = new Map();
  for (const mark of svg.querySelectorAll("g.m")) {
    const key = mark.dataset.t;
    if (key && !marks.has(key)) marks.set(key, mark);
  }
  const edges = [...svg.querySelectorAll(".e[data-a]")];

  function pick(key) {
    for (const mark of svg.querySelectorAll("g.m.on")) mark.classList.remove("on");
    const found = key && data.cards[key];
    svg.classList.toggle("picked", Boolean(found && edges.some(
      (e) => e.dataset.a === key || e.dataset.b === key)));
    for (const edge of edges) {
      edge.classList.toggle("on", Boolean(key) &&
        (edge.dataset.a === key || edge.dataset.b === key));
    }
    card.hidden = !found;
    card.replaceChildren();
    if (!found) return;
    if (marks.has(key)) marks.get(key).classList.add("on");
    const close = make("button", "Close", card);
    close.className = "close";
    close.addEventListener("click", () => { pick(""); search.focus(); });
    make("h2", found.label, card);
    make("p", found.kind, card).className = "kind";
    const list = make("dl", "", card);
    for (const [name, value] of found.lines) { make("dt", name, list); make("dd", value, list); }
    if (found.sources.length) {
      make("h3", "Sources", card);
      const sources = make("ol", "", card);
      for (const [text, address] of found.sources) {
        const item = make("li", "", sources);
        if (/^https?:\/\//.test(address)) {
          const link = make("a", text, item);
          link.href = address;
          link.rel = "noopener noreferrer";
          link.target = "_blank";
        } else item.textContent = text;
      }
    }
    const links = data.edges.filter(([a, b]) =>
      (a === key && data.cards[b]) || (b === key && data.cards[a]));
    if (links.length) {
      make("h3", `Links in this picture (${links.length})`, card);
      const items = make("ul", "", card);
      for (const [a, b, label] of links.slice(0, 100)) {
        const item = make("li", "", items);
        const other = a === key ? b : a;
        const name = data.cards[other].label;
        if (a === key) item.append(`${label} `);
        const button = make("button", name, item);
        if (a !== key) item.append(` ${label} this`);
        button.addEventListener("click", () => { pick(other); bring(other); });
      }
      if (links.length > 100) make("p", `… and ${links.length - 100} more`, card);
    }
    card.scrollTop = 0;
  }
  function bring(key) {
    const mark = marks.get(key);
    if (!mark) return;
    const box = mark.getBBox();
    // The mark may stand in a group that is moved, as the map's do.
    const place = svg.getScreenCTM().inverse().multiply(mark.getScreenCTM());
    const { x, y } = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2)
      .matrixTransform(place);
    const w = Math.min(view.w, fullWidth / (marks.size > 150 ? 4 : 1));
    const h = w * fullHeight / fullWidth;
    if (w < fullWidth) show({ x: x - w / 2, y: y - h / 2, w, h });
  }
  svg.addEventListener("click", (event) => {
    if (moved > 4) return;
    const target = event.target.closest("[data-t]");
    if (target && target.dataset.t) pick(target.dataset.t);
    else if (!target) pick("");
  });

  // Search: the keyboard's way to every mark.
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const names = Object.entries(data.cards).map(([key, c]) => [key, plain(c.label), c]);
  let chosen = -1;
  function choose(index) {
    const items = [...hits.children];
    chosen = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    search.setAttribute("aria-activedescendant", chosen >= 0 ? items[chosen].id : "");
    if (chosen >= 0) items[chosen].scrollIntoView({ block: "nearest" });
  }
  function close() {
    hits.hidden = true;
    hits.replaceChildren();
    search.setAttribute("aria-expanded", "false");
  }
  function open(key) { close(); pick(key); bring(key); }
  search.addEventListener("input", () => {
    const wanted = plain(search.value.trim());
    hits.replaceChildren();
    if (!wanted) { close(); return; }
    const found = names.filter(([, name]) => name.includes(wanted))
      .sort((a, b) => a[1].indexOf(wanted) - b[1].indexOf(wanted) || a[1].length - b[1].length);
    found.slice(0, 12).forEach(([key, , c], i) => {
      const item = make("li", c.label, hits);
      item.id = `hit${i}`;
      item.setAttribute("role", "option");
      make("small", ` ${c.kind}`, item);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); open(key); });
      item.dataset.key = key;
    });
    hits.hidden = false;
    search.setAttribute("aria-expanded", "true");
    choose(0);
    if (!found.length) { const none = make("li", "Nothing of that name here.", hits);
      none.setAttribute("role", "option"); }
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) {
      const key = hits.children[chosen].dataset.key;
      if (key) open(key);
    } else if (event.key === "Escape") { close(); pick(""); return; } else return;
    event.preventDefault();
  });
  search.addEventListener("blur", () => setTimeout(close, 100));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pick("");
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault(); search.focus();
    }
  });

  // The legend: each entry shows and hides its marks, and lines that lose an end.
  const hidden = new Set();
  const kindOf = (key) => marks.has(key) ? marks.get(key).dataset.k : "";
  for (const button of document.querySelectorAll("#legend button")) {
    button.addEventListener("click", () => {
      const kind = button.dataset.k;
      if (hidden.has(kind)) hidden.delete(kind); else hidden.add(kind);
      button.setAttribute("aria-pressed", String(!hidden.has(kind)));
      for (const part of svg.querySelectorAll("[data-k]")) {
        part.classList.toggle("off", hidden.has(part.dataset.k));
      }
      for (const edge of edges) {
        edge.classList.toggle("off", hidden.has(kindOf(edge.dataset.a)) ||
          hidden.has(kindOf(edge.dataset.b)));
      }
    });
  }
  const asked = decodeURIComponent(location.hash.slice(1));
  if (asked && data.cards[asked]) open(asked);
  paint();
})();
