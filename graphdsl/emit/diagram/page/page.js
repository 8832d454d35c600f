"use strict";
const picture = document.getElementById("picture");
const sheets = [...picture.children];
const level = document.getElementById("level");
const search = document.getElementById("search");
const count = document.getElementById("count");
const chosen = document.getElementById("chosen");
let sheet = sheets[0], scale = 1, left = 0, top_ = 0, drag = null;

function place() { sheet.style.transform = `translate(${left}px,${top_}px) scale(${scale})`; }

function zoom(factor, x = picture.clientWidth / 2, y = picture.clientHeight / 2) {
  const next = Math.min(8, Math.max(0.05, scale * factor));
  left = x - (x - left) * next / scale;
  top_ = y - (y - top_) * next / scale;
  scale = next;
  place();
}

function fit() {
  const width = sheet.firstElementChild.clientWidth, height = sheet.firstElementChild.clientHeight;
  scale = Math.min(picture.clientWidth / width, picture.clientHeight / height, 1.5);
  left = (picture.clientWidth - width * scale) / 2;
  top_ = Math.max(0, (picture.clientHeight - height * scale) / 2);
  place();
}

function show(name) {
  for (const one of sheets) one.hidden = one.dataset.level !== name;
  sheet = sheets.find(one => !one.hidden);
  fit();
  find();
}

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const box of sheet.querySelectorAll("g.node[tabindex]")) {
    const text = box.dataset.details.toLowerCase();
    const fits = words.length > 0 && words.every(word => text.includes(word));
    box.classList.toggle("found", fits);
    found += fits;
  }
  sheet.firstElementChild.classList.toggle("searched", words.length > 0);
  count.textContent = words.length ? `${found} found` : "";
}

function choose(box) {
  for (const one of picture.querySelectorAll(".chosen")) one.classList.remove("chosen");
  box.classList.add("chosen");
  chosen.textContent = box.dataset.details;
}

function prepare(part) {
  for (const box of part.querySelectorAll("g.node")) {
    const title = box.querySelector("title");
    if (!title) continue;
    box.dataset.details = title.textContent;
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", title.textContent.split("\n")[0]);
    box.addEventListener("click", () => choose(box));
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
  else if (step) { left += step[0]; top_ += step[1]; place(); }
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
  if (drag) { left = event.clientX - drag[0]; top_ = event.clientY - drag[1]; place(); }
});
addEventListener("pointerup", () => { drag = null; });
addEventListener("resize", fit);
search.addEventListener("input", find);
search.addEventListener("keydown", event => {
  const first = sheet.querySelector("g.found");
  if (event.key === "Enter" && first) { choose(first); first.focus(); }
});
level.addEventListener("change", () => show(level.value));
document.getElementById("in").addEventListener("click", () => zoom(1.25));
document.getElementById("out").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", fit);

const asked = new URLSearchParams(location.hash.slice(1));
if (asked.has("q")) search.value = asked.get("q");
show(sheets.some(one => one.dataset.level === asked.get("detail")) ? asked.get("detail") : level.value);
const first = asked.has("q") && sheet.querySelector("g.found");
if (first) choose(first);
