// The graph canvas: click or Enter opens and closes a thing, p pins it, the legend hides kinds.
// What is open, pinned and hidden stands in the address, so that a view can be shared.
"use strict";
(() => {
  const box = document.getElementById("canvas");
  if (!box) return;
  const NS = "http://www.w3.org/2000/svg";
  const styles = JSON.parse(box.dataset.styles);
  const said = document.getElementById("said"), legend = document.getElementById("legend");
  const force = new Force();
  const STRAND = 100; // links in one path
  const nodes = new Map(), near = new Map(), drawn = new Map();
  let state = read(), picked = null, view = { x: 0, y: 0, k: 1 }, running = false;

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const scene = svg("g"), edgesLayer = svg("g"), litLayer = svg("g"), nodesLayer = svg("g");
  scene.append(edgesLayer, litLayer, nodesLayer);
  const root = svg("svg", { role: "group", "aria-label": "Graph" }, scene);
  const peek = make("div", { class: "peek", "aria-live": "polite" });
  peek.hidden = true;
  box.hidden = false;
  box.append(root, peek);

  // The state of the address: what is open, pinned, hidden, and from when to when.
  function read() {
    const p = new URLSearchParams(location.search);
    const list = (name) => (p.get(name) || "").split(",").filter(Boolean);
    const at = list("at");
    return { open: at.length ? [box.dataset.start, ...at.slice(1)] : [box.dataset.start],
      pin: list("pin"), hide: list("hide"), from: p.get("from") || "", to: p.get("to") || "" };
  }
  function address() {
    const p = new URLSearchParams();
    p.set("at", state.open.join(","));
    for (const name of ["pin", "hide"]) if (state[name].length) p.set(name, state[name].join(","));
    for (const name of ["from", "to"]) if (state[name]) p.set(name, state[name]);
    return `/graph?${p}`;
  }
  function remember() {
    if (location.pathname + location.search !== address()) history.pushState(null, "", address());
  }

  async function load(id) {
    if (!near.has(id)) {
      const answer = await getJson(`/api/neighbours?${new URLSearchParams({ of: id })}`);
      near.set(id, answer);
      for (const node of answer.nodes) nodes.set(node.id, node);
    }
    return near.get(id);
  }

  function inTime(node) {
    if (!node.date || (!state.from && !state.to)) return true;
    const year = node.date.slice(0, 4);
    return (!state.from || year >= state.from) && (!state.to || year <= state.to);
  }

  // What is to be seen: each open thing with its neighbours, but for what is filtered out.
  function visible() {
    const ids = new Map(), edges = new Map();
    for (const open of state.open) {
      const answer = near.get(open);
      if (!answer) continue;
      for (const node of answer.nodes) {
        const filtered = state.hide.includes(node.kind) || !inTime(node);
        if (!filtered || state.open.includes(node.id)) if (!ids.has(node.id)) ids.set(node.id, open);
      }
    }
    for (const answer of near.values()) for (const edge of answer.edges) {
      if (ids.has(edge[0]) && ids.has(edge[1])) edges.set(edge.join(" "), edge);
    }
    return { ids, edges: [...edges.values()] };
  }

  function shape(kind) {
    const [fill, stroke, name] = styles[kind] || styles.other;
    const small = name.endsWith("-small"), r = small ? 8 : 10, form = name.replace("-small", "");
    const paint = { fill, stroke, "stroke-width": 1.5 };
    if (form === "circle") return svg("circle", { r, ...paint });
    if (form === "square") return svg("rect", { x: -r * 0.88, y: -r * 0.88, width: r * 1.76, height: r * 1.76, ...paint });
    const [corners, turn, scale] = { triangle: [3, -90, 1.22], diamond: [4, -90, 1.2],
      pentagon: [5, -90, 1.1], hexagon: [6, 0, 1.1] }[form];
    const points = Array.from({ length: corners }, (_, i) => {
      const angle = ((turn + (i * 360) / corners) * Math.PI) / 180;
      return `${r * scale * Math.cos(angle)},${r * scale * Math.sin(angle)}`;
    });
    return svg("polygon", { points: points.join(" "), ...paint });
  }

  // Whole words, so that what is read aloud contains what is seen.
  const most = box.clientWidth < 600 ? 34 : 60;
  function cut(text) {
    if (text.length <= most) return text;
    const short = text.slice(0, most);
    return `${short.slice(0, Math.max(short.lastIndexOf(" "), 12)).replace(/[\s,;:(-]+$/, "")} …`;
  }

  function draw() {
    const { ids, edges } = visible();
    for (const id of [...drawn.keys()]) if (!ids.has(id)) {
      drawn.get(id).remove(); drawn.delete(id); force.remove(id);
    }
    for (const [id, from] of ids) {
      force.add(id, from === id ? null : from, 6.6 * cut(nodes.get(id).label).length);
      if (!drawn.has(id)) drawn.set(id, nodeElement(id));
      const element = drawn.get(id), open = state.open.includes(id);
      element.classList.toggle("open", open);
      element.classList.toggle("pin", state.pin.includes(id));
      Object.assign(force.points.get(id), { fixed: state.pin.includes(id), open });
      element.setAttribute("aria-expanded", String(open));
    }
    force.links = edges;
    edgesLayer.replaceChildren(...Array.from({ length: Math.ceil(edges.length / STRAND) },
      () => svg("path", { class: "edge" })));
    const left = state.open.reduce((sum, id) => sum + (near.get(id)?.left || 0), 0);
    said.textContent = `${ids.size} things and ${edges.length} links are shown` +
      (left ? `; ${left} further neighbours of what is open are left out.` : ".");
    drawLegend();
    lit();
    run();
  }

  function nodeElement(id) {
    const node = nodes.get(id);
    const name = `${node.label}, ${node.type || node.kind}${node.date ? `, ${node.date}` : ""}`;
    const label = svg("text", { x: 14, y: 4 }, cut(node.label));
    const element = svg("g", { class: "node", tabindex: "0", role: "button", "aria-label": name, "data-id": id },
      svg("title", {}, name), svg("circle", { class: "ring", r: 14 }), shape(node.kind), label);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(id); }
      else if (event.key === "p") pin(id);
    });
    element.addEventListener("focus", () => pick(id));
    element.addEventListener("pointerdown", (event) => drag(event, id));
    nodesLayer.append(element);
    return element;
  }

  function place() {
    for (const [id, element] of drawn) {
      const p = force.points.get(id);
      element.setAttribute("transform", `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`);
    }
    // A path for many links at once: a line for each would be most of what is drawn.
    const at = (id) => { const p = force.points.get(id); return `${p.x.toFixed(1)} ${p.y.toFixed(1)}`; };
    [...edgesLayer.children].forEach((path, i) => path.setAttribute("d",
      force.links.slice(i * STRAND, (i + 1) * STRAND).map(([a, b]) => `M${at(a)}L${at(b)}`).join("")));
    for (const group of litLayer.children) {
      const [line, name] = group.children, [a, b] = group.ends.map((id) => force.points.get(id));
      line.setAttribute("d", `M${at(group.ends[0])}L${at(group.ends[1])}`);
      name.setAttribute("x", ((a.x + b.x) / 2).toFixed(1));
      name.setAttribute("y", ((a.y + b.y) / 2 - 3).toFixed(1));
    }
  }

  function fit() {
    const xs = [], ys = [];
    for (const id of drawn.keys()) { const p = force.points.get(id); xs.push(p.x, p.x + p.wide + 14); ys.push(p.y); }
    if (!xs.length) return;
    const [l, r, t, b] = [Math.min(...xs) - 30, Math.max(...xs) + 20, Math.min(...ys) - 30, Math.max(...ys) + 30];
    const k = Math.min(1.3, box.clientWidth / (r - l), box.clientHeight / (b - t));
    view = { k, x: box.clientWidth / 2 - (k * (l + r)) / 2, y: box.clientHeight / 2 - (k * (t + b)) / 2 };
    if (k < 0.75 && !everything) { // names that nobody could read are worse than a part of the graph
      const middle = force.points.get(state.open.at(-1)) || { x: 0, y: 0 };
      view = { k: 0.75, x: box.clientWidth / 2 - 0.75 * (middle.x + 50), y: box.clientHeight / 2 - 0.75 * middle.y };
    }
    paint();
  }

  // Very many things take longer than a frame to paint: there the painted picture is moved while
  // the hand moves, and painted anew when it rests.
  let painted = view, resting = 0;
  function paint() {
    clearTimeout(resting);
    painted = { ...view };
    root.style.transform = "";
    root.classList.toggle("far", view.k < 0.45); // names are too small to read
    root.style.setProperty("--larger", Math.min(3, 1 / view.k));
    scene.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
  }
  function look() {
    if (drawn.size <= MANY) { paint(); return; }
    const by = view.k / painted.k;
    root.style.transform = `translate(${view.x - by * painted.x}px, ${view.y - by * painted.y}px) scale(${by})`;
    clearTimeout(resting);
    resting = setTimeout(paint, 140);
  }

  // Until somebody moves the view, it follows the graph: what is legible of it, or everything.
  let free = true, everything = false;
  function run() {
    force.warm();
    root.classList.toggle("many", drawn.size > MANY);
    root.classList.toggle("crowd", state.open.length > 12);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      while (force.step());
      place(); if (free) fit();
      box.dataset.rest = "true";
      return;
    }
    if (running) return;
    running = true;
    box.dataset.rest = "false";
    let shown = 0;
    const frame = (now) => {
      const many = drawn.size > MANY, until = performance.now() + (many ? 20 : 8);
      for (let i = 0; i < (many ? 50 : 5) && force.heat && performance.now() < until; i++) force.step();
      running = force.heat > 0;
      // To draw very many takes longer than to find their places, so the way there is shown in parts.
      if (!many || !running || now - shown > 500) {
        shown = now;
        place();
        if (free) fit();
      }
      if (running) requestAnimationFrame(frame);
      else box.dataset.rest = "true";
    };
    requestAnimationFrame(frame);
  }

  async function toggle(id) {
    pick(id);
    if (state.open.includes(id) && state.open.length > 1) {
      state.open = state.open.filter((other) => other !== id);
    } else if (!state.open.includes(id)) {
      said.textContent = "Reading …";
      try { await load(id); } catch (error) { said.textContent = error.message; return; }
      state.open.push(id);
    }
    remember();
    draw();
  }
  function pin(id) {
    state.pin = state.pin.includes(id) ? state.pin.filter((p) => p !== id) : [...state.pin, id];
    remember();
    draw();
    pick(id);
  }

  function pick(id) {
    picked = id;
    const node = nodes.get(id);
    const open = state.open.includes(id), pinned = state.pin.includes(id);
    const button = (text, does) => {
      const b = make("button", { type: "button" }, text);
      b.addEventListener("click", does);
      return b;
    };
    peek.replaceChildren(make("h2", {}, node.label), make("p", { class: "soft" },
      [node.type || styles[node.kind][3], node.date].filter(Boolean).join(", ")),
    make("p", {}, ...(node.path ? [make("a", { href: node.path }, "Card with sources")] : [])),
    make("div", { class: "canvas-tools" }, button(open ? "Collapse" : "Expand", () => toggle(id)),
      button(pinned ? "Let go" : "Pin", () => pin(id)), button("Close", () => { peek.hidden = true; })));
    peek.hidden = false;
    lit();
  }
  function lit() {
    litLayer.replaceChildren(...force.links.filter((edge) => edge[0] === picked || edge[1] === picked)
      .map(([a, b, label]) => {
        const group = svg("g", {}, svg("path", { class: "edge on" }), svg("text", { class: "edge-name" }, label));
        group.ends = [a, b];
        return group;
      }));
    if (!running && litLayer.childElementCount) place();
  }

  function drag(event, id) {
    event.stopPropagation();
    const point = force.points.get(id), start = { x: event.clientX, y: event.clientY };
    const from = { x: point.x, y: point.y };
    let moved = false;
    root.setPointerCapture(event.pointerId);
    const move = (e) => {
      if (Math.hypot(e.clientX - start.x, e.clientY - start.y) > 4) moved = true;
      if (!moved) return;
      free = false; point.fixed = true;
      point.x = from.x + (e.clientX - start.x) / view.k; point.y = from.y + (e.clientY - start.y) / view.k;
      force.warm(0.3); run();
    };
    const up = () => {
      root.removeEventListener("pointermove", move);
      root.removeEventListener("pointerup", up);
      root.removeEventListener("pointercancel", up);
      if (moved) { if (!state.pin.includes(id)) pin(id); } else toggle(id);
    };
    root.addEventListener("pointermove", move);
    root.addEventListener("pointerup", up);
    root.addEventListener("pointercancel", up);
  }
  // One finger or the mouse moves the view, two fingers zoom it.
  const fingers = new Map();
  root.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    fingers.set(event.pointerId, event);
    const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
    if (other) {
      const area = box.getBoundingClientRect();
      const apart = (e) => Math.hypot(e.clientX - other.clientX, e.clientY - other.clientY) || 1;
      zoom(apart(event) / apart(last), other.clientX - area.left, other.clientY - area.top);
      return;
    }
    free = false;
    view.x += event.clientX - last.clientX; view.y += event.clientY - last.clientY;
    look();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    root.addEventListener(name, (event) => fingers.delete(event.pointerId));
  }
  function zoom(by, x = box.clientWidth / 2, y = box.clientHeight / 2) {
    free = false;
    const k = Math.min(4, Math.max(0.15, view.k * by));
    view.x = x - ((x - view.x) * k) / view.k; view.y = y - ((y - view.y) * k) / view.k; view.k = k;
    look();
  }
  root.addEventListener("wheel", (event) => {
    event.preventDefault();
    const area = box.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 500), event.clientX - area.left, event.clientY - area.top);
  }, { passive: false });

  function drawLegend() {
    const count = {};
    for (const open of state.open) for (const n of near.get(open)?.nodes || []) (count[n.kind] ||= new Set()).add(n.id);
    legend.replaceChildren(...Object.keys(styles).filter((k) => count[k]).map((kind) => {
      const on = !state.hide.includes(kind);
      const key = svg("svg", { width: 16, height: 16, viewBox: "-13 -13 26 26", "aria-hidden": "true" }, shape(kind));
      const b = make("button", { type: "button", "aria-pressed": String(on), "data-kind": kind }, key, `${styles[kind][3]} (${count[kind].size})`);
      b.addEventListener("click", () => {
        state.hide = on ? [...state.hide, kind] : state.hide.filter((k) => k !== kind);
        remember();
        draw();
        legend.querySelector(`[data-kind="${kind}"]`)?.focus();
      });
      return b;
    }));
  }

  function tools() {
    const button = (text, does, name) => {
      const b = make("button", { type: "button", "aria-label": name || null }, text);
      b.addEventListener("click", does);
      return b;
    };
    const year = (name, text) => {
      const input = make("input", { type: "number", min: "1940", max: "2100", value: state[name], "data-year": name });
      input.addEventListener("change", () => { state[name] = input.value; remember(); draw(); });
      return make("label", {}, `${text} `, input);
    };
    legend.after(make("div", { class: "canvas-tools" },
      button("−", () => zoom(0.8), "Zoom out"), button("+", () => zoom(1.25), "Zoom in"),
      button("Whole graph", () => { free = everything = true; fit(); }),
      year("from", "From year"), year("to", "to year"),
      button("Save as SVG", () => saveSeen(root, "imet-graph", false)), button("Save as PNG", () => saveSeen(root, "imet-graph", true)),
      button("Copy link", async () => {
        try { await navigator.clipboard.writeText(location.href); said.textContent = "The link is copied."; }
        catch { said.textContent = location.href; }
      })));
  }

  async function begin() {
    said.textContent = "Reading …";
    await Promise.all(state.open.map((id) => load(id).catch((error) => { said.textContent = error.message; })));
    state.open = state.open.filter((id) => near.has(id));
    draw();
  }
  addEventListener("popstate", () => {
    state = read();
    for (const input of document.querySelectorAll("[data-year]")) input.value = state[input.dataset.year];
    begin();
  });
  addEventListener("resize", () => { if (free) fit(); });
  tools();
  begin();
})();
