"use strict";
const watched = document.getElementById("watched");
const lost = document.getElementById("lost");
const nothingChosen = chosen.textContent;
let mark = watched.dataset.after;

function state() { return [scale, left, top_]; }

function isFitted() {
  const before = state();
  fit();
  const fitted = state().every((value, index) => Math.abs(value - before[index]) < 0.01);
  [scale, left, top_] = before;
  place();
  return fitted;
}

function keepingFit(change) {
  const fitted = isFitted();
  change();
  if (fitted) fit();
}

function headline(box) { return box ? box.dataset.details.split("\n")[0] : ""; }

function boxNamed(part, name) {
  return [...part.querySelectorAll("g.node[data-details]")].find(box => headline(box) === name);
}

function middle(box) {
  const frame = box.getBoundingClientRect();
  return [frame.x + frame.width / 2, frame.y + frame.height / 2];
}

// Groups are folded as those of the same name were.
function fold(part, before) {
  part.folding = new Folding(part.firstElementChild, part.dataset.level);
  const folded = new Set(before.groups.filter(group => group.folded).map(group => group.name));
  for (const group of part.folding.groups) group.folded = folded.has(group.name);
  if (folded.size) part.folding.draw();
}

function exchange(old, next) {
  const fitted = isFitted();
  const marked = old.querySelector(".chosen"), name = headline(marked);
  const focused = headline(document.activeElement && document.activeElement.closest("g.node[data-details]"));
  const from = marked && middle(marked);
  next.hidden = old.hidden;
  old.replaceWith(next);
  sheets[sheets.indexOf(old)] = next;
  if (sheet === old) sheet = next;
  const again = name && boxNamed(next, name);
  if (again) choose(again);
  else if (name) chosen.textContent = nothingChosen;
  if (sheet !== next) return;
  fold(next, old.folding);
  if (fitted) fit(); else place();
  if (again && !fitted) {
    const to = middle(again);
    left += from[0] - to[0];
    top_ += from[1] - to[1];
    place();
  }
  const box = focused && boxNamed(next, focused);
  if (box) box.focus({ preventScroll: true });
  find();
}

function redraw(drawn) {
  const names = drawn.levels.map(one => one[0]);
  const next = document.createElement("div");
  next.dataset.level = drawn.level;
  next.innerHTML = drawn.svg;
  prepare(next);
  const old = sheets.find(one => one.dataset.level === drawn.level);
  if (old) exchange(old, next);
  else {
    next.hidden = true;
    sheets.push(next);
    sheets.sort((a, b) => names.indexOf(a.dataset.level) - names.indexOf(b.dataset.level));
    picture.append(next);
  }
  for (const gone of sheets.filter(one => !names.includes(one.dataset.level))) {
    sheets.splice(sheets.indexOf(gone), 1);
    gone.remove();
  }
  level.replaceChildren(...drawn.levels.filter(one => sheets.some(s => s.dataset.level === one[0]))
    .map(([name, words]) => new Option(words, name)));
  if (!sheets.includes(sheet)) show(drawn.level);
  level.value = sheet.dataset.level;
  document.title = document.querySelector("h1").textContent = drawn.name;
  document.querySelector("#text pre").textContent = drawn.text;
}

function connect() {
  const source = new EventSource(`/events?after=${mark}`);
  const listen = (event, act) => source.addEventListener(event, message => {
    if (message.lastEventId) mark = message.lastEventId;
    act(message.data && JSON.parse(message.data));
  });
  listen("told", told => keepingFit(() => {
    watched.className = told.kind;
    watched.innerHTML = told.html;
  }));
  listen("drawn", redraw);
  listen("restarted", () => { source.close(); location.reload(); });
  source.addEventListener("open", () => { lost.hidden = true; });
  source.addEventListener("error", () => {
    lost.hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  });
}
connect();
