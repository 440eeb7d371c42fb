// Saves pictures as files: SVG as they stand, PNG at twice the size.
"use strict";

function saveBlob(blob, name) {
  const link = make("a", { download: name });
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Paint a drawing at twice its size and save it as PNG.
async function savePng(text, width, height, name) {
  const image = new Image(), sheet = make("canvas", { width: 2 * width, height: 2 * height });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const brush = sheet.getContext("2d");
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, sheet.width, sheet.height);
  brush.drawImage(image, 0, 0, sheet.width, sheet.height);
  sheet.toBlob((blob) => saveBlob(blob, `${name}.png`), "image/png");
}

// Save a copy of a drawing in the page as SVG or PNG.
function saveDrawing(copy, name, png) {
  const { width, height } = copy.viewBox.baseVal;
  for (const [attribute, value] of Object.entries({ xmlns: "http://www.w3.org/2000/svg", width, height,
    "font-family": "Helvetica, Arial, sans-serif" })) copy.setAttribute(attribute, value);
  const text = new XMLSerializer().serializeToString(copy);
  if (png) savePng(text, width, height, name);
  else saveBlob(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
}

// A picture with a page of its own has a link that saves it with title, legend and sources.
function saver(picture) {
  const drawn = picture.querySelector("svg"), link = document.getElementById("save");
  if (!drawn) return;
  const button = (text, does) => {
    const b = make("button", { type: "button", class: "small" }, text);
    b.addEventListener("click", does);
    return b;
  };
  if (link) {
    link.after(" ", button("Save as PNG", async () => {
      const text = await (await fetch(link.href)).text();
      // Not parsed: its style would be one of this page, which the page's policy forbids.
      const [, , width, height] = text.match(/viewBox="([^"]+)"/)[1].split(/\s+/).map(Number);
      savePng(text, width, height, link.download.replace(/\.svg$/, ""));
    }));
    return;
  }
  const copy = () => {
    const found = picture.querySelector("svg").cloneNode(true);
    for (const hidden of found.querySelectorAll(".z1, .z2, .z3")) hidden.remove();
    return found;
  };
  picture.before(make("p", { class: "row" }, button("Save as SVG", () => saveDrawing(copy(), "result", false)),
    button("Save as PNG", () => saveDrawing(copy(), "result", true))));
}

// What is seen of a drawing that the style sheet paints, with the colours and sizes that the style sheet gives it.
function saveSeen(root, name, png) {
  const copy = root.cloneNode(true), { color, backgroundColor } = getComputedStyle(document.body);
  const seen = [...root.querySelectorAll("text")].map((t) => getComputedStyle(t));
  copy.removeAttribute("style");
  copy.setAttribute("viewBox", `0 0 ${root.clientWidth} ${root.clientHeight}`);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [attribute, value] of Object.entries({ width: "100%", height: "100%", fill: backgroundColor })) {
    ground.setAttribute(attribute, value);
  }
  copy.prepend(ground);
  [...copy.querySelectorAll("text")].forEach((text, i) => {
    if (seen[i].display === "none") { text.remove(); return; }
    for (const [attribute, value] of Object.entries({ fill: color, stroke: backgroundColor, "stroke-width": 3.5,
      "paint-order": "stroke", "font-size": seen[i].fontSize, "font-weight": seen[i].fontWeight,
      "text-anchor": seen[i].textAnchor })) text.setAttribute(attribute, value);
  });
  for (const edge of copy.querySelectorAll(".edge")) {
    const on = edge.classList.contains("on");
    edge.setAttribute("fill", "none");
    edge.setAttribute("stroke", on ? color : "#9aa2aa");
    edge.setAttribute("stroke-width", on ? 2 : 1);
  }
  for (const ring of copy.querySelectorAll(".ring")) ring.remove();
  saveDrawing(copy, name, png);
}

for (const picture of document.querySelectorAll(".picture")) saver(picture);
