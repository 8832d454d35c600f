const picture = document.getElementById("picture");
const sheets = [...picture.children];
const level = document.getElementById("level");
const search = document.getElementById("search");
const count = document.getElementById("count");
const chosen = document.getElementById("chosen");
const source = document.getElementById("source");
const foldAll = document.getElementById("fold"), unfoldAll = document.getElementById("unfold");
const MANY = 60; // boxes; where there are more, all groups are folded at first
let sheet = sheets[0], scale = 1, left = 0, top_ = 0, drag = null;

function place() { sheet.style.transform = `translate(${left}px,${top_}px) scale(${scale})`; }

let whole = true, shown = null; // whether all is in view, or else which box was brought there

function zoom(factor, x = picture.clientWidth / 2, y = picture.clientHeight / 2) {
  const next = Math.min(8, Math.max(0.05, scale * factor));
  left = x - (x - left) * next / scale;
  top_ = y - (y - top_) * next / scale;
  scale = next;
  whole = false;
  place();
}

function fit() {
  const width = sheet.firstElementChild.clientWidth, height = sheet.firstElementChild.clientHeight;
  scale = Math.min(picture.clientWidth / width, picture.clientHeight / height, 1.5);
  left = (picture.clientWidth - width * scale) / 2;
  top_ = Math.max(0, (picture.clientHeight - height * scale) / 2);
  whole = true;
  place();
}

function show(name) {
  for (const one of sheets) one.hidden = one.dataset.level !== name;
  sheet = sheets.find(one => !one.hidden);
  level.value = name;
  if (!sheet.folding) { // its places are known once it is seen
    sheet.folding = new Folding(sheet.firstElementChild, name);
    if (sheet.folding.nodes.length > MANY) sheet.folding.all(true);
  }
  for (const button of [foldAll, unfoldAll]) button.disabled = !sheet.folding.groups.length;
  fit();
  find();
}

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const box of sheet.querySelectorAll("g.node[data-details]")) {
    const text = box.dataset.details.toLowerCase();
    const fits = words.length > 0 && words.every(word => text.includes(word));
    box.classList.toggle("found", fits);
    found += fits;
  }
  for (const group of sheet.folding.groups) {
    const text = group.name.toLowerCase();
    const fits = words.length > 0 && words.every(word => text.includes(word));
    group.labels[0].classList.toggle("found", fits);
    found += fits;
  }
  sheet.folding.reveal(new Set(sheet.querySelectorAll("g.found")));
  sheet.firstElementChild.classList.toggle("searched", words.length > 0);
  count.textContent = words.length ? `${found} found` : "";
}

function choose(box) {
  for (const one of picture.querySelectorAll(".chosen")) one.classList.remove("chosen");
  box.classList.add("chosen");
  chosen.textContent = box.dataset.details;
  const link = box.querySelector("a");
  source.hidden = !link;
  if (link) { source.href = source.textContent = link.getAttribute("href"); }
}

function bring(box) {
  if (scale < 0.8) zoom(1 / scale);
  whole = false;
  shown = box;
  const frame = picture.getBoundingClientRect(), own = box.getBoundingClientRect();
  left += frame.left + frame.width / 2 - own.left - own.width / 2;
  top_ += frame.top + frame.height / 2 - own.top - own.height / 2;
  place();
}

function meet(found) { // a box, or the title of a group
  if (found.dataset.details) choose(found);
  bring(found);
}

function prepare(part) {
  for (const box of part.querySelectorAll("g.node")) {
    const title = box.querySelector("title");
    if (!title) continue;
    box.dataset.details = title.textContent;
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", title.textContent.split("\n")[0]);
    box.addEventListener("click", event => { choose(box); event.preventDefault(); });
    for (const link of box.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
  }
}
prepare(picture);

picture.addEventListener("keydown", event => {
  const box = event.target.closest("g.node");
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (box && (event.key === "Enter" || event.key === " ")) choose(box);
  else if (event.key === "+") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else if (step) { left += step[0]; top_ += step[1]; whole = false; shown = null; place(); }
  else return;
  event.preventDefault();
});
picture.addEventListener("wheel", event => {
  const frame = picture.getBoundingClientRect();
  zoom(Math.exp(-event.deltaY / 400), event.clientX - frame.left, event.clientY - frame.top);
  event.preventDefault();
}, { passive: false });
picture.addEventListener("pointerdown", event => { drag = [event.clientX - left, event.clientY - top_]; });
addEventListener("pointermove", event => {
  if (drag) { left = event.clientX - drag[0]; top_ = event.clientY - drag[1]; whole = false; shown = null; place(); }
});
addEventListener("pointerup", () => { drag = null; });
addEventListener("resize", () => { if (whole) fit(); else if (shown) bring(shown); });
search.addEventListener("input", find);
search.addEventListener("keydown", event => {
  const first = sheet.querySelector("g.found");
  if (event.key === "Enter" && first) { meet(first); first.focus({ preventScroll: true }); }
});
level.addEventListener("change", () => show(level.value));
document.getElementById("in").addEventListener("click", () => zoom(1.25));
document.getElementById("out").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", fit);
foldAll.addEventListener("click", () => { sheet.folding.all(true); fit(); });
unfoldAll.addEventListener("click", () => { sheet.folding.all(false); fit(); });

const asked = new URLSearchParams(location.hash.slice(1));
if (asked.has("q")) search.value = asked.get("q");
show(sheets.some(one => one.dataset.level === asked.get("detail")) ? asked.get("detail") : level.value);
for (const [what, name] of asked) {
  if (what === "fold" || what === "unfold") sheet.folding.set(name, what === "fold");
}
if (asked.has("fold") || asked.has("unfold")) { sheet.folding.draw(); find(); fit(); }
const first = asked.has("q") && sheet.querySelector("g.found");
if (first) meet(first);
